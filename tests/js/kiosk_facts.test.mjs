import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breadth, dayState, groupsOf, guidePages, guidePlace, homeLayout, numberSize, outlook, pageOf, splitName, takes, waitRange } from '../../kiosk/static/facts.js';
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

test('lists are cut into pages around the row that stood first; a row past the end is on the last', () => {
  const many = Array.from({ length: 17 }, (_, index) => index);
  assert.deepEqual(pageOf(many.slice(0, 8), 0, 'items', { elder: false, portrait: true }), { rows: many.slice(0, 8), page: 0, pages: 1, per: 8 });
  const place = (from, elder) => pageOf(many, from, 'items', { elder, portrait: true });
  assert.deepEqual(place(99, false), { rows: [14, 15, 16], page: 2, pages: 3, per: 7 });
  for (const from of [0, 7, 14]) assert.ok(place(from, true).rows.includes(from), 'large type shows the row that stood first');
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
  assert.deepEqual(kindsOf([item('a', { category: 'x' }), item('b', { category: 'y' }), item('c', { category: 'x' })]), [{ name: 'x', name_en: undefined }, { name: 'y', name_en: undefined }]);
  assert.equal(kindsOf([item('a', { category: 'x', category_en: 'X' }), item('b', { category: 'y' })])[0].name_en, 'X');
  assert.deepEqual(kindsOf([item('a', { category: 'x' }), item('b')]), []);
});

test('a guide is cut into pages that fit, and nothing is left out', () => {
  const guide = { materials: Array.from({ length: 30 }, (_, index) => ({ name: `m${index}` })), summary: 's', steps: ['a', 'b'], elements: { fee_standard: '0', legal_basis: 'law '.repeat(40) } };
  const pages = guidePages(guide, { lines: 15, line: 26 });
  assert.equal(pages.flat().filter(({ kind }) => kind === 'materials').flatMap(({ rows }) => rows).length, 30);
  for (const page of pages.filter((blocks) => blocks.length > 1)) assert.ok(page.reduce((sum, { lines }) => sum + lines, 0) <= 15);
  assert.deepEqual(guidePages({}), []);
  const { starts } = guidePlace(pages, 0);
  starts.forEach((start, page) => assert.equal(guidePlace(pages, start).page, page));
  assert.equal(guidePlace(pages, 999).page, pages.length - 1);
  assert.deepEqual(guidePlace([], 3), { page: 0, starts: [] });
});

test('Hanzi are counted wider than letters', () => {
  assert.equal(breadth('\u793e\u4fdd'), 2);
  assert.ok(breadth('abcd') < 2);
});

test('an English page shows the English of a guide, and marks what exists in Chinese only', () => {
  const guide = {
    summary: 'zh', summary_en: 'short', steps: ['zh'], steps_en: ['one'], agents: 'zh', agents_en: 'agents',
    materials: [{ name: 'zh', name_en: 'ID card', form: 'zh', form_en: 'original', copies: 1 }, { name: 'zh2', form: 'zh', form_en: 'copy' }],
    elements: { fee_standard: 'zh', legal_basis: 'zh' }, elements_en: { fee_standard: 'free' },
  };
  const blocks = Object.fromEntries(guidePages(guide, { lines: 99, line: 26 }, 'en').flat().map((block) => [block.key, block]));
  assert.deepEqual([blocks.fee_standard.text, blocks.fee_standard.foreign], ['free', false]);
  assert.deepEqual([blocks.legal_basis.text, blocks.legal_basis.foreign], ['zh', true]);
  assert.deepEqual([blocks.summary.text, blocks.agents.text, blocks.steps.rows], ['short', 'agents', ['one']]);
  assert.deepEqual(blocks.materials.rows.map((row) => [row.name, row.form, row.foreign]), [['ID card', 'original', false], ['zh2', 'copy', true]]);
  assert.ok(guidePages(guide, { lines: 99, line: 26 }, 'zh-CN').flat().every(({ foreign }) => !foreign));
});
