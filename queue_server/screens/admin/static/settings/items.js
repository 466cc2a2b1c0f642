// The items citizens come for: found in the list, and told to the server one by one.

import { copy } from './draft.js';

const words = (item) => [item.code, item.name, item.short_name, item.name_en, item.initials, item.category, item.category_en].join(' ').toLowerCase();

/** The items that hold every word that was typed, with their place in the list: [{item, index}]. */
export function itemsFound(items, typed) {
  const wanted = typed.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return items.map((item, index) => ({ item, index })).filter(({ item }) => wanted.every((one) => words(item).includes(one)));
}

/** What differs, as the server takes it: whole items that are new or changed, and the codes of those gone. */
export function itemsWish(before, after) {
  const [was, now] = [before, after].map((items) => new Map(items.map((item) => [item.code, JSON.stringify(item)])));
  return {
    items: copy(after.filter((item) => was.get(item.code) !== JSON.stringify(item))),
    items_gone: before.map((item) => item.code).filter((code) => !now.has(code)),
  };
}

/** A code nobody has yet. */
export function freshCode(items) {
  const taken = new Set(items.map((item) => item.code));
  let n = items.length + 1;
  while (taken.has(`X${String(n).padStart(2, '0')}`)) n += 1;
  return `X${String(n).padStart(2, '0')}`;
}
