// When numbers are given again, in words: "13:10", "tomorrow 8:10", or the day.
import { hhmm } from './clock.js';
import { makeWords } from './words.js';
import words from './words.json' with { type: 'json' };

const t = makeWords(words);

/** Days from one ISO time to another, both written with the hall's offset. */
export function daysUntil(iso, nowIso) {
  const day = (text) => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Math.round((day(iso) - day(nowIso)) / 86400000);
}

/** 8:30 as people write hours, not 08:30. */
export const clockTime = (at) => hhmm(at).replace(/^0/, '');

/** A phrase such as "numbers tomorrow from 8:10"; without a time, that the desk knows. */
export function againText(at, nowIso) {
  if (!at) return t('again.unknown');
  const days = daysUntil(at, nowIso);
  if (days < 2) return t(days ? 'again.tomorrow' : 'again.today', { at: clockTime(at) });
  return t('again.on', { month: t(`date.month.${Number(at.slice(5, 7))}`), day: Number(at.slice(8, 10)), at: clockTime(at) });
}
