// What the ticket page shows, from a snapshot: no DOM, no words, no clock of its own. Times are milliseconds.
import { keepsBooking } from '../../shared/static/booking.js';

export const STALE_MS = 7000;   // a silent server is noticed at the latest so long after it was last heard

/** waiting | near | called | serving | held | missed | missed_over | ended | incomplete | cancelled | expired. */
export function phaseOf(snapshot, at) {
  const { ticket, missed, policy } = snapshot;
  if (snapshot.expired) return 'expired';
  if (ticket.state === 'waiting') return isNear(ticket, policy) ? 'near' : 'waiting';
  if (ticket.state === 'absent') return missed && isOver(missed, at) ? 'missed_over' : 'missed';
  if (ticket.state === 'done') return outcomeOf(snapshot) === 'incomplete' ? 'incomplete' : 'ended';
  return ticket.state;
}

/** Whether a missed number cannot come back: void here, too late, or too many called since. */
const isOver = ({ until, void: isVoid, places_left: left }, at) => isVoid || (until && at > Date.parse(until)) || (typeof left === 'number' && left < 0);

/** Why it cannot come back: void | places | time. */
export function overBecause({ until, void: isVoid }, at) {
  if (isVoid) return 'void';
  return until && at > Date.parse(until) ? 'time' : 'places';
}

/** What happened to a waiting number that its holder should know: {key, ...} of words, the newest first; null for nothing. */
export function waitingNews({ ticket, sent_to: sent, policy }) {
  if (sent) return { key: 'news.sent', n: sent.window };
  if (ticket.reason === 'transferred') return { key: 'news.transferred' };
  if (ticket.reason === 'released') return { key: 'news.released' };
  if (!ticket.booked_at) return null;
  return { key: keepsBooking(ticket.booked_at, ticket.issued_at, policy) ? 'news.booked' : 'news.booked_not', at: ticket.booked_at };
}

const isNear = (ticket, policy) => ticket.people_ahead !== null && ticket.people_ahead !== undefined
  && ticket.people_ahead <= (policy && policy.near !== undefined ? policy.near : 3);

export function outcomeOf({ ended, ticket }) {
  return (ended && ended.outcome) || ticket.outcome || null;
}

/** What the phone must sound for, and the mark that says it has: {kind: 'near' | 'called', mark} or null. */
export function alertOf(snapshot, at) {
  const phase = phaseOf(snapshot, at);
  const { ticket, called } = snapshot;
  if (phase === 'near') return { kind: 'near', mark: `${ticket.number} near` };
  if (phase !== 'called') return null;
  return { kind: 'called', mark: `${ticket.number} called ${called ? called.calls : ticket.calls} ${called ? called.at : ''}` };
}

/** Whether an alert is new: one sound when the turn is near, one at each call. */
export function isNewAlert(alert, lastMark) {
  return alert !== null && alert.mark !== lastMark;
}

/** The fewest people ahead seen so far; more than that means somebody was put before this ticket. */
export function leastAhead(before, ticket) {
  if (ticket.state !== 'waiting' || typeof ticket.people_ahead !== 'number') return null;
  return before === null || before === undefined ? ticket.people_ahead : Math.min(before, ticket.people_ahead);
}

export const hasGrown = (least, ticket) => least !== null && typeof ticket.people_ahead === 'number' && ticket.people_ahead > least;

/** Whether what the citizen is in the middle of still makes sense: giving up only while waiting, on hold or missed, rating while open. */
export function stillAsked(doing, { ticket, rating }) {
  if (doing === 'cancel') return ['waiting', 'held', 'absent'].includes(ticket.state);
  return doing !== 'rate' || Boolean(rating && rating.state === 'open');
}

/** Whole minutes: {low, high}, or null when there is no estimate. */
export function waitMinutes(wait) {
  if (!wait || typeof wait.high_s !== 'number') return null;
  return { low: Math.floor((wait.low_s || 0) / 60), high: Math.max(1, Math.ceil(wait.high_s / 60)) };
}

export const minutes = (seconds) => (typeof seconds === 'number' ? Math.max(1, Math.round(seconds / 60)) : null);

export function secondsSince(iso, at) {
  const from = Date.parse(iso);
  return Number.isNaN(from) ? null : Math.max(0, Math.floor((at - from) / 1000));
}

/** Minutes left until an ISO time, rounded down so that nobody comes too late. */
export function minutesLeft(iso, at) {
  const until = Date.parse(iso);
  return Number.isNaN(until) ? null : Math.max(0, Math.floor((until - at) / 60000));
}

/** The last moment for which the figures are certainly true. */
export function trueUntil(snapshotNow, lostAt) {
  return Math.max(Date.parse(snapshotNow) || 0, lostAt - STALE_MS);
}

/** Where to go: the windows that will call this ticket, as text. */
export function windowsOf(snapshot) {
  if (snapshot.sent_to) return [String(snapshot.sent_to.window)];
  const next = snapshot.next_windows && snapshot.next_windows.length ? snapshot.next_windows : (snapshot.queue && snapshot.queue.windows) || [];
  return next.map(String);
}

/** The official order: best first. */
export function inOrder(levels) {
  return [...(levels || [])].sort((a, b) => b.level - a.level);
}

export function optionsTitle(level) {
  if (level >= 4) return 'good';
  return level === 3 ? 'fair' : 'bad';
}

/** The body of a rating: nothing that was not chosen or written. */
export function ratingBody({ level, chosen, comment }) {
  const text = comment.replace(/\s+/g, ' ').trim();
  return { level, options: [...chosen].sort(), comment: text || null };
}

/** Month and day of a plain date ("2026-11-27") or an ISO time, as {month, day}. */
export function monthDay(iso) {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso || '');
  return match ? { month: Number(match[2]), day: Number(match[3]) } : null;
}

/** The last whole day before an end given as midnight; any other time is its own day. */
export function lastDay(iso) {
  if (!/T00:00(:00)?/.test(iso || '')) return monthDay(iso);
  const offset = /([+-]\d\d:\d\d|Z)$/.exec(iso);
  const day = new Date(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) - 86400000).toISOString();
  return offset ? monthDay(day) : monthDay(iso);
}
