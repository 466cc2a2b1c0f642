import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateOf, ELEMENTS, elementsOf, linesOf, materialsOf, phonesIn, ticksFrom, toggled } from '../../queue_server/screens/guides/static/logic.js';

const guide = {
  materials: [{ name: 'ID card', form: 'original', note: 'shown' }, { name: ' ' }],
  steps: ['take a number', 'wait'],
  elements: { legal_basis: 'a law', fee_basis: '  ', enquiry_channels: ['desk', ''] },
};
const item = { code: 'AQ01', name: 'Pension', case_type: 'spot', guide };

test('all sixteen elements are there, a missing one with no lines', () => {
  const all = elementsOf(item);
  assert.equal(ELEMENTS.length, 16);
  assert.deepEqual(all.slice(0, 16).map(({ key }) => key), ELEMENTS);
  const lines = Object.fromEntries(all.map((one) => [one.key, one.lines]));
  assert.deepEqual(lines.legal_basis, ['a law']);
  assert.deepEqual(lines.fee_basis, []);
  assert.deepEqual(lines.enquiry_channels, ['desk']);
  assert.deepEqual(lines.case_type, ['spot']);
  assert.equal('agents' in lines, false);
});

test('materials and steps stand in for the elements of their kind', () => {
  assert.deepEqual(linesOf('required_materials', item), ['ID card \u00b7 original \u00b7 shown']);
  assert.deepEqual(linesOf('handling_procedure', item), ['take a number', 'wait']);
  assert.deepEqual(linesOf('item_name', item), ['Pension']);
});

test('without a guide the short list of the item serves, and nothing else is invented', () => {
  const bare = { name: 'Pension', guide: null, materials: ['ID card', ''] };
  assert.deepEqual(materialsOf(bare), [{ name: 'ID card' }]);
  assert.deepEqual(linesOf('review_criteria', bare), []);
  assert.equal(elementsOf(bare).length, 16);
});

test('boxes are kept by name; what the guide no longer has is forgotten; nonsense is no list', () => {
  const materials = materialsOf(item);
  assert.deepEqual(ticksFrom('["ID card","old paper"]', materials), ['ID card']);
  assert.deepEqual(ticksFrom('{"a":1}', materials), []);
  assert.deepEqual(ticksFrom('broken', materials), []);
  assert.deepEqual(ticksFrom(null, materials), []);
  assert.deepEqual(toggled([], 'ID card'), ['ID card']);
  assert.deepEqual(toggled(['ID card'], 'ID card'), []);
});

test('telephone numbers are found among words', () => {
  const phones = (line) => phonesIn(line).filter(({ phone }) => phone).map(({ text }) => text);
  assert.deepEqual(phones('desk 0000-1234503 (sample), hotline 12333'), ['0000-1234503', '12333']);
  assert.deepEqual(phones('within 60 days of 2026'), []);
  assert.equal(phonesIn('a 12345 b').map(({ text }) => text).join(''), 'a 12345 b');
  assert.deepEqual(phonesIn(null), []);
});

test('dates', () => {
  assert.deepEqual(dateOf('2026-11-02'), { year: 2026, month: 11, day: 2 });
  assert.equal(dateOf('soon'), null);
});
