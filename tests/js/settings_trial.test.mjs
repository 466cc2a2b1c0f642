import assert from 'node:assert/strict';
import { test } from 'node:test';
import { difference, MEASURES, queuesWithPeople, shownFigure, windowState } from '../../queue_server/screens/admin/static/settings/trial.js';

const figures = (mean, over, people = 4) => ({ people, mean_s: mean, p90_s: mean, longest_s: mean, over, uncalled: 0 });
const measure = (name) => MEASURES.find((one) => one.name === name);

test('times are whole minutes, people are people', () => {
  assert.equal(shownFigure(measure('mean'), figures(749, 3)), 12);
  assert.equal(shownFigure(measure('over'), figures(749, 3)), 3);
});

test('a change is told by the figures that are shown', () => {
  assert.deepEqual(difference(12, 8), { kind: 'less', n: 4 });
  assert.deepEqual(difference(0, 2), { kind: 'more', n: 2 });
  const [from, to] = [figures(731, 0), figures(749, 0)].map((one) => shownFigure(measure('mean'), one));
  assert.deepEqual(difference(from, to), { kind: 'same', n: 0 });
});

test('a window without a figure did not work that day, or is on one side only', () => {
  const work = { calls: 3, busy_pct: 40, worked_s: 3600 };
  assert.equal(windowState({ went: work, before: work, after: null }, 'before'), 'figure');
  assert.equal(windowState({ went: work, before: work, after: null }, 'after'), 'gone');
  assert.equal(windowState({ went: null, before: null, after: null }, 'after'), 'idle');
});

test('queues nobody came for are named apart; one that is on one side only is shown', () => {
  const queues = [{ prefix: 'A', before: figures(60, 0), after: null }, { prefix: 'B', before: figures(0, 0, 0), after: figures(0, 0, 0) }];
  const { shown, empty } = queuesWithPeople(queues);
  assert.deepEqual([shown.map((one) => one.prefix), empty.map((one) => one.prefix)], [['A'], ['B']]);
});
