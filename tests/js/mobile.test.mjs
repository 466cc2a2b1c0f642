import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  alertOf, hasGrown, inOrder, isNewAlert, lastDay, leastAhead, minutesLeft, monthDay, optionsTitle, outcomeOf, overBecause, phaseOf, ratingBody, secondsSince,
  STALE_MS, stillAsked, trueUntil, waitingNews, waitMinutes, windowsOf,
} from '../../queue_server/screens/mobile/static/logic.js';

const AT = Date.parse('2026-11-20T10:21:00+08:00');
const snap = (ticket, more = {}) => ({ ticket: { number: 'C026', state: 'waiting', people_ahead: 6, calls: 0, ...ticket }, policy: { near: 3 }, ...more });

test('every state of a ticket has its page', () => {
  const phase = (ticket, more) => phaseOf(snap(ticket, more), AT);
  assert.equal(phase({}), 'waiting');
  assert.equal(phase({ people_ahead: 3 }), 'near');
  assert.equal(phase({ people_ahead: 4 }), 'waiting');
  assert.equal(phase({ people_ahead: null }), 'waiting');
  assert.equal(phase({ state: 'called' }), 'called');
  assert.equal(phase({ state: 'serving' }), 'serving');
  assert.equal(phase({ state: 'held' }), 'held');
  assert.equal(phase({ state: 'cancelled' }), 'cancelled');
  assert.equal(phase({ state: 'done' }, { ended: { outcome: 'done' } }), 'ended');
  assert.equal(phase({ state: 'done', outcome: 'incomplete' }), 'incomplete');
  assert.equal(phase({ state: 'called' }, { expired: true }), 'expired');
  assert.equal(outcomeOf(snap({ state: 'done' })), null);
});

test('how near is near is the hall\u2019s setting', () => {
  assert.equal(phaseOf(snap({ people_ahead: 1 }, { policy: { near: 0 } }), AT), 'waiting');
  assert.equal(phaseOf(snap({ people_ahead: 0 }, { policy: { near: 0 } }), AT), 'near');
});

test('a missed call can be restored until its time is over', () => {
  const missed = { until: '2026-11-20T10:21:00+08:00' };
  assert.equal(phaseOf(snap({ state: 'absent' }, { missed }), AT), 'missed');
  assert.equal(phaseOf(snap({ state: 'absent' }, { missed }), AT + 1), 'missed_over');
  assert.equal(phaseOf(snap({ state: 'absent' }, { missed: null }), AT), 'missed');
  assert.equal(minutesLeft('2026-11-20T10:45:30+08:00', AT), 24);
  assert.equal(minutesLeft('2026-11-20T10:00:00+08:00', AT), 0);
});

test('a missed number that cannot come back says why: void here, too many called, or too late', () => {
  const until = '2026-11-20T10:45:00+08:00';
  const missed = (more) => ({ until, places_left: null, void: false, ...more });
  const phase = (more) => phaseOf(snap({ state: 'absent' }, { missed: missed(more) }), AT);
  assert.equal(phase({ void: true }), 'missed_over');
  assert.equal(phase({ places_left: 0 }), 'missed');
  assert.equal(phase({ places_left: -1 }), 'missed_over');
  assert.equal(overBecause(missed({ void: true }), AT), 'void');
  assert.equal(overBecause(missed({ places_left: -1 }), AT), 'places');
  assert.equal(overBecause(missed({}), Date.parse(until) + 1), 'time');
});

test('whoever waits is told of a move, a window that closed, and what became of a booking', () => {
  const policy = { near: 3, booked_early_s: 1800, booked_late_s: 900 };
  const news = (ticket, more) => waitingNews(snap({ issued_at: '2026-11-20T10:00:00+08:00', ...ticket }, { policy, ...more }));
  assert.equal(news({}), null);
  assert.equal(news({ reason: 'transferred' }).key, 'news.transferred');
  assert.deepEqual(news({ reason: 'transferred' }, { sent_to: { window: '4' } }), { key: 'news.sent', n: '4' });
  assert.equal(news({ reason: 'released' }).key, 'news.released');
  assert.equal(news({ booked_at: '2026-11-20T10:30:00+08:00' }).key, 'news.booked');
  assert.equal(news({ booked_at: '2026-11-20T09:30:00+08:00' }).key, 'news.booked_not');
  assert.deepEqual(windowsOf(snap({}, { sent_to: { window: '4' }, next_windows: ['1', '2'] })), ['4']);
});

test('one sound when near, one at each call, none twice', () => {
  const near = alertOf(snap({ people_ahead: 2 }), AT);
  assert.equal(near.kind, 'near');
  assert.equal(isNewAlert(near, alertOf(snap({ people_ahead: 1 }), AT).mark), false);
  const first = alertOf(snap({ state: 'called' }, { called: { calls: 1, at: 'a' } }), AT);
  const second = alertOf(snap({ state: 'called' }, { called: { calls: 2, at: 'b' } }), AT);
  assert.equal(first.kind, 'called');
  assert.equal(isNewAlert(first, near.mark), true);
  assert.equal(isNewAlert(first, first.mark), false);
  assert.equal(isNewAlert(second, first.mark), true);
  assert.equal(alertOf(snap({}), AT), null);
  assert.equal(isNewAlert(null, 'x'), false);
});

test('people ahead may grow, and the page notices', () => {
  let least = null;
  for (const people of [6, 4, 5]) least = leastAhead(least, { state: 'waiting', people_ahead: people });
  assert.equal(least, 4);
  assert.equal(hasGrown(least, { people_ahead: 5 }), true);
  assert.equal(hasGrown(least, { people_ahead: 4 }), false);
  assert.equal(leastAhead(4, { state: 'called', people_ahead: null }), null);
  assert.equal(hasGrown(null, { people_ahead: 9 }), false);
});

test('a question that makes no sense any more is closed', () => {
  assert.equal(stillAsked('cancel', { ticket: { state: 'waiting' } }), true);
  assert.equal(stillAsked('cancel', { ticket: { state: 'absent' } }), true);
  assert.equal(stillAsked('cancel', { ticket: { state: 'called' } }), false);
  assert.equal(stillAsked('rate', { ticket: { state: 'done' }, rating: { state: 'open' } }), true);
  assert.equal(stillAsked('rate', { ticket: { state: 'done' }, rating: { state: 'done' } }), false);
  assert.equal(stillAsked(null, { ticket: { state: 'called' } }), true);
});

test('figures of time', () => {
  assert.deepEqual(waitMinutes({ low_s: 600, high_s: 1200 }), { low: 10, high: 20 });
  assert.deepEqual(waitMinutes({ low_s: 0, high_s: 300 }), { low: 0, high: 5 });
  assert.equal(waitMinutes(null), null);
  assert.equal(secondsSince('2026-11-20T10:20:48+08:00', AT), 12);
  assert.equal(secondsSince('2026-11-20T10:22:00+08:00', AT), 0);
  assert.equal(secondsSince('never', AT), null);
  assert.equal(trueUntil('2026-11-20T10:20:00+08:00', AT), AT - STALE_MS);
  assert.equal(trueUntil('2026-11-20T10:20:59+08:00', AT), AT - 1000);
});

test('where to go: the windows that will call, else those of the queue', () => {
  assert.deepEqual(windowsOf({ next_windows: [3], queue: { windows: ['1'] } }), ['3']);
  assert.deepEqual(windowsOf({ next_windows: [], queue: { windows: ['1', '2'] } }), ['1', '2']);
  assert.deepEqual(windowsOf({}), []);
});

test('a rating carries only what was chosen or written, levels stand in the official order', () => {
  assert.deepEqual(ratingBody({ level: 2, chosen: ['214', '207'], comment: ' a\n b ' }), { level: 2, options: ['207', '214'], comment: 'a b' });
  assert.deepEqual(ratingBody({ level: 5, chosen: [], comment: ' ' }), { level: 5, options: [], comment: null });
  assert.deepEqual(inOrder([{ level: 1 }, { level: 5 }, { level: 3 }]).map(({ level }) => level), [5, 3, 1]);
  assert.deepEqual([5, 4, 3, 2, 1].map(optionsTitle), ['good', 'good', 'fair', 'bad', 'bad']);
});

test('days: an end at midnight means the day before it', () => {
  assert.deepEqual(monthDay('2026-11-27'), { month: 11, day: 27 });
  assert.deepEqual(lastDay('2026-12-01T00:00:00+08:00'), { month: 11, day: 30 });
  assert.deepEqual(lastDay('2026-11-27T10:00:00+08:00'), { month: 11, day: 27 });
  assert.deepEqual(lastDay('2026-11-27'), { month: 11, day: 27 });
  assert.equal(monthDay(''), null);
});
