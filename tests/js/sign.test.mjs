// The window sign's six states, without a browser.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { closedLines, isHollow, pausedLine, signChange, signShape, signState } from '../../display/static/sign_logic.js';

const NOW = Date.parse('2026-11-20T10:42:05+08:00');
const sign = (window, more = {}) => ({ window: { number: '3', state: 'open', free: false, free_direct: false, ...window }, current: null, ...more });
const called = { number: 'C026', state: 'called', at: '2026-11-20T10:42:00+08:00', red_until: '2026-11-20T10:42:12+08:00' };

describe('a window sign', () => {
  it('is red as long as the board is', () => {
    const snapshot = sign({}, { current: called });
    assert.equal(signState(snapshot, true, NOW), 'calling');
    assert.equal(signChange(snapshot, NOW), NOW + 7000);
    assert.equal(signState(snapshot, true, NOW + 7001), 'called');
    assert.equal(signChange(snapshot, NOW + 7001), null);
  });

  it('stays red while its reading is still to come', () => {
    const snapshot = sign({}, { current: { ...called, announcing: true } });
    assert.equal(signState(snapshot, true, NOW + 20_000), 'calling');
  });

  it('shows who is served, even while a pause waits behind', () => {
    assert.equal(signState(sign({}, { current: { ...called, state: 'serving' } }), true, NOW), 'serving');
    assert.equal(signState(sign({ state: 'paused' }, { current: called }), true, NOW), 'calling');
  });

  it('says free only when the window is', () => {
    assert.equal(signState(sign({ free: true, free_direct: true }), true, NOW), 'direct');
    assert.equal(signState(sign({ free: true }), true, NOW), 'free');
    assert.equal(signState(sign({}), true, NOW), 'open');
  });

  it('is paused, closed or offline with a hollow plate', () => {
    assert.equal(signState(sign({ state: 'paused' }), true, NOW), 'paused');
    assert.equal(signState(sign({ state: 'closed' }, { current: called }), true, NOW), 'closed');
    assert.equal(signState(sign({}, { current: called }), false, NOW), 'offline');
    assert.deepEqual(['paused', 'closed', 'offline', 'calling'].map(isHollow), [true, true, true, false]);
  });

  it('names the way on while paused', () => {
    const back_at = '2026-11-20T10:55:00+08:00';
    const other_window = { number: '12', arrow: null };
    assert.deepEqual(pausedLine({ back_at, other_window }, NOW), { key: 'sign.back_other', params: { time: '10:55', window: '12' } });
    assert.equal(pausedLine({ back_at }, NOW).key, 'sign.back');
    assert.equal(pausedLine({ back_at }, NOW + 3_600_000).key, 'sign.please_wait', 'a time gone by is not promised');
    assert.equal(pausedLine({ other_window }).key, 'sign.to_other');
    assert.equal(pausedLine({}).key, 'sign.please_wait');
  });

  it('names the next opening when closed', () => {
    const monday = '2026-11-23T08:30:00+08:00';
    assert.deepEqual(closedLines({ closed_today: true, opens_at: monday }, NOW),
      { label: 'sign.closed_today', then: { key: 'sign.opens', time: '8:30', day: monday } });
    assert.equal(closedLines({ opens_at: '2026-11-20T13:30:00+08:00' }, NOW).then.key, 'sign.opens_today');
    assert.equal(closedLines({ opens_at: null, open: { is_open: true } }, NOW).then.key, 'sign.ask_desk', 'it should be working and is not');
    assert.equal(closedLines({ closed_reason: 'before' }, NOW).label, 'shut.before');
    assert.deepEqual(closedLines({ closed_reason: 'break', opens_at: '2026-11-20T13:30:00+08:00', open: { is_open: true } }, NOW),
      { label: 'shut.break', then: { key: 'sign.opens_today', time: '13:30' } }, 'the hall is open at noon, this window rests');
    assert.equal(closedLines({}, NOW).then.key, 'sign.ask_desk');
  });

  it('is drawn as a strip on a strip', () => {
    assert.equal(signShape(1920, 540), 'sign-wide');
    assert.equal(signShape(1280, 720), 'sign');
    assert.equal(signShape(1920, 360), 'sign-wide');
  });
});
