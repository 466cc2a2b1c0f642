/* What a notice screen turns: pages cut to the place they have, pictures, videos, one after another. Pure. */
import { linesOf } from './line_breaks.js';

export const PAGE_S = 20;
export const PICTURE_S = 12;
export const VIDEO_MOST_S = 600; // one that never ends by itself gives way
export const STALLED_MS = 20_000; // a video that does not go on for so long cannot be shown
export const AGAIN_MS = 300_000; // what could not be shown is tried again after so long
export const LINE = 1.5; // height of a line, em

/** Lay a text out in a place of `width` by `height` u: {size, parts: [[line]]}, in as few parts as `sizes` allow and in the largest of them for so many. */
export function layOut(text, { width, height }, sizes) {
  const laid = sizes.map((size) => {
    const lines = String(text).split('\n').flatMap((paragraph) => linesOf(paragraph, width / size));
    const room = Math.max(1, Math.floor(height / (size * LINE)));
    return { size, lines, count: Math.ceil(lines.length / room) };
  });
  const fewest = Math.min(...laid.map(({ count }) => count));
  const { size, lines, count } = laid.find((one) => one.count === fewest);
  const each = Math.ceil(lines.length / count);
  return { size, parts: Array.from({ length: count }, (_, i) => lines.slice(i * each, (i + 1) * each)) };
}

/** Which languages a page is shown in, one after another. */
function languagesOf(entry, language) {
  if (language === 'zh' || !entry.text_en) return ['zh'];
  return language === 'en' ? ['en', 'zh'] : ['zh', 'en'];
}

/** All that is shown in turn: pages by language and part, files whole: [{key, what, seconds, …}]. */
export function turnsOf(entries, language, place, sizes) {
  return (entries || []).flatMap((entry, n) => {
    if (entry.what !== 'page') {
      return [{ key: `${n}`, what: entry.what, url: entry.url, seconds: entry.seconds || (entry.what === 'picture' ? PICTURE_S : null) }];
    }
    return languagesOf(entry, language).flatMap((lang) => {
      const second = lang === 'en' ? entry.title : language !== 'zh' && entry.title_en;
      const text = lang === 'en' ? entry.text_en : entry.text;
      const { size, parts } = layOut(text, entry.kind === 'contact' ? { ...place, height: place.height * 0.45 } : place, sizes);
      return parts.map((lines, i) => ({
        key: `${n}${lang}${i}`, what: 'page', kind: entry.kind, lang, size, lines, part: i + 1, of: parts.length,
        title: (lang === 'en' && entry.title_en) || entry.title, second: second || '', seconds: entry.seconds || PAGE_S,
      }));
    });
  });
}

/**
 * What is shown at step `at` of the turns: {turn, at, fit}, where files that cannot be shown are passed over: `broken` maps
 * their addresses to when they are tried again (ms). `turn` null: nothing can be shown. `fit` counts what can.
 */
export function turnAt(turns, at, broken, now) {
  const fits = (turn) => !turn.url || !(broken.get(turn.url) > now);
  const fit = turns.filter(fits).length;
  if (!fit) return { turn: null, at, fit };
  let step = at;
  while (!fits(turns[step % turns.length])) step += 1;
  return { turn: turns[step % turns.length], at: step, fit };
}
