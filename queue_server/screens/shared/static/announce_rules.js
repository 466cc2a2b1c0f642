// What staff say in the hall, before it is sent; without page, socket or clock.

/** An announcement nobody has typed yet. */
export const NOTHING_TO_SAY = { text: '', textEn: '', zones: [], urgent: false };

/** Why an announcement cannot be said: 'empty', or null. */
export const announceHindrance = ({ text }) => (/[\p{L}\p{N}]/u.test(text) ? null : 'empty');

/** What the server is sent of it. */
export const announceBody = ({ text, textEn, zones, urgent }) => ({ text: text.trim(), text_en: textEn.trim(), zones, urgent });

/** The rows of one announcement that still waits share one way to take it back: the first of each. */
export function withdrawable(rows) {
  const seen = new Set();
  return new Set(rows.filter((one) => one.state === 'queued' && !seen.has(one.id) && seen.add(one.id)));
}

/** What became of a row: {key, warn}; one taken back is no trouble. */
export function fateOf({ state, why }) {
  if (state === 'unspoken' && why === 'withdrawn') return { key: 'announce.withdrawn', warn: false };
  return { key: `announce.${state}`, warn: state === 'unspoken' };
}
