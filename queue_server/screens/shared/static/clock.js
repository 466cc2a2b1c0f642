// The server's clock on this page, and times as people read them.
// A device's own clock is often wrong: times come from the server and are carried on by the monotonic clock.
import { signal } from '@preact/signals';
import shared from './words.json' with { type: 'json' };
import { lang, makeWords } from './words.js';

const t = makeWords(shared);
const anchor = { server: null, local: 0, offsetMin: 480 };

/** Milliseconds of the server's clock, renewed once a second while the page is connected by link.js. */
export const tick = signal(0);

/** Whether anybody may be shown the time: not before the server has told it, nor when this machine may have slept since. */
export const known = signal(false);

/** Minutes east of UTC written in an ISO time, or null. */
export function offsetOf(iso) {
  const match = /([+-])(\d\d):?(\d\d)$/.exec(iso);
  if (!match) return /Z$/.test(iso) ? 0 : null;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3]));
}

/** Take the server's time; the offset it is written with is the hall's. */
export function setServerNow(iso, local = performance.now()) {
  const server = Date.parse(iso);
  if (Number.isNaN(server)) return;
  anchor.server = server;
  anchor.local = local;
  const offset = offsetOf(iso);
  if (offset !== null) anchor.offsetMin = offset;
  known.value = true;
}

/** The server's time now. Before the first snapshot it is the age of this page, good for lengths of time alone: this device's own clock is never read. */
export function now() {
  return new Date((anchor.server ?? 0) + performance.now() - anchor.local);
}

/** Nobody knows the time any more until the server tells it. */
export function forgetTime() {
  known.value = false;
}

/**
 * Watch for this machine's sleep: each look returns by how many ms its wall clock has run ahead of its monotonic one since
 * the look before. It slept so long, or somebody has set the clock: only the server can say which.
 */
export function sleepWatch(wall = () => Date.now(), steady = () => performance.now()) {
  let before = wall() - steady();
  return () => {
    const last = before;
    before = wall() - steady();
    return Math.max(0, before - last);
  };
}

let timer = null;

/** Keep `tick` going, on the second of the server's clock. */
export function startTicking(onTick) {
  const step = () => {
    tick.value = now().getTime();
    if (onTick) onTick();
    timer = setTimeout(step, 1005 - (now().getTime() % 1000));
  };
  clearTimeout(timer);
  step();
}

/** A time in the hall's zone as its UTC fields. Takes a Date, milliseconds or an ISO text. */
export function inHall(time) {
  const date = time instanceof Date ? time : new Date(time);
  return new Date(date.getTime() + anchor.offsetMin * 60000);
}

const two = (n) => String(n).padStart(2, '0');

/** 10:42 in the hall's zone. */
export function hhmm(time) {
  const at = inHall(time);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** 10:42:07 in the hall's zone. */
export function hhmmss(time) {
  return `${hhmm(time)}:${two(inHall(time).getUTCSeconds())}`;
}

/** A length of time as 4:05 or 1:02:33. Takes seconds. */
export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  return s < 3600 ? rest.replace(/^0/, '') : `${Math.floor(s / 3600)}:${rest}`;
}

/** Month, day and weekday in the page's language, or in the one given. */
export function dateLine(time, language = lang.value) {
  const at = inHall(time);
  const say = language === 'en' ? t.en : t.zh;
  return say('date.day', {
    month: say(`date.month.${at.getUTCMonth() + 1}`),
    day: at.getUTCDate(),
    weekday: say(`date.weekday.${at.getUTCDay()}`),
  });
}
