import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMENT_MAX, deadline, initial, inOrder, optionsTitle, pageOf, step, TIMES } from '../../queue_server/screens/evaluator/static/logic.js';

const snapshot = (more = {}) => ({ window: { number: '3', state: 'open' }, levels: [], ask: null, rating: null, ask_s: 60, ...more });
const ask = (spell = 's1') => ({ ask: { spell_id: spell, number: 'C026' } });

/** A tablet under test: do(event) at a time that goes on by itself, and the wishes it made. */
function tablet(more = {}, options) {
  const wall = { at: 1000, state: initial(0, options), wishes: [] };
  wall.do = (type, event = {}, after = 500) => {
    wall.at += after;
    const [next, wishes] = step(wall.state, { type, at: wall.at, ...event });
    wall.state = next;
    wall.wishes.push(...wishes);
    return pageOf(next);
  };
  wall.show = (now) => wall.do('snapshot', { snapshot: snapshot(now) });
  wall.do('link', { link: 'ok', lostAt: null });
  wall.show(more);
  return wall;
}

test('it rests until it is asked, and is away when the window is', () => {
  const t = tablet();
  assert.equal(pageOf(t.state), 'idle');
  assert.equal(t.show({ window: { state: 'paused' } }), 'away');
  assert.equal(t.show({ window: { state: 'closed' } }), 'away');
  assert.equal(t.show({ window: { state: 'paused' }, ...ask() }), 'ask');
  assert.equal(pageOf(initial(0)), 'start');
});

test('the first tap is the rating, for every level alike; thanks come after the record', () => {
  for (const level of [5, 4, 3, 2, 1]) {
    const t = tablet(ask());
    assert.equal(t.do('level', { level }), 'options');
    assert.deepEqual(t.wishes, [{ do: 'rate', spell: 's1', level }]);
    assert.equal(t.do('submit'), 'options');
    assert.equal(t.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' }), 'thanks');
    assert.equal(t.wishes.length, 1);
    assert.equal(t.do('time', {}, TIMES.thanksMs), 'idle');
    assert.equal(t.show(ask()), 'idle'); // the snapshot still carries the ask that was answered
  }
});

test('options and words are added to the same rating', () => {
  const t = tablet(ask());
  t.do('level', { level: 2 });
  t.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' });
  t.do('toggle', { code: '214' });
  t.do('toggle', { code: '207' });
  t.do('toggle', { code: '208' });
  t.do('toggle', { code: '208' });
  t.do('comment', { text: ' slow\nday ' });
  t.do('submit');
  assert.deepEqual(t.wishes[1], { do: 'amend', spell: 's1', ratingId: 'r1', body: { options: ['207', '214'], comment: 'slow day' } });
  assert.equal(t.do('submit'), 'options');
  assert.equal(t.wishes.length, 2);
  assert.equal(t.do('answer', { spell: 's1', wish: 'amend', ok: true }), 'thanks');
});

test('choosing again changes the level, keeps no option of the other level, and cannot be declined any more', () => {
  const t = tablet(ask());
  t.do('level', { level: 1 });
  t.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' });
  t.do('toggle', { code: '115' });
  assert.equal(t.do('back'), 'ask');
  assert.equal(t.do('level', { level: 4 }), 'options');
  assert.deepEqual(t.wishes[1], { do: 'amend', spell: 's1', ratingId: 'r1', body: { level: 4, options: [] } });
  assert.deepEqual(t.state.chosen, []);
  t.do('back');
  assert.equal(t.do('level', { level: 4 }), 'options');
  assert.equal(t.wishes.length, 2);
  t.do('back');
  assert.equal(t.do('keep'), 'options');
  assert.equal(t.do('keep'), 'options');
});

test('a tap within 400 ms of a new page does not count', () => {
  const t = tablet(ask());
  t.do('level', { level: 5 }, TIMES.deafMs - 1);
  assert.deepEqual(t.wishes, []);
  t.do('level', { level: 5 }, 1);
  assert.equal(t.wishes.length, 1);
  t.do('submit', {}, 100);
  assert.equal(t.state.submitAt, null);
});

test('declining and silence end the ask without a level; a level that was tapped stays', () => {
  const declined = tablet(ask());
  assert.equal(declined.do('decline'), 'idle');
  assert.deepEqual(declined.wishes, [{ do: 'decline', spell: 's1', why: 'declined' }]);
  const silent = tablet(ask());
  assert.equal(deadline(silent.state), silent.at + 60000);
  assert.equal(silent.do('time', {}, 59000), 'ask');
  silent.do('touch', {}, 500);
  assert.equal(silent.do('time', {}, 59000), 'ask');
  assert.equal(silent.do('time', {}, 1000), 'idle');
  assert.deepEqual(silent.wishes, [{ do: 'decline', spell: 's1', why: 'timed_out' }]);
  const tapped = tablet(ask());
  tapped.do('level', { level: 3 });
  tapped.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' });
  assert.equal(tapped.do('time', {}, 60000), 'idle');
  assert.deepEqual(tapped.wishes.map((wish) => wish.do), ['rate', 'decline']);
});

test('the time of silence is the hall\u2019s setting', () => {
  const t = tablet({ ...ask(), ask_s: 20 });
  assert.equal(t.do('time', {}, 20000), 'idle');
});

test('the next ask replaces the old one and nothing of it is left', () => {
  const t = tablet(ask());
  t.do('large');
  t.do('lang');
  t.do('level', { level: 1 });
  t.do('comment', { text: 'x'.repeat(500) });
  assert.equal(t.state.comment.length, COMMENT_MAX);
  assert.equal(t.show(ask('s2')), 'ask');
  assert.equal(t.state.level, null);
  assert.equal(t.state.comment, '');
  assert.equal(t.state.large, false);
  assert.equal(t.state.lang, 'zh-CN');
  t.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' });
  assert.equal(t.state.ratingId, null);
});

test('large type and English chosen before the ask serve it, and are forgotten after it', () => {
  const t = tablet();
  t.do('large');
  t.do('lang');
  t.show(ask());
  assert.equal(t.state.large && t.state.lang === 'en', true);
  t.do('decline');
  assert.equal(t.state.large || t.state.lang === 'en', false);
  t.do('large');
  t.do('time', {}, TIMES.forgetMs);
  assert.equal(t.state.large, false);
});

test('a reload in the middle loses nothing', () => {
  const stored = tablet({ ...ask(), rating: { id: 'r1', level: 2 } });
  assert.equal(pageOf(stored.state), 'options');
  assert.equal(stored.state.level, 2);
  const unsent = tablet(ask());
  assert.equal(unsent.do('resume', { items: [{ do: 'rate', spell: 's1', level: 4 }] }), 'options');
  assert.equal(unsent.state.level, 4);
  assert.equal(unsent.do('resume', { items: [{ do: 'rate', spell: 's0', level: 1 }] }), 'options');
  const done = tablet(ask(), { done: 's1' });
  assert.equal(pageOf(done.state), 'idle');
});

test('a rating made elsewhere or too late brings the page politely back', () => {
  const other = tablet(ask());
  other.do('level', { level: 5 });
  assert.equal(other.do('answer', { spell: 's1', wish: 'rate', ok: false, code: 'already_rated' }), 'idle');
  const late = tablet(ask());
  late.do('level', { level: 5 });
  late.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' });
  late.do('toggle', { code: '510' });
  late.do('submit');
  assert.equal(late.do('answer', { spell: 's1', wish: 'amend', ok: false, code: 'rating_closed' }), 'thanks'); // the level is recorded
});

test('when the server ends the ask: thanks if a level is recorded, else the resting page', () => {
  const none = tablet(ask());
  assert.equal(none.show({}), 'idle');
  const some = tablet(ask());
  some.do('level', { level: 2 });
  assert.equal(some.show({}), 'options'); // the tap is not answered yet
  some.do('answer', { spell: 's1', wish: 'rate', ok: true, id: 'r1' });
  assert.equal(some.show({}), 'thanks');
});

test('without the server an ask goes on and its answer is kept, without a thank-you for what is not stored', () => {
  const t = tablet(ask());
  assert.equal(t.do('link', { link: 'lost', lostAt: 1 }), 'ask');
  assert.equal(t.do('level', { level: 5 }), 'options');
  t.do('submit');
  assert.equal(t.do('time', {}, TIMES.patienceMs), 'kept');
  assert.equal(t.do('time', {}, TIMES.thanksMs), 'lost');
  assert.equal(t.do('link', { link: 'ok', lostAt: null }), 'idle');
});

test('official order and titles', () => {
  assert.deepEqual(inOrder([{ level: 2 }, { level: 5 }]).map(({ level }) => level), [5, 2]);
  assert.deepEqual([5, 4, 3, 2, 1].map(optionsTitle), ['good', 'good', 'fair', 'bad', 'bad']);
});
