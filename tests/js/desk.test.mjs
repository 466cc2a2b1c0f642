import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  actionsOf, CLEAN_FORM, claimOf, clockOf, findItems, findTickets, issueBody, issueHindrance, isShut, keepsBooking, lists, mayReturn, nameOf, neighbour, newCalls,
  numberFits, paperState, qrPath, returnRule, sortHelp, tidy, timeOf, waitWords, withItem, withQueue,
} from '../../queue_server/screens/desk/static/logic.js';

const AT = '2026-11-20T10:15:00.000+08:00';
const NOW = Date.parse('2026-11-20T10:00:00+08:00');
const POLICY = { missed: 'return', return_after: 2, return_within_places: 0 };
const ticket = (number, more = {}) => ({ id: `t-${number}`, number, state: 'waiting', priority: null, ...more });
const QUEUES = [
  { id: 'qc', prefix: 'C', open: true, items: [
    { code: 'AQ02', name: '城乡居民养老保险参保登记', short_name: '养老保险参保登记', name_en: 'Join the basic pension', initials: 'CXJMYLBX', popular: 9 },
    { code: 'AQ03', name: '养老保险征缴', short_name: '养老保险征缴', name_en: 'Pay pension premiums', initials: 'YLBXZJ', popular: 3 },
  ] },
  { id: 'qe', prefix: 'E', open: true, items: [] },
  { id: 'qf', prefix: 'F', open: false, closed_reason: 'daily_limit', items: [] },
];

test('a number is found as printed, without zeros, and by its figures alone', () => {
  for (const typed of ['C026', 'c26', '26', '026', 'C0', ' c 026', 'Ｃ０２６']) assert.ok(numberFits('C026', tidy(typed)), typed);
  for (const typed of ['C027', 'D26', '6', 'X']) assert.ok(!numberFits('C026', tidy(typed)), typed);
  assert.ok(numberFits('C1026', 'C1026'));
});

test('the exact number comes before longer ones that begin alike', () => {
  const found = findTickets([ticket('C260'), ticket('D026'), ticket('C026')], '26');
  assert.deepEqual(found.map((one) => one.number), ['D026', 'C026', 'C260']);
});

test('a ticket is found by the short code printed on it', () => {
  assert.equal(findTickets([ticket('C001', { code: '7QK3-M2XD' }), ticket('C002')], '7qk3m2xd')[0].number, 'C001');
});

test('missed tickets stand in their own list only', () => {
  const gone = ticket('C001', { state: 'absent' });
  const { absent, others } = lists({ tickets: [ticket('C002'), gone], absent: [gone] }, '');
  assert.deepEqual([absent.length, others.map((one) => one.number)], [1, ['C002']]);
  const aside = ticket('C003', { state: 'held' });
  const found = lists({ tickets: [ticket('C002'), aside], absent: [], held: [aside] }, '');
  assert.deepEqual([found.held.map((one) => one.number), found.others.map((one) => one.number)], [['C003'], ['C002']]);
});

test('the main key follows the state of the ticket', () => {
  const cases = [
    [ticket('C1'), 'reprint'],
    [ticket('C1', { state: 'serving' }), 'reprint'],
    [ticket('C1', { state: 'absent', absent_until: '2026-11-20T10:20:00+08:00' }), 'return'],
    [ticket('C1', { state: 'absent', absent_until: '2026-11-20T09:59:00+08:00' }), 'again'],
    [ticket('C1', { state: 'done' }), 'again'],
    [ticket('C1', { state: 'held' }), 'put_back'],
    [ticket('C1', { priority: 'elderly', priority_claim: 'awaiting_desk' }), 'confirm'],
  ];
  for (const [one, main] of cases) assert.equal(actionsOf(one, POLICY, NOW).main, main, `${one.state} ${main}`);
});

test('no key is offered twice and none that the state forbids', () => {
  const waiting = actionsOf(ticket('C1', { priority: 'elderly', priority_claim: 'awaiting_desk' }), POLICY, NOW);
  assert.deepEqual(waiting, { main: 'confirm', more: ['reprint', 'transfer', 'cancel'], priority: ['remove'] });
  assert.deepEqual(actionsOf(ticket('C1', { state: 'serving' }), POLICY, NOW), { main: 'reprint', more: [], priority: [] });
  assert.deepEqual(actionsOf(ticket('C1', { state: 'done' }), POLICY, NOW).more, []);
  assert.deepEqual(actionsOf(ticket('C1'), POLICY, NOW).priority, ['give']);
});

test('a claim without a word counts as to be shown at the window', () => {
  assert.equal(claimOf(ticket('C1')), null);
  assert.equal(claimOf(ticket('C1', { priority: 'elderly' })), 'claimed');
});

test('a missed ticket without a limit may always return', () => {
  assert.ok(mayReturn({ state: 'absent', absent_until: null }, POLICY, NOW));
  assert.ok(!mayReturn({ state: 'waiting' }, POLICY, NOW));
});

test('a missed ticket returns by the hall\u2019s rule: in time, within places, or not at all', () => {
  const missed = { state: 'absent', absent_until: '2026-11-20T10:20:00+08:00', passed: 3 };
  const of = (policy, more = {}) => returnRule({ ...missed, ...more }, { ...POLICY, ...policy }, NOW);
  assert.deepEqual(of({}), { key: 'return.time', params: { n: 2, places: 0, left: -3 }, refused: null });
  assert.deepEqual(of({ return_within_places: 5 }), { key: 'return.places', params: { n: 2, places: 5, left: 2 }, refused: null });
  assert.equal(of({ return_within_places: 2 }).refused, 'return_too_many');
  assert.equal(of({}, { absent_until: '2026-11-20T09:00:00+08:00' }).refused, 'return_too_late');
  assert.equal(of({ missed: 'void' }).refused, 'void_after_missed');
  assert.equal(actionsOf(ticket('C1', missed), { ...POLICY, missed: 'void' }, NOW).main, 'again');
});

test('a booked time is read as people write it and sent as a time of the hall\u2019s day', () => {
  for (const text of ['9:05', '09:05', '905', '0905', '\uff19\uff1a05', '9.05']) assert.equal(timeOf(text), '09:05', text);
  for (const text of ['', '9', '9:5', '24:00', '10:61', 'abc']) assert.equal(timeOf(text), null, text);
  assert.equal(issueBody({ ...CLEAN_FORM, queueId: 'qe', booked: '1030' }, AT).booked_at, '2026-11-20T10:30:00+08:00');
  assert.equal(issueHindrance({ ...CLEAN_FORM, queueId: 'qe', booked: 'noon' }, QUEUES, false), 'time');
  const policy = { booked_early_s: 1800, booked_late_s: 900 };
  const counts = (time) => keepsBooking(`2026-11-20T${time}:00+08:00`, AT, policy);
  assert.deepEqual(['09:59', '10:00', '10:45', '10:46'].map(counts), [false, true, true, false]);
});

test('items are found by name, initials and English; the popular ones lead', () => {
  assert.equal(findItems(QUEUES, null, '征缴')[0].code, 'AQ03');
  assert.equal(findItems(QUEUES, null, 'ylbxz')[0].code, 'AQ03');
  assert.equal(findItems(QUEUES, null, 'pay')[0].code, 'AQ03');
  assert.deepEqual(findItems(QUEUES, 'qc', '').map((item) => item.code), ['AQ02', 'AQ03']);
  assert.deepEqual(findItems(QUEUES, 'qe', 'pay'), []);
});

test('an item brings its queue, another queue drops the item, a second press frees both', () => {
  const item = findItems(QUEUES, null, 'pay')[0];
  const chosen = withItem(CLEAN_FORM, item);
  assert.deepEqual([chosen.queueId, chosen.itemCode], ['qc', 'AQ03']);
  assert.equal(withQueue(chosen, 'qe', QUEUES).itemCode, null);
  assert.equal(withQueue(chosen, 'qc', QUEUES).queueId, null);
});

test('the body of a ticket names only what was chosen', () => {
  assert.deepEqual(issueBody({ ...CLEAN_FORM, queueId: 'qe' }, AT), { queue_id: 'qe', language: 'zh-CN' });
  assert.deepEqual(issueBody({ ...CLEAN_FORM, queueId: 'qc', itemCode: 'AQ02', priority: 'elderly', language: 'en' }, AT),
    { queue_id: 'qc', language: 'en', item_code: 'AQ02', priority: 'elderly' });
});

test('what keeps a number from being taken is named', () => {
  assert.equal(issueHindrance(CLEAN_FORM, QUEUES, false), 'choose');
  assert.equal(issueHindrance({ ...CLEAN_FORM, queueId: 'qf' }, QUEUES, false), 'daily_limit');
  assert.equal(issueHindrance({ ...CLEAN_FORM, queueId: 'qf', booked: '10:30' }, QUEUES, false), null, 'a place that was booked is kept');
  assert.ok(isShut({ open: false, closed_reason: 'holiday' }, true));
  assert.equal(issueHindrance({ ...CLEAN_FORM, queueId: 'qc' }, QUEUES, true), 'lost');
  assert.equal(issueHindrance({ ...CLEAN_FORM, queueId: 'qc' }, QUEUES, false), null);
});

test('each call sounds once, an acknowledged one never', () => {
  const help = [{ id: 'a', acknowledged_at: null }, { id: 'b', acknowledged_at: '2026-11-20T09:00:00+08:00' }];
  assert.deepEqual(newCalls(null, help), ['a']);
  assert.deepEqual(newCalls(new Set(['a']), help), []);
});

test('open calls stand oldest first, seen ones newest first', () => {
  const call = (id, at, seen = null) => ({ id, at: `2026-11-20T${at}:00+08:00`, acknowledged_at: seen && `2026-11-20T${seen}:00+08:00` });
  const { open, seen } = sortHelp([call('a', '09:30'), call('b', '09:10'), call('c', '09:00', '09:05'), call('d', '09:01', '09:20')]);
  assert.deepEqual([open.map((one) => one.id), seen.map((one) => one.id)], [['b', 'a'], ['d', 'c']]);
});

test('paper is printed, printing, failed, unsure or none', () => {
  const states = ['queued', 'claimed', 'printed', 'refused', 'expired', 'uncertain'];
  assert.deepEqual(states.map((state) => paperState({ state })), ['printing', 'printing', 'printed', 'failed', 'failed', 'unsure']);
  assert.equal(paperState(null), 'none');
});

test('waits are ranges, never a false minute', () => {
  assert.deepEqual(waitWords({ low_s: 600, high_s: 1200 }), { key: 'wait.range', params: { low: 10, high: 20 } });
  assert.equal(waitWords({ low_s: 300, high_s: 300 }).key, 'wait.about');
  assert.equal(waitWords({ low_s: 0, high_s: 0 }).key, 'wait.none');
  assert.deepEqual(waitWords({ low_s: 0, high_s: 1200 }), { key: 'wait.within', params: { n: 20 } });
  assert.equal(waitWords(null).key, 'wait.unknown');
});

test('the QR is asked of this server whatever host the address names', () => {
  assert.equal(qrPath('http://10.0.0.5:8000/t/abc', 'http://127.0.0.1:8000/desk'), '/t/abc/qr.svg');
  assert.equal(qrPath('/t/abc', 'http://127.0.0.1:8000/desk'), '/t/abc/qr.svg');
});

test('arrows walk the list and stop at its ends', () => {
  assert.equal(neighbour(['a', 'b'], null, 1), 'a');
  assert.equal(neighbour(['a', 'b'], 'b', 1), 'b');
  assert.equal(neighbour(['a', 'b'], 'b', -1), 'a');
  assert.equal(neighbour([], null, 1), null);
});

test('names and lengths of time', () => {
  assert.deepEqual([nameOf({ id: 'k1', name: 'Kiosk' }), nameOf('k1'), nameOf(null)], ['Kiosk', 'k1', '']);
  assert.deepEqual([clockOf(42), clockOf(6005), clockOf(-3)], ['00:42', '1:40:05', '00:00']);
});
