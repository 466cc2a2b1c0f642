// A coming business day in words: tomorrow, or its date.
import { dateLine, inHall, now } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { t } from '../store.js';

const DAY_MS = 86400000;

export function dayWord(iso) {
  const today = inHall(now()).toISOString().slice(0, 10);
  const days = Math.round((Date.parse(`${iso}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS);
  if (days <= 0) return t('day.today');
  return days === 1 ? t('day.tomorrow') : dateLine(Date.parse(`${iso}T04:00:00Z`), lang.value);
}
