/* Finding an item by the letters of its name: pinyin initials for Chinese, beginnings of words for English. */

/* No common syllable of Mandarin begins with I, O, U or V. */
export const PINYIN_KEYS = [...'ABCDEFGHJKLMNPQRSTWXYZ'];
export const LATIN_KEYS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];

export const keysFor = (lang) => (lang === 'en' ? LATIN_KEYS : PINYIN_KEYS);

/* Every item once, each with its queue. */
export function allItems(queues) {
  return queues.flatMap((queue) => queue.items.map((item) => ({ ...item, queue })));
}

const words = (name) => (name ?? '').toUpperCase().split(/[^A-Z0-9]+/).filter(Boolean);

/* How well the text fits: 0 best, Infinity not at all. */
export function fit(item, text, lang) {
  if (!text) return 0;
  if (lang !== 'en') {
    const at = (item.initials ?? '').toUpperCase().indexOf(text);
    return at < 0 ? Infinity : at;
  }
  const at = words(item.name_en).findIndex((word) => word.startsWith(text));
  return at < 0 ? Infinity : at;
}

/* Items that fit, best first; with nothing typed the ones asked for most. */
export function find(items, text, lang) {
  return items
    .map((item, order) => ({ item, order, score: fit(item, text, lang) }))
    .filter(({ score }) => score < Infinity)
    .sort((a, b) => a.score - b.score || (b.item.popular ?? 0) - (a.item.popular ?? 0) || a.order - b.order)
    .map(({ item }) => item);
}

/* The kinds of items, in the order they come: [{name, name_en}]; none when there is no choice to make. */
export function kindsOf(items) {
  const kinds = new Map(items.filter((item) => item.category).map((item) => [item.category, item.category_en]));
  return kinds.size > 1 && kinds.size <= 12 ? [...kinds].map(([name, english]) => ({ name, name_en: english })) : [];
}

/* Letters that still lead to an item; the others keep their place but are sunk. */
export function liveKeys(items, text, lang) {
  return new Set(keysFor(lang).filter((letter) => items.some((item) => fit(item, text + letter, lang) < Infinity)));
}
