// A business day in words: tomorrow, yesterday, or its date.
import { dateLine, inHall, now } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { t } from '../store.js';

const DAY_MS = 86400000;

/** How many days a date lies ahead of the hall's today. */
function daysAhead(iso) {
  const today = inHall(now()).toISOString().slice(0, 10);
  return Math.round((Date.parse(`${iso}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
}

const dateOf = (iso) => dateLine(Date.parse(`${iso}T04:00:00Z`), lang.value);

export function dayWord(iso) {
  const days = daysAhead(iso);
  if (days <= 0) return t('day.today');
  return days === 1 ? t('day.tomorrow') : dateOf(iso);
}

/** A day that is over: its date, and that it was yesterday when it was. */
export const pastDayWord = (iso) => (daysAhead(iso) === -1 ? t('day.yesterday', { date: dateOf(iso) }) : dateOf(iso));
