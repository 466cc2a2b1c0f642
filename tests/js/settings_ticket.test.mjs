import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keptText, lineFaults, paperLength, standardText, withLine, withSign, withWord } from '../../queue_server/screens/admin/static/settings/ticket_text.js';

const template = { standard: '【大厅】\n---\n【号码】', blocks: { 大厅: 'hall', 号码: 'number' } };

test('the standard template is shown in the language of the page and kept as nothing', () => {
  assert.equal(standardText(template.standard, template.blocks, true), '[hall]\n---\n[number]');
  assert.equal(standardText(template.standard, template.blocks, false), template.standard);
  for (const text of [template.standard, '[hall]\r\n---\r\n[number]']) assert.equal(keptText(text, template), '');
  assert.equal(keptText('【号码】\r\n好', template), '【号码】\n好');
  assert.equal(keptText(`${template.standard}\n`, template), `${template.standard}\n`, 'a line just begun stays');
});

test('an emptied template is a mistake, not the standard one', () => {
  assert.equal(keptText('', template), '\n');
});

test('faults of the template are known by their line, others are not its own', () => {
  const errors = [{ path: 'ticket.template[3]', zh: 'x', en: 'y' }, { path: 'queues[1].name', zh: 'a', en: 'b' }, { path: 'ticket.logo', zh: 'c', en: 'd' }];
  assert.deepEqual(lineFaults(errors), [{ path: 'ticket.template[3]', zh: 'x', en: 'y', line: 3 }]);
});

test('a block goes on a line of its own after the caret, or into an empty line', () => {
  assert.deepEqual(withLine('ab\ncd', 1, '---'), { text: 'ab\n---\ncd', caret: 6 });
  assert.deepEqual(withLine('ab\n\ncd', 3, '---'), { text: 'ab\n---\ncd', caret: 6 });
  assert.deepEqual(withLine('ab', 2, '---'), { text: 'ab\n---', caret: 6 });
  assert.deepEqual(withLine('', 0, '---'), { text: '---', caret: 3 });
});

test('a value goes where the caret is, over what is chosen', () => {
  assert.deepEqual(withWord('请到号窗口', 2, 2, '{窗口}'), { text: '请到{窗口}号窗口', caret: 6 });
  assert.deepEqual(withWord('abc', 1, 2, 'X'), { text: 'aXc', caret: 2 });
});

test('a sign is put before the line of the caret and taken away again', () => {
  const large = withSign('a\n休息', 4, '#');
  assert.deepEqual(large, { text: 'a\n# 休息', caret: 6 });
  const both = withSign(large.text, large.caret, '>');
  assert.deepEqual(both, { text: 'a\n#> 休息', caret: 7 });
  assert.deepEqual(withSign(withSign(both.text, both.caret, '#').text, 5, '>'), { text: 'a\n休息', caret: 3 });
});

test('the length of the paper is told in millimetres', () => {
  assert.equal(paperLength(30 + 118 * 8), 118);
});
