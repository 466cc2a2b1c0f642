import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyChanges, changedSections, changesOf, clashesOf, clearOf, copy, faultAt, pathOf, placeOf } from '../../queue_server/screens/admin/static/settings/draft.js';
import { applies, blank, fault, groupsOf, shownValue, typedValue } from '../../queue_server/screens/admin/static/settings/fields.js';
import { allGeneral, arrow, callOrder, cellOf, changedCells, coverage, nextState, withCell } from '../../queue_server/screens/admin/static/settings/matrix.js';

const LETTERS = ['A', 'B', 'C', 'D'];
const window = (number, own, help = []) => ({ number, name: `W${number}`, own, help });
const sections = () => ({
  hall: { name: 'H', enquiry_phone: '0000-1234567' },
  hours: null,
  settings: { max_calls: 3, near: 3 },
  queues: [{ prefix: 'A', name: 'one' }, { prefix: 'B', name: 'two' }],
  windows: [window(1, ['A'], ['B']), window(2, ['B'])],
  notices: [{ text: 'x' }],
});
const edited = (change) => { const made = sections(); change(made); return made; };

test('a click goes round: first, helps, not', () => {
  assert.deepEqual(['own', 'help', 'none'].map(nextState), ['help', 'none', 'own']);
  const one = window(1, ['A'], ['B']);
  assert.deepEqual(['A', 'B', 'C'].map((letter) => cellOf(one, letter)), ['own', 'help', 'none']);
});

test('a queue put among those helped takes its place by letter, and last where the hall has an order of its own', () => {
  assert.deepEqual(withCell(window(1, ['A'], ['B', 'D']), 'C', 'help', LETTERS).help, ['B', 'C', 'D']);
  assert.deepEqual(withCell(window(1, ['A'], ['D', 'B']), 'C', 'help', LETTERS).help, ['D', 'B', 'C']);
  assert.deepEqual(withCell(window(1, ['A'], ['B']), 'B', 'own', LETTERS), { number: 1, name: 'W1', own: ['A', 'B'], help: [] });
  assert.deepEqual(callOrder(window(1, ['A', 'B'], ['C'])), [['A', 'B'], ['C']]);
  assert.deepEqual(callOrder(window(1, [])), []);
});

test('a cell set and set back is no change', () => {
  const before = [window(1, ['A'], ['B', 'C'])];
  const away = [withCell(before[0], 'B', 'none', LETTERS)];
  assert.deepEqual(changedCells(before, away, LETTERS), [{ window: 1, prefix: 'B', state: 'none' }]);
  const back = [withCell(away[0], 'B', 'help', LETTERS)];
  assert.deepEqual(changedCells(before, back, LETTERS), []);
  assert.deepEqual(changesOf({ windows: before }, { windows: back }), []);
});

test('the last column counts and warns where nobody can step in', () => {
  const windows = [window(1, ['A'], ['B']), window(2, ['B'])];
  assert.deepEqual(coverage(windows, 'A'), { count: 1, alone: true, windows: [1] });
  assert.deepEqual(coverage(windows, 'B'), { count: 2, alone: false, windows: [1, 2] });
  assert.deepEqual(coverage(windows, 'C').count, 0);
  assert.deepEqual(allGeneral(windows, LETTERS).map((one) => [one.own, one.help]), [[LETTERS, []], [LETTERS, []]]);
});

test('arrows move by one cell and stop at the edge', () => {
  assert.deepEqual(arrow({ row: 0, column: 0 }, 'ArrowRight', 2, 3), { row: 0, column: 1 });
  assert.deepEqual(arrow({ row: 0, column: 0 }, 'ArrowUp', 2, 3), { row: 0, column: 0 });
  assert.deepEqual(arrow({ row: 1, column: 0 }, 'End', 2, 3), { row: 1, column: 2 });
  assert.equal(arrow({ row: 0, column: 0 }, 'KeyA', 2, 3), null);
});

test('changes are named by table, entry and field', () => {
  const after = edited((s) => { s.settings.max_calls = 4; s.queues[1].name = 'new'; s.queues.push({ prefix: 'C', name: 'three' }); s.hours = { mon: 'closed' }; });
  assert.deepEqual(changesOf(sections(), after), [
    { table: 'hours', key: null, field: '', from: null, to: { mon: 'closed' } },
    { table: 'settings', key: null, field: 'max_calls', from: 3, to: 4 },
    { table: 'queues', key: 'B', field: 'name', from: 'two', to: 'new' },
    { table: 'queues', key: 'C', field: '', from: null, to: { prefix: 'C', name: 'three' } },
  ]);
  assert.deepEqual(Object.keys(changedSections(sections(), after)), ['hours', 'settings', 'queues']);
  const swapped = edited((s) => { s.queues.reverse(); });
  assert.deepEqual(changesOf(sections(), swapped), [{ table: 'queues', key: null, field: 'order', from: ['A', 'B'], to: ['B', 'A'] }]);
});

test('what I changed is made again upon what another saved', () => {
  const mine = changesOf(sections(), edited((s) => { s.settings.max_calls = 4; s.queues[1].name = 'mine'; s.windows.pop(); s.notices[0].text = 'y'; }));
  const theirs = edited((s) => { s.settings.near = 5; s.queues[0].name = 'theirs'; });
  const both = applyChanges(theirs, mine);
  assert.deepEqual(both.settings, { max_calls: 4, near: 5 });
  assert.deepEqual(both.queues.map((queue) => queue.name), ['theirs', 'mine']);
  assert.deepEqual([both.windows.length, both.notices[0].text], [1, 'y']);
  assert.deepEqual(applyChanges(sections(), changesOf(sections(), edited((s) => { s.queues.reverse(); }))).queues.map((queue) => queue.prefix), ['B', 'A']);
  assert.deepEqual(copy(both), both);
});

test('what both changed differently is told, and nothing else', () => {
  const from = (edit) => changesOf(sections(), edited(edit));
  const of = (mine, theirs) => clashesOf(from(mine), from(theirs)).map(({ mine: a, theirs: b }) => [a.table, a.key, a.field, a.to, b.to]);
  const near = (value) => (s) => { s.settings.near = value; };
  assert.deepEqual(of(near(5), near(7)), [['settings', null, 'near', 5, 7]]);
  assert.deepEqual(of(near(5), near(5)), [], 'the same wish of both');
  assert.deepEqual(of(near(5), (s) => { s.settings.max_calls = 9; }), [], 'another field');
  const renamed = (s) => { s.queues[1].name = 'mine'; };
  assert.deepEqual(of(renamed, (s) => { s.queues[0].name = 'theirs'; }), [], 'another queue');
  assert.deepEqual(of((s) => { s.queues.pop(); }, renamed).length, 1, 'what I remove was renamed');
  assert.deepEqual(of((s) => { s.queues.pop(); }, (s) => { s.queues.pop(); }), []);
});

test('what I changed of an entry that another removed comes back whole, once, when mine is to stand', () => {
  const gone = edited((s) => { s.queues.pop(); });
  const mine = changesOf(sections(), edited((s) => { Object.assign(s.queues[1], { name: 'mine', line: 'new' }); s.settings.near = 5; }));
  const clashes = clashesOf(mine, changesOf(sections(), gone));
  assert.deepEqual(clashes.map((one) => [one.mine.key, one.mine.field, one.parts.length]), [['B', '', 2]], 'one question, not one for each field');
  assert.deepEqual(clearOf(mine, clashes).map((one) => one.field), ['near'], 'the rest needs no question');
  const [was] = sections().queues.filter((queue) => queue.prefix === 'B');
  assert.deepEqual(applyChanges(gone, [clashes[0].mine]).queues[1], { ...was, name: 'mine', line: 'new' });
});

test('a fault of the server is found at its field', () => {
  const faults = [{ path: 'queues[2].name' }, { path: 'windows[1].own[3]' }];
  assert.equal(faultAt(faults, pathOf('queues', 1, 'name')), faults[0]);
  assert.equal(faultAt(faults, 'windows[1].own'), faults[1]);
  assert.equal(faultAt(faults, pathOf('settings', null, 'near')), null);
  assert.deepEqual(placeOf('queues[2].name'), { table: 'queues', index: 1, field: 'name' });
  assert.deepEqual(placeOf('settings.near'), { table: 'settings', index: null, field: 'near' });
});

const rule = (name, more) => ({ name, kind: 'int', low: 1, high: 9, optional: false, ...more });

test('minutes are typed, seconds are kept', () => {
  const wait = rule('return_within_s', { low: 0, high: 86400 });
  assert.equal(shownValue(wait, 1800), '30');
  assert.equal(typedValue(wait, '45'), 2700);
  assert.equal(typedValue(wait, '1.5'), 90);
  assert.deepEqual(fault(rule('target_wait_s', { low: 60, high: 28800 }), 30), { key: 'fault.range', params: { low: 1, high: 480 } });
  assert.equal(typedValue(rule('recall_gap_s'), '20'), 20);
});

test('what is no number stays as typed and is a fault; nothing is null only where that is allowed', () => {
  const calls = rule('max_calls');
  assert.equal(typedValue(calls, 'x'), 'x');
  assert.equal(fault(calls, 'x').key, 'fault.number');
  assert.equal(fault(calls, '').key, 'fault.empty');
  assert.equal(fault(calls, 12).key, 'fault.range');
  assert.equal(fault(calls, 3), null);
  const limit = rule('daily_limit', { optional: true });
  assert.equal(typedValue(limit, ' '), null);
  assert.equal(fault(limit, null), null);
});

test('a text is counted in characters', () => {
  const name = { name: 'name', kind: 'text', low: 1, high: 3, optional: false };
  assert.equal(fault(name, '\u{20BB7}\u91ce\u5bb6'), null);
  assert.deepEqual(fault(name, 'abcd'), { key: 'fault.long', params: { high: 3, n: 4 } });
  assert.equal(fault(name, '  ').key, 'fault.empty');
  assert.equal(typedValue({ name: 'lines', kind: 'list', of: { kind: 'text', high: 16 } }, 'a\n\n b ').join(), 'a,b');
});

test('a field that is new in the plan is asked for once it has a label', () => {
  const rules = [rule('max_calls'), rule('near'), rule('brand_new'), { name: 'own', kind: 'list', of: { kind: 'text', high: 1 } }];
  const names = (known) => groupsOf('settings', rules, known).flatMap((group) => group.rules.map((one) => one.name));
  assert.deepEqual(names(() => true), ['near', 'max_calls', 'brand_new']);
  assert.deepEqual(names((name) => name !== 'brand_new'), ['near', 'max_calls']);
  assert.deepEqual(blank([rule('near', { default: 3 }), rule('number')]), { near: 3 });
});

test('a void missed number has no rule of return, turns have no head start', () => {
  assert.equal(applies('return_after', { missed: 'void' }), false);
  assert.equal(applies('return_after', { missed: 'return' }), true);
  assert.equal(applies('head_start_s', { order: 'interleave' }), false);
  assert.equal(applies('interleave_normal', { order: 'effective_arrival' }), false);
});

test('how often a call is spoken is asked on the page of the voice, not among the rules', () => {
  const rules = ['max_calls', 'announce_times', 'late_rating_days'].map((name) => ({ name, kind: 'int', low: 1, high: 9 }));
  const asked = groupsOf('settings', rules, () => true).flatMap((group) => group.rules.map((rule) => rule.name));
  assert.deepEqual(asked, ['max_calls', 'late_rating_days']);
});
