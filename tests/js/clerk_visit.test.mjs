// What the clerk's panels offer: holds, calls out of turn, direct service, items served, handing over.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { keyAction } from '../../queue_server/screens/clerk/static/keys.js';
import { lampOf, stateOf } from '../../queue_server/screens/clerk/static/logic.js';
import { keysOf, ticketActions } from '../../queue_server/screens/clerk/static/offers.js';
import * as visit from '../../queue_server/screens/clerk/static/visit.js';
import { markOf, rowLine, whyLine } from '../../queue_server/screens/clerk/static/why.js';

const words = JSON.parse(readFileSync(new URL('../../queue_server/screens/clerk/static/words.json', import.meta.url)));
const t = (key, params = {}) => {
  assert.ok(words[key], `no words for ${key}`);
  return words[key].zh.replace(/\{(\w+)\}/g, (all, name) => (params[name] === undefined ? all : params[name]));
};
t.has = (key) => key in words;

const NOW = Date.parse('2026-11-20T10:12:00+08:00');
const POLICY = { recall_gap_s: 20, return_after: 2, missed: 'return' };
const held = { id: 'h1', number: 'C011', reason: 'copy', window: '3', held_at: '2026-11-20T10:00:00+08:00' };
const CITIZEN = { id: 't1', number: 'C026', state: 'serving', calls: 1, calls_max: 3, item: { code: 'AQ02' } };

function snapshot({ ticket = null, total = 1, own = {}, ...more } = {}) {
  return {
    now: new Date(NOW).toISOString(), policy: POLICY, ticket, waiting: { total, rows: [] }, held: [], elsewhere: null, here: null,
    choosing: { right: false, by_mouth: false }, window: { id: 'w-3', number: '3', state: 'open', mine: true, queues: ['q-C'], ...own },
    other_windows: [], ...more,
  };
}

const second = (given) => keysOf(given, NOW, false).second.map((key) => key.action);
const press = (code, state, panel = null, more = {}) => keyAction({ code, ...more }, { state, panel, typing: false, letters: true });
const HANDED = { state: 'paused', pause_reason: 'handover' };

test('only whoever has the right calls out of turn, and everybody while the server says so', () => {
  assert.deepEqual(second(snapshot()), ['direct', 'find', 'close']);
  for (const choosing of [{ right: true, by_mouth: false }, { right: false, by_mouth: true }]) {
    assert.deepEqual(second(snapshot({ choosing })), ['choose', 'direct', 'find', 'close']);
  }
  const nobody = keysOf(snapshot({ choosing: { right: true }, total: 0 }), NOW, false).all.choose;
  assert.equal(nobody.off.key, 'off.nobody');
  assert.equal(keysOf(snapshot({ ticket: CITIZEN, choosing: { right: true } }), NOW, false).all.choose, undefined);
});

test('the reasons offered follow the right and the broken connection; what is written goes before what is picked', () => {
  assert.deepEqual(visit.callReasons({ right: false, by_mouth: true }), ['called_by_mouth']);
  assert.deepEqual(visit.callReasons({ right: true, by_mouth: false }), ['unwell', 'half_done', 'mistake']);
  assert.equal(visit.callReasons({ right: true, by_mouth: true })[0], 'called_by_mouth');
  for (const code of visit.callReasons({ right: true, by_mouth: true })) assert.ok(t.has(`choose.reason.${code}`), code);
  assert.equal(visit.reasonOf('unwell', ' \n '), 'unwell');
  assert.equal(visit.reasonOf('unwell', ' 孩子  在等 '), '孩子 在等');
  assert.equal(visit.reasonOf(null, ''), null);
});

test('held tickets have their key only while there are some, and go on only at a free window', () => {
  assert.ok(!second(snapshot()).includes('held'));
  const keys = keysOf(snapshot({ held: [held] }), NOW, false);
  assert.deepEqual(keys.all.held.params, { n: 1 });
  assert.equal(visit.heldOff(snapshot({ held: [held] })), null);
  assert.equal(visit.heldOff(snapshot({ held: [held], ticket: CITIZEN })).params.number, 'C026');
  assert.equal(visit.heldOff(snapshot({ held: [held], own: { state: 'paused' } })).key, 'off.paused');
  for (const given of [{ ticket: CITIZEN }, { own: { state: 'paused' } }, { total: 0 }]) assert.ok(keysOf(snapshot(given), NOW, false).all.held);
  assert.ok(keysOf(snapshot({ held: [held] }), NOW, true).all.held.off, 'not connected');
  assert.equal(keysOf(snapshot({ own: { state: 'closed', mine: false } }), NOW, false).all.held, undefined);
});

test('a window with a citizen asks what becomes of them before it closes', () => {
  assert.ok(keysOf(snapshot({ ticket: CITIZEN }), NOW, false).all.close);
  assert.deepEqual(visit.leavings({ ...CITIZEN, state: 'called' }), ['put_back']);
  assert.deepEqual(visit.leavings(CITIZEN), ['hold', 'finish']);
  assert.deepEqual(visit.leavings(null), []);
  for (const code of ['put_back', 'hold', 'finish']) assert.ok(t.has(`close.${code}`) && t.has(`close.${code}_more`) && t.has(`close.${code}_short`));
});

test('a window being handed over is taken by whoever comes, with the citizen who is there', () => {
  const given = snapshot({ own: { mine: false, ...HANDED } });
  assert.equal(stateOf(given), 'handover');
  assert.equal(lampOf('handover', false), 'half');
  assert.equal(keysOf(given, NOW, false).main.action, 'take_over');
  assert.equal(stateOf(snapshot({ own: { mine: false, state: 'paused', pause_reason: 'away' } })), 'taken');
  assert.deepEqual(second(snapshot({ ticket: CITIZEN, own: HANDED })), ['transfer', 'hold', 'logout'], 'who hands over may sign out');
  assert.deepEqual(second(snapshot({ own: HANDED })), ['find', 'close', 'logout']);
  assert.deepEqual(second(snapshot({ own: { state: 'paused', pause_reason: 'away' } })), ['find', 'close']);
});

test('a clerk who is still at another window may leave it and come here, and nobody there is lost', () => {
  const elsewhere = { id: 'w-2', number: '2', ticket: null };
  for (const own of [{ mine: false, state: 'closed' }, { mine: false, ...HANDED }]) {
    const given = snapshot({ own, elsewhere });
    assert.equal(stateOf(given), 'elsewhere');
    assert.deepEqual(keysOf(given, NOW, false).main.params, { n: '2' });
  }
  assert.equal(stateOf(snapshot({ own: { mine: false }, elsewhere })), 'taken');
  assert.deepEqual(visit.leavingThere(elsewhere), {});
  assert.deepEqual(visit.leavingThere({ ticket: { state: 'called' } }), { leaving: 'put_back' });
  assert.deepEqual(visit.leavingThere({ ticket: { state: 'serving' } }), { leaving: 'hold' });
});

test('a finish counts the ticket’s own item unless the clerk chose others; a transfer counts none by itself', () => {
  assert.deepEqual(visit.servedItems(null, CITIZEN, true), ['AQ02']);
  assert.deepEqual(visit.servedItems(null, CITIZEN, false), []);
  assert.deepEqual(visit.servedItems(null, { ...CITIZEN, item: null }, true), []);
  assert.deepEqual(visit.withServed(null, CITIZEN, 'AQ05'), ['AQ02', 'AQ05']);
  assert.deepEqual(visit.withServed(['AQ02', 'AQ05'], CITIZEN, 'AQ02'), ['AQ05']);
  assert.deepEqual(visit.servedItems([], CITIZEN, true), [], 'none is a choice too');
});

test('items are found among the queues of the window, those chosen first', () => {
  const items = [
    { code: 'A1', name: '养老参保', initials: 'ylcb', queue_id: 'q-C', popular: 1 }, { code: 'A2', name: '养老转移', initials: 'ylzy', queue_id: 'q-C', popular: 9 },
    { code: 'B1', name: '低保', initials: 'db', queue_id: 'q-B', name_en: 'Allowance' }, { code: 'E1', name: '落户', initials: 'lh', queue_id: 'q-E' },
  ];
  const codes = (...given) => visit.findItems(items, ...given).map((item) => item.code);
  assert.deepEqual(codes(['q-C', 'q-B'], ''), ['A2', 'A1', 'B1']);
  assert.deepEqual(codes(['q-C', 'q-B'], '', ['E1', 'A1']), ['A1', 'E1', 'A2', 'B1']);
  assert.deepEqual(codes(['q-C'], 'YLZ'), ['A2']);
  assert.deepEqual(codes(['q-C', 'q-B'], 'allow'), ['B1']);
  assert.deepEqual(codes(['q-C'], '落户'), []);
});

test('a ticket can wait for a clerk who is at another window', () => {
  const clerk = { id: 'clerk_2', name: '李红', badge: '1002' };
  const others = [{ number: '2', state: 'open', clerk }, { number: '4', state: 'closed', clerk: null }];
  assert.deepEqual(visit.clerksElsewhere({ other_windows: others }), [{ ...clerk, window: '2' }]);
});

test('the letters of the table, each in its state', () => {
  for (const state of ['idle', 'called', 'serving', 'paused']) assert.deepEqual(press('KeyL', state), { action: 'held' });
  assert.deepEqual(press('KeyN', 'idle'), { action: 'direct' });
  assert.deepEqual(press('KeyN', 'called'), { action: 'not_shown' });
  assert.deepEqual(press('KeyC', 'idle'), { action: 'choose' });
  assert.deepEqual(press('KeyH', 'serving'), { action: 'hold' });
  assert.deepEqual(press('Enter', 'handover'), { action: 'take_over' });
  assert.deepEqual(press('Enter', 'elsewhere'), { action: 'come' });
  assert.equal(press('Space', 'handover'), null);
  assert.deepEqual(press('KeyP', 'serving', 'pause', { shiftKey: true }), { action: 'close' });
  assert.equal(press('KeyP', 'serving', 'pause'), null);
  assert.deepEqual(press('KeyC', 'idle', 'held'), { action: 'call' });
  assert.deepEqual(press('KeyI', 'serving', 'transfer'), { action: 'item' });
  assert.deepEqual(press('Space', 'serving', 'items'), { action: 'toggle' });
  assert.deepEqual(press('KeyL', 'idle', 'held'), { action: 'back' });
});

test('every reason the server may give for a place has its words', () => {
  const say = { t, hhmm: () => '10:30', english: false, policy: POLICY };
  const soldier = { priority_name: '军人', why: { code: 'absolute', params: { class: 'military', ahead_of: 'C020', ahead_minutes: 3 } } };
  assert.equal(whyLine(soldier, say), '军人优先，排在最前，所以排在早取 3 分的 C020 前面');
  assert.equal(rowLine({ ...soldier, why: { code: 'interleaved', params: { normal: 2 } } }, say), '每叫 2 位普通号，叫 1 位优先号');
  const booked = { why: { code: 'booked', params: { at: 'x' } } };
  assert.equal(markOf(booked, say), '预约 10:30');
  assert.equal(rowLine(booked, say), '按约定时间排');
  assert.equal(whyLine({ why: { code: 'returned', params: { at: 'x', after: 4 } } }, say), '过号恢复，隔 4 位');
  assert.equal(whyLine({ why: { code: 'chosen', params: { reason: 'called_by_mouth' } } }, say), '指定叫号：断网口头叫号');
  assert.equal(whyLine({ why: { code: 'chosen', params: { reason: '孩子在等' } } }, say), '指定叫号：孩子在等');
});

test('a found ticket on hold, or missed where that voids it, offers what the hall allows', () => {
  assert.deepEqual(ticketActions({ state: 'held' }, snapshot(), NOW), { actions: ['return', 'cancel'], why: { key: 'find.held', params: {} } });
  const voided = ticketActions({ state: 'absent' }, snapshot({ policy: { ...POLICY, missed: 'void' } }), NOW);
  assert.deepEqual([voided.actions, voided.why.key], [['cancel'], 'find.void']);
});
