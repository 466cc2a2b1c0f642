// The rules of the screens' pages, without page or server: which sizes a layout has, which pages are missing, new codes.

/** The glass a layout is drawn for: [name, width, height]. */
export const GLASS = {
  landscape: [1920, 1080], portrait: [1080, 1920], strip: [1920, 540], small: [1280, 720],
};
export const GLASS_OF = {
  board: ['landscape', 'portrait'], zone: ['landscape', 'portrait'], next: ['landscape', 'portrait', 'strip'], notice: ['landscape', 'portrait'], sign: ['strip', 'small'],
};

/** What must stand before the public. */
export const REQUIRED = ['duties', 'flow', 'conduct', 'standards', 'promises', 'contact'];

/** What stands for a word the hall has still to fill in; a page with one is not shown. */
export const BLANK = '\uff3f';
export const hasBlanks = (page) => (page.text || '').includes(BLANK);

/** The required kinds no page is of; a page without a word does not count, but contact has the telephone numbers. */
export function missingKinds(pages) {
  const written = pages.filter((page) => !hasBlanks(page) && (page.kind === 'contact' || (page.text || '').trim()));
  return REQUIRED.filter((kind) => !written.some((page) => page.kind === kind));
}

/** A code no entry has yet. */
export function newCode(entries, stem) {
  const taken = new Set(entries.map((one) => one.code));
  let n = entries.length + 1;
  while (taken.has(`${stem}-${n}`)) n += 1;
  return `${stem}-${n}`;
}

/** Which fields of a screen mean something in its layout. */
export function asks(layout, name) {
  if (name === 'window') return layout === 'sign';
  if (['queues', 'zone', 'speaks', 'size'].includes(name)) return layout !== 'sign';
  return name !== 'entries' || layout === 'notice';
}

/** How much a glass is made smaller to stand in a box. */
export function scaleTo([width, height], box) {
  return Math.min(box.width / width, box.height / height);
}

/** An entry of a playlist from what a select holds: "page:code" or "media:id". */
export function entryOf(value, seconds) {
  const [what, ...rest] = value.split(':');
  return { [what]: rest.join(':'), ...(seconds ? { seconds } : {}) };
}
export const valueOf = (entry) => (entry.page ? `page:${entry.page}` : `media:${entry.media}`);

/** Move one of a list up (by -1) or down. */
export function moved(list, index, by) {
  const made = [...list];
  made.splice(index + by, 0, ...made.splice(index, 1));
  return made;
}
