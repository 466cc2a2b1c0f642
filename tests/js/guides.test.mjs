import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateOf, ELEMENTS, elementOf, elementsOf, materialsOf, phonesIn, ticksFrom, toggled } from '../../queue_server/screens/guides/static/logic.js';

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
  assert.deepEqual(elementOf('required_materials', item).lines, ['ID card \u00b7 original \u00b7 shown']);
  assert.deepEqual(elementOf('handling_procedure', item).lines, ['take a number', 'wait']);
  assert.deepEqual(elementOf('item_name', item).lines, ['Pension']);
});

test('without a guide the short list of the item serves, and nothing else is invented', () => {
  const bare = { name: 'Pension', guide: null, materials: ['ID card', ''] };
  assert.deepEqual(materialsOf(bare), [{ name: 'ID card', name_en: undefined }]);
  assert.deepEqual(elementOf('review_criteria', bare).lines, []);
  assert.equal(elementsOf(bare).length, 16);
});

test('an English page has the English elements, and says of the others that they are foreign', () => {
  const bilingual = { ...item, name_en: 'Join', case_type_en: 'On the spot', guide: { ...guide, agents: 'zh', agents_en: 'an agent', elements_en: { legal_basis: 'Law\nOrder' } } };
  const said = (key, lang) => { const { lines, foreign } = elementOf(key, bilingual, lang); return [lines, foreign]; };
  assert.deepEqual(said('legal_basis', 'en'), [['Law', 'Order'], false]);
  assert.deepEqual(said('legal_basis', 'zh-CN'), [['a law'], false]);
  assert.deepEqual(said('enquiry_channels', 'en'), [['desk'], true]);
  assert.deepEqual(said('fee_basis', 'en'), [[], false]);
  const bare = { name: 'zh', guide: null, materials: ['zh1', 'zh2'], materials_en: ['ID card', 'photo'] };
  assert.deepEqual(elementOf('required_materials', bare, 'en').lines, ['ID card', 'photo']);
  assert.deepEqual(['item_name', 'case_type', 'agents'].map((key) => said(key, 'en')[0][0]), ['Join', 'On the spot', 'an agent']);
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
