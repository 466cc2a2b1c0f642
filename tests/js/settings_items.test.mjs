import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from '../../queue_server/screens/admin/static/settings/draft.js';
import { freshCode, itemsFound, itemsWish } from '../../queue_server/screens/admin/static/settings/items.js';

const item = (code, more) => ({ code, name: `item ${code}`, short_name: code, name_en: `English ${code}`, queue: 'A', category: 'c', ...more });
const before = [item('A1', { initials: 'JMYL' }), item('A2'), item('A3')];

test('an item is found by every word that was typed', () => {
  assert.deepEqual(itemsFound(before, ' jmyl english ').map((one) => one.index), [0]);
  assert.deepEqual(itemsFound(before, '').map((one) => one.index), [0, 1, 2]);
  assert.deepEqual(itemsFound(before, 'A2 A3'), []);
});

test('only what differs is told: new and changed items whole, those gone by their code', () => {
  const after = [before[0], item('A3', { queue: 'B' }), item('X01')];
  assert.deepEqual(itemsWish(before, after), { items: [after[1], after[2]], items_gone: ['A2'] });
  assert.deepEqual(itemsWish(before, before), { items: [], items_gone: [] });
});

test('a changed code is an item gone and another new', () => {
  const after = [item('B1'), before[1], before[2]];
  const wish = itemsWish(before, after);
  assert.deepEqual([wish.items.map((one) => one.code), wish.items_gone], [['B1'], ['A1']]);
  assert.deepEqual(changesOf({ items: before }, { items: after }).map((one) => [one.key, one.field]), [['A1', ''], ['B1', '']]);
});

test('a new code is one nobody has', () => {
  assert.equal(freshCode(before), 'X04');
  assert.equal(freshCode([...before, item('X05')]), 'X06');
});
