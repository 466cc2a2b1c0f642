/* What a window sign shows: one state out of six, as a pure function of the snapshot. */
import { dayWord, isoClock } from './hall_time.js';

export const WIDE_RATIO = 2.4; // between 16:9 and the 1920×540 strip

/** Which drawing fits the screen: the strip over a window, or the screen at it. */
export function signShape(width, height) {
  return width / height >= WIDE_RATIO ? 'sign-wide' : 'sign';
}

const SPEAK_MS = 60_000; // as on the board

/** The instant (ms) at which the call at this window dries; 0 without one. */
function redEnd(current) {
  if (!current || !current.red_until) return 0;
  return Date.parse(current.red_until) + (current.announcing ? SPEAK_MS : 0);
}

/** One of offline, closed, paused, calling, called, serving, direct, free, open. */
export function signState(snapshot, connected, nowMs) {
  if (!connected) return 'offline';
  const { window, current } = snapshot;
  if (window.state === 'closed') return 'closed';
  if (current && current.state === 'called') {
    return redEnd(current) > nowMs ? 'calling' : 'called';
  }
  if (window.state === 'paused') return 'paused';
  if (current) return 'serving';
  if (window.free_direct) return 'direct';
  return window.free ? 'free' : 'open';
}

/** The instant (ms) at which the sign changes by itself, or null. */
export function signChange(snapshot, nowMs) {
  const until = redEnd(snapshot.current);
  return until > nowMs ? until : null;
}

/** The line below "paused": {key, params}. */
export function pausedLine(window, nowMs) {
  const late = window.back_at && Date.parse(window.back_at) <= nowMs; // a time gone by is no promise
  const time = window.back_at && !late ? isoClock(window.back_at) : null;
  const other = window.other_window ? window.other_window.number : null;
  if (time && other) return { key: 'sign.back_other', params: { time, window: other } };
  if (time) return { key: 'sign.back', params: { time } };
  if (other) return { key: 'sign.to_other', params: { window: other } };
  return { key: 'sign.please_wait', params: {} };
}

function closedLabel(snapshot) {
  if (snapshot.closed_reason === 'before') return 'shut.before';
  if (snapshot.closed_reason === 'break') return 'shut.break';
  return snapshot.closed_today ? 'sign.closed_today' : 'sign.not_open';
}

/** The label above "closed" and the line below it: {label, then: {key, time?, day?}}. */
export function closedLines(snapshot, nowMs) {
  const label = closedLabel(snapshot);
  // While it should be working nobody knows when it will be.
  if (!snapshot.opens_at) return { label, then: { key: 'sign.ask_desk' } };
  const time = isoClock(snapshot.opens_at);
  const today = dayWord(snapshot.opens_at, nowMs).key === 'day.today';
  if (today) return { label, then: { key: 'sign.opens_today', time } };
  return { label, then: { key: 'sign.opens', time, day: snapshot.opens_at } };
}

/** True when a pause waits behind the citizen still at the window. */
export function isHollow(state) {
  return state === 'closed' || state === 'paused' || state === 'offline';
}
