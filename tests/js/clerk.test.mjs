// The window terminal without a browser: what each state offers, what a key means, how a press runs, what the words say.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { belongsToFocus, keyAction, mustStop } from '../../queue_server/screens/clerk/static/keys.js';
import { guideParts } from '../../queue_server/screens/clerk/static/guide_parts.js';
import * as logic from '../../queue_server/screens/clerk/static/logic.js';
import * as offers from '../../queue_server/screens/clerk/static/offers.js';
import * as press from '../../queue_server/screens/clerk/static/press.js';
import { className, markOf, rowLine, ruleSentences, whyLine } from '../../queue_server/screens/clerk/static/why.js';

const words = JSON.parse(readFileSync(new URL('../../queue_server/screens/clerk/static/words.json', import.meta.url)));
const fill = (text, params = {}) => text.replace(/\{(\w+)\}/g, (all, name) => (params[name] === undefined ? all : params[name]));
const say = (side) => {
  const t = (key, params) => {
    assert.ok(words[key], `no words for ${key}`);
    const entry = words[key][side];
    return fill(typeof entry === 'string' ? entry : entry[params && params.n === 1 ? 'one' : 'other'], params);
  };
  t.has = (key) => key in words;
  return t;
};
const zh = say('zh');
const en = say('en');

const NOW = Date.parse('2026-11-20T10:12:00+08:00');
const ago = (seconds) => new Date(NOW - seconds * 1000).toISOString();
const POLICY = { kind: 'effective_arrival', head_start_s: 900, head_start_most_s: 900, normal: 2, missed: 'return', return_after: 2, return_within_s: 1800, recall_gap_s: 20, appointments: false };
const ROW = { id: 't2', number: 'C031', why: { code: 'in_order', params: {} }, waited_s: 60, item_code: 'AQ02' };

function snapshot({ ticket = null, total = 1, rows = [ROW], ...own } = {}) {
  return {
    now: new Date(NOW).toISOString(), policy: POLICY, ticket, waiting: { total, rows },
    window: { id: 'w3', number: '3', state: 'open', mine: true, ...own },
    other_windows: [{ number: '2', state: 'paused' }, { number: '1', state: 'open' }],
  };
}

const called = (more = {}) => ({
  id: 't1', number: 'C026', state: 'called', calls: 1, calls_max: 3, called_at: ago(12), recall_at: ago(-8), absent_ok: false,
  absent_need: 2, item: { code: 'AQ02' }, ...more,
});
const STATES = {
  closed: snapshot({ state: 'closed', mine: false }),
  taken: snapshot({ mine: false }),
  idle: snapshot(),
  empty: snapshot({ total: 0, rows: [] }),
  called: snapshot({ ticket: called() }),
  serving: snapshot({ ticket: called({ state: 'serving' }) }),
  paused: snapshot({ state: 'paused' }),
};

test('the state follows from the snapshot', () => {
  for (const [name, given] of Object.entries(STATES)) assert.equal(logic.stateOf(given), name);
  assert.equal(logic.stateOf(null), 'loading');
});

test('a paused window still shows the citizen it has', () => {
  const given = snapshot({ ticket: called({ state: 'serving' }), state: 'paused' });
  assert.equal(logic.stateOf(given), 'serving');
  const keys = offers.keysOf(given, NOW, false);
  assert.equal(keys.head.action, 'resume');
  assert.equal(keys.all.finish_next.off.key, 'off.paused');
});

test('each state has one main key and only its own others', () => {
  const want = {
    closed: ['open', ['find', 'logout']], taken: ['open', ['find', 'logout']], idle: ['next', ['direct', 'find', 'close']],
    empty: ['next', ['direct', 'find', 'close']], called: ['start', ['recall', 'absent', 'requeue']],
    serving: ['finish', ['finish_next', 'transfer', 'hold']], paused: ['resume', ['find', 'close']],
  };
  for (const [name, [main, second]] of Object.entries(want)) {
    const keys = offers.keysOf(STATES[name], NOW, false);
    assert.equal(keys.main.action, main);
    assert.deepEqual(keys.second.map((key) => key.action), second);
  }
  assert.equal(offers.keysOf(STATES.serving, NOW, false).all.next, undefined);
  assert.equal(offers.keysOf(STATES.idle, NOW, false).all.finish, undefined);
});

test('every key that is off has words for its reason, in both languages', () => {
  for (const given of Object.values(STATES)) {
    for (const lost of [false, true]) {
      for (const key of Object.values(offers.keysOf(given, NOW, lost).all)) {
        if (key.off) { assert.ok(zh(key.off.key, key.off.params)); assert.ok(en(key.off.key, key.off.params)); }
        if (key.word) assert.ok(words[`key.${key.word}`]);
      }
    }
  }
});

test('recall opens when the gap is over, its bar grows, and ends at the last call', () => {
  const off = offers.recallOff(called(), POLICY, NOW);
  assert.deepEqual([off.key, off.params.n, off.code], ['off.in', 8, 'recall_too_soon']);
  assert.ok(Math.abs(off.part - 0.6) < 0.01);
  assert.equal(offers.recallOff(called({ recall_at: ago(0) }), POLICY, NOW), null);
  assert.equal(offers.recallOff(called({ calls: 3, recall_at: ago(5) }), POLICY, NOW).key, 'off.max');
});

test('absent opens after the calls the hall asks for', () => {
  assert.deepEqual(offers.absentOff(called()).params, { n: 2 });
  assert.equal(offers.absentOff(called({ absent_ok: true })), null);
});

test('not connected: every key stays, off, and says so', () => {
  const keys = offers.keysOf(STATES.called, NOW, true);
  assert.equal(keys.main.off.key, 'off.lost');
  assert.ok(keys.second.every((key) => key.off.key === 'off.lost'));
  assert.equal(keys.head, null);
  assert.equal(keys.all.keys.off, null);
});

test('the key for a missing proof exists only for a claim while called', () => {
  const given = snapshot({ ticket: called({ priority_claim: 'claimed' }) });
  assert.ok(offers.keysOf(given, NOW, false).all.not_shown);
  for (const claim of [null, 'confirmed']) {
    assert.equal(offers.keysOf(snapshot({ ticket: called({ priority_claim: claim }) }), NOW, false).all.not_shown, undefined);
  }
});

test('a refusal is said in the words of the hall', () => {
  const said = (code, given) => { const { key, params } = logic.refusal(code, given, NOW); return zh(key, params); };
  assert.equal(said('recall_too_soon', STATES.called), '刚叫过，8 秒后可重呼。');
  assert.equal(zh(...Object.values(logic.refusal('recall_too_soon', STATES.called, NOW + 8000))), '可以重呼了。');
  assert.equal(said('absent_too_soon', STATES.called), '还不能过号。本厅规定叫满 2 次，现在叫了 1 次，8 秒后可重呼。');
  assert.equal(said('ticket_open', STATES.serving), 'C026 还没办结。');
  assert.equal(said('nobody', STATES.empty), '现在没有人等。有人取号时会响一声。');
  assert.equal(logic.refusal('something_new', STATES.idle, NOW), null);
});

test('red lasts 12 s from the last call', () => {
  assert.equal(logic.isRed(called({ called_at: ago(11.9) }), NOW), true);
  assert.equal(logic.isRed(called({ called_at: ago(12) }), NOW), false);
});

test('waiting times go on from the snapshot and are whole minutes', () => {
  assert.equal(logic.minutes(logic.grown(119, STATES.idle, NOW + 2000)), 2);
  assert.equal(logic.grown(5, STATES.idle, NOW - 5000), 5);
  assert.equal(logic.clockOf(384), '06:24');
  assert.equal(logic.clockOf(3753), '1:02:33');
});

test('by mouth a window calls only whom the last snapshot deals to it', () => {
  const rows = [{ ...ROW, id: 'a', deal: '3' }, { ...ROW, id: 'b', deal: '1' }];
  assert.deepEqual(logic.rowsByMouth(snapshot({ rows })).map((row) => row.id), ['a']);
  assert.equal(logic.rowsByMouth(snapshot()).length, 1);
});

test('the outcome starts as received for a promised item, else as done', () => {
  assert.equal(logic.firstOutcome({ guide: { case_type: 'promise' } }, ['promise']), 'accepted');
  assert.equal(logic.firstOutcome({ guide: null }, ['promise']), 'done');
});

test('what a found ticket allows', () => {
  const at = (ticket) => offers.ticketActions({ id: 'x', window: null, ...ticket }, STATES.idle, NOW).actions;
  assert.deepEqual(at({ state: 'absent', absent_until: ago(-60) }), ['return', 'cancel']);
  assert.deepEqual(at({ state: 'absent', absent_until: ago(60) }), ['cancel']);
  assert.deepEqual(at({ state: 'waiting' }), ['cancel']);
  assert.deepEqual(at({ state: 'called', window: { number: '3' } }), ['requeue']);
  assert.deepEqual(at({ state: 'called', window: { number: '1' } }), []);
  assert.deepEqual(at({ state: 'done', window: { number: '3' } }), []);
});

test('a guide is shown in the order it is asked for; what it does not say is said to be missing', () => {
  const guide = {
    materials: [{ name: '身份证', name_en: 'ID card', form: '原件', form_en: 'original', copies: 2, required: false, note: '' }], steps: ['取号'], steps_en: [],
    elements: { promised_time_limit: '当场', fee_standard: '' }, elements_en: { promised_time_limit: 'At once' }, agents: '家人', agents_en: 'Family',
  };
  const parts = new Map(guideParts({ guide }, zh, false));
  assert.deepEqual([...parts.keys()].slice(0, 5), ['materials', 'time', 'fee', 'conditions', 'steps']);
  assert.deepEqual(parts.get('materials'), ['身份证 · 原件 · 2 份 · 可以不带']);
  assert.deepEqual(parts.get('time'), ['当场']);
  assert.deepEqual(parts.get('fee'), ['未填写，请问 12345']);
  const english = new Map(guideParts({ guide }, en, true));
  assert.match(english.get('materials')[0], /^ID card · original · /);
  assert.deepEqual([english.get('time'), english.get('agents')], [['At once'], ['Family']]);
  assert.deepEqual(guideParts({ guide: null, materials: ['身份证'] }, zh, false), [['materials', ['身份证']]]);
  for (const name of parts.keys()) assert.ok(words[`guide.${name}`], name);
});

// The keyboard

const key = (code, more = {}) => ({ code, repeat: false, isComposing: false, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, ...more });
const means = (event, context) => {
  const found = keyAction(event, { state: 'idle', panel: null, typing: false, letters: true, ...context });
  return found && found.action;
};

test('Space only calls and Enter never calls, whatever the state', () => {
  for (const state of Object.keys(STATES)) {
    assert.ok([null, 'next'].includes(means(key('Space'), { state })));
    assert.notEqual(means(key('Enter'), { state }), 'next');
    assert.notEqual(means(key('Enter'), { state }), 'resume');
  }
  assert.equal(means(key('Space'), { state: 'idle' }), 'next');
  assert.equal(means(key('Space'), { state: 'paused' }), null);
  assert.equal(means(key('Enter'), { state: 'called' }), 'start');
  assert.equal(means(key('NumpadEnter'), { state: 'serving' }), 'finish');
  assert.equal(means(key('Enter', { ctrlKey: true }), { state: 'serving' }), 'finish_next');
  assert.equal(means(key('Enter', { ctrlKey: true }), { state: 'called' }), null);
});

test('two presses of one key never run through two states', () => {
  const after = { open: 'idle', next: 'called', start: 'serving', finish: 'idle' };
  for (const code of ['Space', 'Enter']) {
    for (const state of ['closed', 'idle', 'serving']) {
      const first = means(key(code), { state });
      if (first) assert.equal(means(key(code), { state: after[first] }), null, `${code} in ${state}`);
    }
  }
});

test('a held key, an input method and a text field are left alone', () => {
  assert.equal(means(key('Space', { repeat: true }), {}), null);
  assert.equal(means(key('KeyR', { isComposing: true }), { state: 'called' }), null);
  assert.equal(means(key('KeyP'), { typing: true }), null);
  assert.equal(means(key('Space'), { typing: true }), null);
  assert.equal(means(key('KeyR', { ctrlKey: true }), { state: 'called' }), null);
});

test('letters go by place on the keyboard and can be turned off', () => {
  const table = { KeyR: 'recall', KeyX: 'absent', KeyB: 'requeue', KeyT: 'transfer', KeyG: 'guide', KeyA: 'all', KeyN: 'not_shown', Slash: 'find' };
  for (const [code, action] of Object.entries(table)) {
    assert.equal(means(key(code), { state: 'called' }), action);
    assert.equal(means(key(code), { state: 'called', letters: false }), null);
  }
  assert.equal(means(key('Slash', { shiftKey: true }), {}), 'keys');
  assert.equal(means(key('KeyP'), { state: 'paused' }), 'resume');
  assert.equal(means(key('KeyP', { shiftKey: true }), {}), 'close');
  assert.equal(means(key('Space'), { letters: false }), 'next');
});

test('in a panel the keys are the panel’s', () => {
  const panel = 'transfer';
  assert.deepEqual(keyAction(key('Digit2'), { state: 'serving', panel, letters: true }), { action: 'pick', n: 2 });
  assert.equal(means(key('Enter'), { state: 'serving', panel }), 'do');
  assert.equal(means(key('Enter', { ctrlKey: true }), { state: 'serving', panel }), null);
  assert.equal(means(key('KeyW'), { panel }), 'window');
  assert.equal(means(key('ArrowRight'), { panel }), 'right');
  assert.equal(means(key('KeyW'), { panel, typing: true }), null);
  assert.equal(means(key('Enter'), { panel, typing: true }), 'do');
  assert.equal(means(key('Enter', { shiftKey: true }), { panel, typing: true }), null);
  assert.equal(means(key('Escape'), { panel, typing: true }), 'back');
  assert.equal(means(key('Space'), { panel }), null);
  assert.equal(means(key('KeyA'), { panel: 'all' }), 'back');
});

test('the main key obeys the table even when it has the focus', () => {
  assert.equal(mustStop(key('Enter'), 'main'), true);
  assert.equal(mustStop(key('Space'), 'main'), true);
  assert.equal(mustStop(key('Enter'), 'key'), false);
  assert.equal(mustStop(key('Enter', { repeat: true }), 'key'), true);
  assert.equal(belongsToFocus(key('Enter'), 'key'), true);
  assert.equal(belongsToFocus(key('Space'), 'main'), false);
});

// One press

test('a press runs: sent, waiting, retrying, unreached', () => {
  const machine = press.pressed(press.REST, 'next', 'idle:', 1000);
  assert.equal(press.phaseOf(machine, 1299), 'sent');
  assert.equal(press.phaseOf(machine, 1300), 'waiting');
  assert.equal(press.phaseOf(machine, 4000), 'retrying');
  assert.equal(press.phaseOf(machine, 11000), 'unreached');
});

test('a second press while one runs is not taken', () => {
  const machine = press.pressed(press.REST, 'next', 'idle:', 1000);
  assert.equal(press.pressed(machine, 'next', 'idle:', 1100), machine);
});

test('the key stays inert until the snapshot of the answer has come, at most a moment', () => {
  const sent = press.pressed(press.REST, 'next', 'idle:', 1000);
  const told = press.answered(sent, 'idle:', 1050, true);
  assert.equal(press.isBusy(told), true);
  const shown = press.marked(told, 'idle:', 'called:t1', 1080);
  assert.equal(press.isBusy(shown), false);
  assert.equal(press.isBusy(press.passed(told, 1050 + press.SETTLE_MS)), false);
  assert.equal(press.isBusy(press.answered(sent, 'called:t1', 1050, true)), false);
  assert.equal(press.isBusy(press.answered(sent, 'idle:', 1050, false)), false);
});

test('after a change of state the main key is deaf for 700 ms', () => {
  const machine = press.marked(press.REST, 'idle:', 'called:t1', 5000);
  assert.equal(press.mayPress(machine, 5699), false);
  assert.equal(press.mayPress(machine, 5700), true);
  assert.equal(press.mayPress(press.marked(press.REST, 'idle:', 'idle:', 5000), 5001), true);
});

// Words

test('why a ticket stands where it stands', () => {
  const hhmm = () => '10:02';
  const inZh = { t: zh, hhmm, english: false, policy: POLICY };
  const inEn = { t: en, hhmm, english: true, policy: POLICY };
  const elder = { priority_name: '老年人', priority_name_en: 'Elder', why: { code: 'priority', params: { class: 'elderly', minutes: 15 } } };
  assert.equal(whyLine(elder, inZh), '老年人优先，按早到 15 分钟排');
  assert.equal(whyLine(elder, inEn), 'Elder, as if 15 min earlier');
  assert.equal(markOf(elder, inZh), '老年人优先');
  assert.equal(rowLine(elder, inZh), '按早到 15 分钟排');
  const back = { why: { code: 'returned', params: { at: ago(0) } } };
  assert.equal(markOf(back, inZh), '过号恢复');
  assert.equal(rowLine(back, inZh), '10:02 恢复，隔 2 位');
  assert.equal(whyLine(back, inZh), '过号恢复，隔 2 位');
  const ahead = { ...elder, why: { code: 'priority', params: { minutes: 15, ahead_of: 'C020', ahead_minutes: 3 } } };
  assert.equal(whyLine(ahead, inZh), '老年人优先，按早到 15 分钟排，所以排在早取 3 分的 C020 前面');
  assert.equal(rowLine(ahead, inZh), '按早到 15 分钟排');
  assert.equal(whyLine({ why: { code: 'unknown' } }, inZh), '');
  assert.equal(className({ priority_name: '最美逆行者' }, true), '最美逆行者');
});

test('the rule of order is made from the hall’s settings', () => {
  const logged = '不按这个顺序叫号要写原因，会留记录。';
  const rule = (more, words = zh) => ruleSentences({ ...POLICY, ...more }, words, words === en).join(words === en ? ' ' : '');
  const military = { first: [{ name: '军人', name_en: 'Military' }] };
  assert.equal(rule({}), `先到先办；优先按早到 15 分钟排；过号恢复隔 2 位。${logged}`);
  assert.equal(rule({ appointments: true, kind: 'interleave' }), `先到先办；每叫 2 位普通号，叫 1 位优先号；预约按约定时间排；过号恢复隔 2 位。${logged}`);
  assert.equal(rule({ head_start_s: 0, head_start_most_s: 0, return_after: 0 }), `先到先办；过号恢复排最前。${logged}`);
  assert.equal(rule({ ...military, head_start_most_s: 1200 }), `先到先办；军人排在最前；优先按类别早到 15-20 分钟排；过号恢复隔 2 位。${logged}`);
  assert.match(rule({ missed: 'void' }), /；过号作废。/);
  assert.match(rule({ return_within_places: 5 }), /过号恢复隔 2 位；再叫过 5 位就不能恢复。/);
  assert.equal(rule({ ...military }, en), 'First come, first served; Military before everybody; priority as if 15 min earlier; returned after 2. '
    + 'Calling out of order needs a reason and is logged.');
});

test('both languages fill the same places', () => {
  const names = (text) => [...new Set(String(text).match(/\{\w+\}/g) || [])].sort();
  for (const [name, { zh: chinese, en: english }] of Object.entries(words)) {
    assert.ok(chinese && english, name);
    const other = typeof english === 'string' ? english : english.other;
    for (const place of names(other)) assert.ok(names(chinese).includes(place), `${name} ${place}`);
  }
});
