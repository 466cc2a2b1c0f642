import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  allWell, facts, faultsOf, fitting, flipped, initial, isFresh, numberOf, openWindows, samePath, settled, stack, stopped, switches, windowLamp, windowWord, wordsOf,
} from '../../queue_server/screens/start/static/logic.js';

test('whatever the server leaves out, the plan has every field', () => {
  assert.deepEqual(facts(null), { hall: { name: '', name_en: '' }, version: '', windows: [], waiting: null, phoneUrl: null, printer: null, accounts: [], addresses: [] });
  assert.equal(facts({ queues_waiting: 0 }).waiting, 0);
  assert.deepEqual(facts({ base_url: 'http://127.0.0.1:8000' }).addresses, ['http://127.0.0.1:8000']);
  assert.deepEqual([fitting('综合', 134, 22), fitting('General services', 134, 22)], [22, 16]);
});

test('facts put into the page are read, anything else is nothing', () => {
  assert.deepEqual([initial('{"version":"1"}'), initial('{'), initial(undefined)], [{ version: '1' }, null, null]);
});

test('the phone page is opened on this server whatever host its QR names', () => {
  assert.equal(samePath('http://192.168.1.9:8000/t/abc?x=1', 'http://127.0.0.1:8350/'), '/t/abc?x=1');
  assert.equal(samePath('/t/abc', 'http://127.0.0.1:8350/'), '/t/abc');
  assert.equal(samePath(null, 'http://127.0.0.1:8350/'), null);
});

test('an unknown state of a window is shown as closed', () => {
  assert.deepEqual([windowLamp('open'), windowLamp('paused'), windowLamp('strange')], ['on', 'half', 'dash']);
  assert.deepEqual([windowWord('paused'), windowWord('strange')], ['paused', 'closed']);
  assert.equal(openWindows([{ state: 'open' }, { state: 'closed' }, { state: 'paused' }]), 1);
});

const GROUPS = [
  { group: 'machine', faults: [{ name: 'paper_out', kind: 'switch' }, { name: 'hang', kind: 'switch' }] },
  { group: 'line', faults: [{ name: 'close_after_bytes', kind: 'number', figure: 300 }, { name: 'four_byte', kind: 'choice', choices: ['print', 'box'], off: 'print' }] },
];
const on = (groups) => groups.flatMap((group) => group.faults).filter((one) => one.on).map((one) => one.name);

test('a switch stands as pressed until the server agrees', () => {
  assert.deepEqual(on(switches(GROUPS, { paper_out: true }, { hang: true })), ['paper_out', 'hang']);
  assert.deepEqual(on(switches(GROUPS, { paper_out: true }, { paper_out: false })), []);
  assert.deepEqual([on(switches(GROUPS, undefined)), switches(undefined)], [[], []]);
  assert.deepEqual(settled({ hang: true }, { hang: true, cutter: true }), { cutter: true });
});

test('a fault with a figure or a word is on when it is not as in a good printer', () => {
  const found = switches(GROUPS, { close_after_bytes: 50, four_byte: 'box' });
  assert.deepEqual([on(found), found.map((group) => group.on)], [['close_after_bytes', 'four_byte'], [0, 2]]);
  assert.deepEqual(allWell(found), { close_after_bytes: null, four_byte: 'print' });
  const [figure] = switches(GROUPS, {})[1].faults;
  assert.deepEqual([flipped(figure), flipped({ ...figure, on: true })], [300, null]);
});

test('low paper does not stop the printer', () => {
  assert.equal(stopped({ near_end: true }), false);
  assert.equal(stopped({ cover_open: true }), true);
  assert.equal(stopped(null), false);
});

test('the newest paper lies in the slot, the others beside it in order', () => {
  const { newest, older } = stack([{ id: 3 }, { id: 9 }, { id: 5 }]);
  assert.deepEqual([newest.id, older.map((paper) => paper.id)], [9, [5, 3]]);
  assert.deepEqual(stack(undefined), { newest: null, older: [] });
});

test('a paper slides out when it is new, not at the first look', () => {
  assert.equal(isFresh(null, { id: 4 }), false);
  assert.equal(isFresh(3, { id: 4 }), true);
  assert.equal(isFresh(4, { id: 4 }), false);
  assert.equal(isFresh(0, null), false);
});

test('a paper is read aloud by its lines and named by its number', () => {
  const paper = { text: ['Hall', '', 'C026', 'A1'], errors: ['bad byte'], warnings: [] };
  assert.equal(wordsOf(paper), 'Hall\nC026\nA1');
  assert.equal(numberOf(paper), 'C026');
  assert.equal(numberOf({ text: 'no number' }), null);
  assert.deepEqual(faultsOf(paper), ['bad byte']);
});
