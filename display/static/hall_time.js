/* Wall-clock times of the hall, whatever zone the screen's own computer is set to.
 *
 * The server writes every time with the hall's offset, so the offset of its `now` is the hall's, and
 * the figures inside an ISO string are already the ones to show. */

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Minutes east of UTC written at the end of an ISO time ("+08:00" = 480). */
export function offsetOf(iso) {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(iso || '');
  if (!match) return 0;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** Calendar and clock fields of an instant (ms) at an offset (minutes); weekday 0 = Sunday. */
export function wall(ms, offset) {
  const at = new Date(ms + offset * MINUTE_MS);
  return {
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    weekday: at.getUTCDay(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
  };
}

/** "8:30": hours without a leading zero, as said aloud. */
export function clockWords(ms, offset) {
  const { hour, minute } = wall(ms, offset);
  return `${hour}:${String(minute).padStart(2, '0')}`;
}

/** "8:30" of an ISO time, in that time's own offset. */
export function isoClock(iso) {
  return clockWords(Date.parse(iso), offsetOf(iso));
}

/** Which day an ISO time falls on, as a key of the word list and what to fill in. Weeks begin on Monday. */
export function dayWord(iso, nowMs) {
  const offset = offsetOf(iso);
  const dayNumber = (ms) => Math.floor((ms + offset * MINUTE_MS) / DAY_MS);
  const days = dayNumber(Date.parse(iso)) - dayNumber(nowMs);
  const then = wall(Date.parse(iso), offset);
  if (days === 0) return { key: 'day.today', weekday: null, params: {} };
  if (days === 1) return { key: 'day.tomorrow', weekday: null, params: {} };
  const toSunday = (7 - wall(nowMs, offset).weekday) % 7;
  if (days > 1 && days <= toSunday) return { key: 'day.this_week', weekday: then.weekday, params: {} };
  if (days > toSunday && days <= toSunday + 7) return { key: 'day.next_week', weekday: then.weekday, params: {} };
  return { key: 'day.date', weekday: null, params: { month: then.month, day: then.day } };
}

/** The day in words, given the screen's word function. */
export function dayText(t, iso, nowMs) {
  const { key, weekday, params } = dayWord(iso, nowMs);
  return t(key, weekday === null ? params : { ...params, weekday: t(`day.${weekday}`) });
}
