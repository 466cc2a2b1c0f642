import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breadth, dayState, groupsOf, guidePages, homeLayout, numberSize, outlook, pageOf, splitName, takes, waitRange } from '../../kiosk/static/facts.js';
import { allItems, find, kindsOf, liveKeys, PINYIN_KEYS } from '../../kiosk/static/finding.js';
import { item, queue, snapshot } from './kiosk_factories.mjs';

test('waits go outward to five minutes and are never a single minute', () => {
  assert.deepEqual(waitRange({ low_s: 880, high_s: 1510 }), { low: 10, high: 30 });
  assert.deepEqual(waitRange({ low_s: 0, high_s: 60 }), { low: 0, high: 5 });
  assert.deepEqual(waitRange({ low_s: 600, high_s: 600 }), { low: 10, high: 15 });
  assert.equal(waitRange(null), null);
});

test('with priority the whole queue is an upper limit unless the server knows better', () => {
  assert.deepEqual(outlook(queue('C'), 'elderly'), { ahead: 6, wait: { low: 15, high: 25 }, most: true });
  assert.equal(outlook(queue('C', { waiting: 0 }), 'elderly').most, false);
  const known = queue('C', { with_priority: { elderly: { waiting: 2, wait: { low_s: 300, high_s: 600 } } } });
  assert.deepEqual(outlook(known, 'elderly'), { ahead: 2, wait: { low: 5, high: 10 }, most: false });
});

test('a long number shrinks to its field', () => {
  assert.equal(numberSize('C026', 968, 420), 420);
  assert.equal(numberSize('A1026', 968, 420), 350);
});

test('lists are cut into pages; a page past the end is the last', () => {
  const many = Array.from({ length: 17 }, (_, index) => index);
  assert.deepEqual(pageOf(many.slice(0, 8), 0, 'items', { elder: false, portrait: true }), { rows: many.slice(0, 8), page: 0, pages: 1 });
  assert.deepEqual(pageOf(many, 9, 'items', { elder: false, portrait: true }), { rows: [14, 15, 16], page: 2, pages: 3 });
});

test('six queues have large tiles, twelve small ones, more are grouped by department', () => {
  const many = (count) => Array.from({ length: count }, (_, index) => queue(String.fromCharCode(65 + index), { department: `D${index % 3}` }));
  assert.deepEqual([6, 7, 12].map((count) => homeLayout(many(count)).size), ['large', 'compact', 'compact']);
  assert.deepEqual(homeLayout(many(13)), { kind: 'groups', size: 'large' });
  assert.deepEqual(groupsOf(many(13)).map((group) => group.queues.length), [5, 4, 4]);
  assert.equal(groupsOf(many(13).map((one) => ({ ...one, department: undefined })))[0].letters.join(), 'A,D');
});

test('the day is over only when no queue gives numbers', () => {
  const open = { is_open: false, closed_reason: 'before' };
  assert.equal(dayState({ open, queues: [{ open: true }] }), 'open');
  assert.equal(dayState({ open, queues: [{ open: false }] }), 'before');
});

test('in a hall that works, the kiosk says whether it is for appointments or too late for numbers', () => {
  const shut = [{ open: false }];
  assert.equal(dayState({ open: { is_open: true, issues: false, band: 'booked' }, queues: shut }), 'booked');
  assert.equal(dayState({ open: { is_open: true, issues: false, band: 'normal' }, queues: shut }), 'last');
  assert.equal(dayState({ open: { is_open: true, issues: true, band: 'noon' }, queues: shut }), 'open');
  assert.equal(dayState({ open: { is_open: true, issues: false, band: 'booked' }, queues: [{ open: true }] }), 'open');
});

test('an item may be off while its queue is open, never the other way', () => {
  assert.deepEqual([takes({ open: true }, { open: true }), takes({ open: false }, { open: true }), takes({ open: true }, { open: false })], [true, false, false]);
});

test('a group name is split where the reader breathes', () => {
  assert.deepEqual(splitName('Fire and rescue staff, families', 'en'), ['Fire and rescue staff', 'families']);
  assert.deepEqual(splitName('\u8001\u5e74\u4eba 70', 'zh-CN'), ['\u8001\u5e74\u4eba', '70']);
  assert.deepEqual(splitName('Aged 70 or over', 'en'), ['Aged 70 or over', '']);
});

test('letters find by initials, best place first, and dead keys are known', () => {
  const items = [item('a', { initials: 'JBYLBX' }), item('b', { initials: 'YLJZ' }), item('c', { initials: 'DB' })];
  assert.deepEqual(find(items, 'YL', 'zh-CN').map(({ code }) => code), ['b', 'a']);
  assert.deepEqual([...liveKeys(items, 'YL', 'zh-CN')], ['B', 'J']);
  assert.equal(PINYIN_KEYS.length, 22);
  assert.deepEqual(find([item('p', { name_en: 'Basic pension' })], 'PEN', 'en').length, 1);
  assert.equal(allItems(snapshot().queues).length, 5);
});

test('with nothing typed the items asked for most come first', () => {
  assert.deepEqual(find([item('a', { popular: 1 }), item('b', { popular: 9 })], '', 'zh-CN').map(({ code }) => code), ['b', 'a']);
});

test('kinds are offered only where there is a choice', () => {
  assert.deepEqual(kindsOf([item('a', { category: 'x' }), item('b', { category: 'y' }), item('c', { category: 'x' })]), ['x', 'y']);
  assert.deepEqual(kindsOf([item('a', { category: 'x' }), item('b')]), []);
});

test('a guide is cut into pages that fit, and nothing is left out', () => {
  const guide = { materials: Array.from({ length: 30 }, (_, index) => ({ name: `m${index}` })), summary: 's', steps: ['a', 'b'], elements: { fee_standard: '0', legal_basis: 'law '.repeat(40) } };
  const pages = guidePages(guide, 15);
  assert.equal(pages.flat().filter(({ kind }) => kind === 'materials').flatMap(({ rows }) => rows).length, 30);
  for (const page of pages.filter((blocks) => blocks.length > 1)) assert.ok(page.reduce((sum, { lines }) => sum + lines, 0) <= 15);
  assert.deepEqual(guidePages({}), []);
});

test('Hanzi are counted wider than letters', () => {
  assert.equal(breadth('\u793e\u4fdd'), 2);
  assert.ok(breadth('abcd') < 2);
});
