// What a guide page shows of one item: no DOM, no words. A missing element stays visible as missing.

/** The sixteen elements a guide must have, in the order of the regulation, and the kind of case. */
export const ELEMENTS = [
  'item_name', 'item_type', 'legal_basis', 'implementing_body', 'acceptance_conditions', 'statutory_time_limit',
  'promised_time_limit', 'result_name', 'fee_standard', 'fee_basis', 'required_materials', 'handling_procedure',
  'review_criteria', 'appointment', 'enquiry_channels', 'complaint_channels',
];
export const MORE = ['case_type', 'agents'];

const text = (value) => (typeof value === 'string' && value.trim() ? value.trim() : null);

function materialLine(material) {
  return [text(material.name), text(material.form), text(material.note)].filter(Boolean).join(' \u00b7 ');
}

/** An element's lines in the page's language; `foreign` when an English page can only show the Chinese. */
export function elementOf(key, item, lang = 'zh-CN') {
  const { elements_en: other = {} } = item.guide || {};
  const known = key === 'agents' ? item.guide && item.guide.agents_en : key === 'item_name' ? item.name_en : key === 'case_type' ? item.case_type_en : other[key];
  const english = lang === 'en' && (text(known) || (key === 'required_materials' && englishMaterials(item)));
  const lines = english ? english.split('\n').map(text).filter(Boolean) : linesOf(key, item);
  return { key, lines, foreign: lang === 'en' && !english && lines.length > 0 };
}

/** The papers in English, a line each, when every one of them has its English name. */
function englishMaterials(item) {
  const names = materialsOf(item).map((one) => text(one.name_en));
  return names.length && names.every(Boolean) ? names.join('\n') : null;
}

/** What is known of an element in Chinese: a list of lines, empty when nobody has filled it in. */
function linesOf(key, item) {
  const guide = item.guide || {};
  const elements = guide.elements || {};
  const own = elements[key];
  if (Array.isArray(own)) return own.map(text).filter(Boolean);
  if (text(own)) return own.split('\n').map(text).filter(Boolean);
  if (key === 'agents') return text(guide.agents) ? [text(guide.agents)] : [];
  if (key === 'item_name') return text(item.name) ? [text(item.name)] : [];
  if (key === 'case_type') return text(item.case_type) ? [text(item.case_type)] : [];
  if (key === 'required_materials') return materialsOf(item).map(materialLine);
  if (key === 'handling_procedure') return (guide.steps || []).map(text).filter(Boolean);
  return [];
}

/** The elements of the page: {key, lines}; all sixteen, and of the rest what is known. */
export function elementsOf(item, lang) {
  const all = ELEMENTS.map((key) => elementOf(key, item, lang));
  return [...all, ...MORE.map((key) => elementOf(key, item, lang)).filter(({ lines }) => lines.length)];
}

/** The materials as objects, from the guide or, without one, from the item's own short list. */
export function materialsOf(item) {
  const list = (item.guide && item.guide.materials) || item.materials || [];
  const english = item.materials_en || [];
  return list.map((one, at) => (typeof one === 'string' ? { name: one, name_en: english[at] } : one)).filter((one) => text(one.name));
}

/** The boxes ticked on this phone, without those the guide no longer has. */
export function ticksFrom(stored, materials) {
  let list = [];
  try { list = JSON.parse(stored) || []; } catch { /* another page wrote it: start empty */ }
  const names = new Set(materials.map((one) => one.name));
  return Array.isArray(list) ? list.filter((name) => names.has(name)) : [];
}

export function toggled(ticks, name) {
  return ticks.includes(name) ? ticks.filter((one) => one !== name) : [...ticks, name];
}

/** A plain date as {year, month, day}, or null. */
export function dateOf(iso) {
  const match = /^(\d{4})-(\d\d)-(\d\d)/.exec(iso || '');
  return match ? { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) } : null;
}

const NUMBER = /^(\d{3,4}-\d{7,8}|1\d{10}|1\d{4}|\d{7,8})$/;

/** A line in pieces, {text, phone}: a telephone number can be touched; a hotline of five digits counts. */
export function phonesIn(line) {
  return String(line || '').split(/(\d[\d-]*\d)/).filter(Boolean).map((part) => ({ text: part, phone: NUMBER.test(part) }));
}
