import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  alarmWords, allDevices, allOnline, clockOf, deviceGroups, grown, helping, isWell, lampOf, lampsOf, newAlarms, openAlarms, pendingDevices, percent, quarters, queueBar,
  queueOrder, queuesListed, remedyOf, sentence, shownAlarms, toLookAt, windowElapsed,
} from '../../queue_server/screens/admin/static/logic.js';

const words = JSON.parse(readFileSync(new URL('../../queue_server/screens/admin/static/words.json', import.meta.url)));
const NOW = Date.parse('2026-11-20T10:12:00+08:00');
const at = (time) => `2026-11-20T${time}:00+08:00`;
const alarm = (kind, params = {}, more = {}) => ({ id: kind, kind, since: at('10:00'), params, acknowledged: false, ...more });

test('a citizen over the target stands first and is the only red alarm', () => {
  const list = openAlarms([alarm('printer', {}, { since: at('09:00') }), alarm('wait'), alarm('device', {}, { acknowledged: true })]);
  assert.deepEqual(list.map((one) => one.kind), ['wait', 'printer']);
  assert.deepEqual(list.map((one) => alarmWords(one, NOW).red), [true, false]);
});

test('the sentence counts what needs somebody; what is known is not calm', () => {
  assert.deepEqual(sentence([]), { key: 'live.calm', params: {}, calm: true });
  assert.deepEqual(sentence([alarm('printer')]), { key: 'live.todo', params: { n: 1 }, calm: false });
  assert.deepEqual(sentence([alarm('printer', {}, { acknowledged: true })]), { key: 'live.known', params: { n: 1 }, calm: false });
  assert.deepEqual(sentence([], { lost: true }), { key: 'live.was_calm', params: {}, calm: false }, 'nobody knows how it is now');
  assert.equal(sentence([alarm('printer')], { lost: true }).key, 'live.was_todo');
  assert.equal(sentence([], { isOpen: false }).key, 'live.closed');
});

test('an alarm says what, and its figures go on growing from its beginning', () => {
  const wait = alarmWords(alarm('wait', { queue: 'X', queue_en: 'Pensions', prefix: 'C', waited_s: 2460, over_s: 660, waiting: 11 }), NOW, true);
  assert.deepEqual(wait.title, { key: 'alarm.wait', params: { queue: 'Pensions C', n: 42 } });
  assert.deepEqual(wait.over, { key: 'alarm.wait.over', params: { over: 12 } });
  assert.deepEqual(wait.detail, { key: 'alarm.wait.detail', params: { n: 11 } });
  assert.deepEqual(alarmWords(alarm('device', { device: 'Tablet 6' }), NOW).title.params, { name: 'Tablet 6', n: 12 });
  assert.equal(alarmWords(alarm('device', { device: 'zh', device_en: 'Tablet 6' }), NOW, true).title.params.name, 'Tablet 6');
  assert.equal(alarmWords(alarm('printer', { printer: 'zh', printer_en: 'Printer' }), NOW, true).title.params.name, 'Printer');
  assert.deepEqual(alarmWords(alarm('pause', { window: 5, reason: 'away' }), NOW).title.params, { window: 5, n: 12 });
  assert.equal(alarmWords(alarm('printer', { printer: 'P', why: 'paper_out' }), NOW).title.key, 'alarm.paper');
  assert.equal(alarmWords(alarm('printer', { printer: 'P', why: 'cover_open' }), NOW).title.key, 'alarm.printer');
  assert.equal(alarmWords(alarm('something_new'), NOW).title.key, 'alarm.other');
});

test('why a printer is down is said in both languages, beside its alarm and among the devices', () => {
  const codes = ['cover_open', 'cutter', 'overheated', 'error', 'offline', 'not_answering', 'connection_refused', 'lost', 'bad_address', 'no_permission', 'no_driver'];
  for (const why of codes) {
    const { key } = alarmWords(alarm('printer', { printer: 'P', why }), NOW).detail;
    assert.ok(words[key] && words[key].zh && words[key].en, why);
  }
  assert.equal(alarmWords(alarm('printer', { printer: 'P', why: 'paper_out' }), NOW).detail, null, 'its title says so');
});

test('of many long queues one is always seen, so that an empty printer is seen too', () => {
  const waits = ['A', 'B', 'C', 'D'].map((prefix) => ({ ...alarm('wait', { prefix }), id: `wait:${prefix}` }));
  const open = openAlarms([alarm('device'), ...waits, alarm('printer')]);
  assert.deepEqual(shownAlarms(open).map((one) => one.id), ['wait:A', 'device', 'printer']);
  assert.deepEqual(shownAlarms(waits).map((one) => one.id), ['wait:A', 'wait:B', 'wait:C'], 'of one kind alone the first three');
  assert.deepEqual(shownAlarms([alarm('idle'), alarm('something_new'), alarm('pause'), alarm('storage')]).map((one) => one.kind), ['idle', 'pause', 'storage']);
});

test('an alarm says whom it touches and leads to where it is put right', () => {
  const free = alarm('wait', { prefix: 'B', waited_s: 2460, over_s: 660, waiting: 11, helper: '6' });
  assert.deepEqual(alarmWords(free, NOW).more, { key: 'alarm.wait.helper', params: { window: '6' } });
  assert.deepEqual(remedyOf(free), { window: '6', prefix: 'B' });
  assert.deepEqual(remedyOf(alarm('wait', { prefix: 'B', helper: null })), { page: 'matrix' });
  assert.deepEqual(alarmWords(alarm('pause', { waiting: 3 }), NOW).more.params, { n: 3 });
  assert.equal(alarmWords(alarm('pause', { waiting: 0 }), NOW).more, null);
  assert.deepEqual(alarmWords(alarm('printer', { unprinted: 2 }), NOW).more.params, { n: 2 });
  assert.deepEqual(['printer', 'device', 'screen', 'voice', 'pause', 'idle'].map((kind) => remedyOf(alarm(kind)).page), ['printers', 'devices', 'devices', 'devices', 'people', 'people']);
  const unserved = alarm('unserved', { queue: 'X', queue_en: 'Pensions', prefix: 'C', waiting: 2, helper: null });
  assert.deepEqual(alarmWords(unserved, NOW, true).title, { key: 'alarm.unserved', params: { queue: 'Pensions C' } });
  assert.deepEqual([alarmWords(unserved, NOW).detail.params, remedyOf(unserved)], [{ n: 2 }, { page: 'people' }]);
  assert.equal(remedyOf(alarm('storage')), null, 'nothing to press: the installer is needed');
});

test('a window is put down to help a queue once, and the others stay as they are', () => {
  const windows = [{ number: 5, own: ['E'], help: [] }, { number: 6, own: ['F'], help: ['A'] }];
  assert.deepEqual(helping(windows, '6', 'B'), [windows[0], { number: 6, own: ['F'], help: ['A', 'B'] }]);
  assert.equal(helping(windows, '6', 'A'), null, 'it helps already');
  assert.equal(helping(windows, '9', 'B'), null, 'it is no more');
  assert.deepEqual(windows[1].help, ['A']);
});

test('each alarm sounds once, an acknowledged one never', () => {
  assert.deepEqual(newAlarms(null, [alarm('a'), alarm('b', {}, { acknowledged: true })]), ['a']);
  assert.deepEqual(newAlarms(new Set(['a']), [alarm('a')]), []);
});

test('the bar is 50 minutes wide and says when the target is passed', () => {
  assert.deepEqual(queueBar(2460, 1800), { part: 0.82, tick: 0.6, over: 11 });
  assert.deepEqual(queueBar(1800, 1800), { part: 0.6, tick: 0.6, over: 0 });
  assert.equal(queueBar(1801, 1800).over, 1);
  assert.equal(queueBar(9000, 1800).part, 1);
  assert.equal(queueBar(null, 1800).part, 0);
});

test('the longest wait goes on growing between two snapshots, unless nobody waits', () => {
  assert.equal(grown(600, 3, at('10:10'), NOW), 720);
  assert.equal(grown(600, 0, at('10:10'), NOW), 600);
  assert.equal(grown(null, 0, at('10:10'), NOW), 0);
});

test('rows keep their order on the desk and put the longest wait first on a phone', () => {
  const queues = [{ prefix: 'A', longest_s: 60 }, { prefix: 'B', longest_s: null }, { prefix: 'C', longest_s: 600 }];
  assert.deepEqual(queueOrder(queues, false).map((one) => one.prefix), ['A', 'B', 'C']);
  assert.deepEqual(queueOrder(queues, true).map((one) => one.prefix), ['C', 'A', 'B']);
});

test('on a phone many queues in which nobody waits take one line', () => {
  const many = Array.from({ length: 9 }, (_, i) => ({ prefix: String(i), waiting: i % 2 }));
  assert.deepEqual(queuesListed(many, true).listed.map((one) => one.prefix), ['1', '3', '5', '7']);
  assert.deepEqual(queuesListed(many, true).quiet.map((one) => one.prefix), ['0', '2', '4', '6', '8']);
  assert.deepEqual(queuesListed(many, false), { listed: many, quiet: [] });
  assert.deepEqual(queuesListed(many.slice(0, 8), true).quiet, []);
});

test('of forty signs those that ail have their lamps, and the others are counted', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ id: i, kind: 'sign', state: i === 33 ? 'silent' : i === 3 ? 'never' : 'online', troubles: i === 7 ? ['behind'] : [] }));
  const [group] = deviceGroups(rows);
  assert.deepEqual([lampsOf(group).well, lampsOf(group).each.map((one) => one.id)], [37, [3, 7, 33]]);
  assert.equal(toLookAt(rows), 2, 'one that never came is not missed');
  assert.deepEqual(lampsOf({ rows: rows.slice(0, 6), troubled: [rows[3]] }), { well: 0, each: rows.slice(0, 6) });
});

test('the time at a window runs by the server clock, and a long pause is late', () => {
  assert.deepEqual(windowElapsed({ state: 'paused', since: at('09:56') }, NOW), { seconds: 960, late: true });
  assert.deepEqual(windowElapsed({ state: 'serving', since: at('10:08') }, NOW), { seconds: 240, late: false });
  assert.equal(windowElapsed({ state: 'closed', since: at('08:00') }, NOW).seconds, null);
});

test('printers stand among the devices, each with one state', () => {
  const all = allDevices({
    printers: [{ id: 'p', name: 'P', state: 'near_end' }],
    devices: [{ kind: 'sign', name: 'S', state: 'online' }, { kind: 'board', name: 'B', state: 'silent' }, { kind: 'kiosk', name: 'K', state: 'never' }],
  });
  assert.deepEqual(all.map((one) => [one.kind, one.state]), [['kiosk', 'never'], ['printer', 'low'], ['display', 'silent'], ['sign', 'online']]);
  assert.deepEqual(deviceGroups(all).map((group) => group.troubled.length), [1, 1, 1, 0]);
  assert.equal(allOnline(all), false);
  assert.equal(allOnline([{ state: 'online', troubles: [] }]), true);
});

test('a screen that is there and not well is troubled, with a half lamp; what is gone is said to be gone first', () => {
  const [ill, gone] = allDevices({ devices: [
    { kind: 'display', name: 'B', state: 'online', troubles: ['not_drawing', 'errors'] },
    { kind: 'sign', name: 'S', state: 'silent', troubles: ['sound_check'] },
  ] });
  assert.deepEqual([isWell(ill), lampOf(ill), ill.troubles], [false, 'half', ['not_drawing', 'errors']]);
  assert.deepEqual([isWell(gone), lampOf(gone), gone.troubles], [false, 'dash', []]);
  const alarm = { kind: 'screen', since: at('09:00'), params: { device: '综合屏', device_en: 'Board', trouble: 'sound_check', why: 'no_card' } };
  const said = alarmWords(alarm, NOW, true);
  assert.deepEqual([said.title.key, said.title.params.name, said.detail.key], ['alarm.screen.sound_check', 'Board', 'check.no_card']);
  assert.equal(alarmWords({ ...alarm, params: { ...alarm.params, why: 'x' } }, NOW).detail, null);
});

test('the chart keeps the last quarters and scales to the highest', () => {
  const bars = quarters(Array.from({ length: 60 }, (_, i) => ({ at: i, waiting: i })));
  assert.deepEqual([bars.length, bars[0].at, bars[47].part], [48, 12, 1]);
  assert.deepEqual(quarters([]), []);
});

test('a device let in is pending no more', () => {
  assert.deepEqual(pendingDevices([{ code: '1' }, { code: '2' }], ['1']), [{ code: '2' }]);
  assert.deepEqual(pendingDevices(undefined, []), []);
});

test('small sums', () => {
  assert.deepEqual([percent(27, 53), percent(0, 0)], [51, 0]);
  assert.deepEqual([clockOf(250), clockOf(6005)], ['04:10', '1:40:05']);
});
