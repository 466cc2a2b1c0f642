// What changed, in words: the save bar and the history say the same.
import { english, t } from '../store.js';
import { KEYS } from './draft.js';
import { unitOf } from './fields.js';
import { labelOf } from './form.js';
import { cellOf } from './matrix.js';

const MOST_CELLS = 99;

const cellWords = (window, prefix, state) => t(`change.${state}`, { window, prefix });

/** The cells of one window that differ. */
function cells(number, was, now) {
  const letters = [...new Set([...was.own, ...was.help, ...now.own, ...now.help])].sort();
  return letters.filter((one) => cellOf(was, one) !== cellOf(now, one)).slice(0, MOST_CELLS).map((one) => cellWords(number, one, cellOf(now, one)));
}

function valueWord(field, value) {
  if (value === null || value === undefined || value === '') return t('change.nothing');
  if (typeof value === 'boolean') return t(value ? 'form.yes' : 'form.no');
  if (typeof value === 'number') { const { unit, factor } = unitOf(field); return `${Math.round((value / factor) * 100) / 100}${unit ? ` ${t(`unit.${unit}`)}` : ''}`; }
  if (typeof value === 'string') return t.has(`choice.${field}.${value}`) ? t(`choice.${field}.${value}`) : value;
  return null;
}

const entryName = (entry) => (english.value && (entry.name_en || entry.title_en)) || entry.name || entry.title || entry.text || '';

function whose({ table, key }, names) {
  if (key === null) return '';
  return t(`change.of.${table}`, { key, name: names[`${table}/${key}`] || key });
}

function ofField(change, names) {
  const what = `${whose(change, names)}${t.has(`field.${change.table}.${change.field}`) || t.has(`field.${change.field}`) ? labelOf(change.table, change.field) : change.field}`;
  const [from, to] = [valueWord(change.field, change.from), valueWord(change.field, change.to)];
  return typeof change.to === 'number' || typeof change.to === 'boolean' ? t('change.from_to', { what, from, to }) : what;
}

function ofEntry({ table, key, from, to }) {
  const name = entryName(to || from);
  return t(`change.${to ? 'new' : 'gone'}`, { what: t(`change.of.${table}`, { key, name: name || key }) });
}

/** One phrase a change; the matrix's by cell. `names` gives "table/key" → name. */
export function changeWords(changes, names = {}) {
  const seen = new Set();
  return changes.flatMap((change) => {
    const { table, key, field } = change;
    if (table === 'windows' && (field === 'own' || field === 'help')) {
      if (seen.has(key)) return [];
      seen.add(key);
      const of = (name) => changes.find((one) => one.table === 'windows' && one.key === key && one.field === name);
      // The list that did not change is the same before and after, so a letter in it never differs by it.
      const side = (which) => ({ own: of('own') ? of('own')[which] || [] : [], help: of('help') ? of('help')[which] || [] : [] });
      const found = cells(key, side('from'), side('to'));
      return found.length ? found : [t('change.call_order', { window: key })];
    }
    if (table === 'hours' && field === '') return [t('change.hours')];
    if (field === 'order') return [t('change.order', { what: t(`change.table.${table}`) })];
    return [field === '' ? ofEntry(change) : ofField(change, names)];
  });
}

/** What is at issue between two, and what each wants of it, as {key, params}; what has no short word is told as a change. */
export function clashWords({ mine, theirs, parts }, names = {}) {
  const told = (changes) => changeWords(changes, names).join(t('plain.semicolon'));
  if (parts.length) return { key: 'clash.gone', params: { theirs: told([theirs]), mine: told(parts) } };
  const wanted = (change) => (change.field ? valueWord(change.field, change.to) : null) ?? told([change]);
  const { table, key, field } = mine;
  const known = t.has(`field.${table}.${field}`) || t.has(`field.${field}`);
  const part = known ? labelOf(table, field) : t.has(`nav.${table}`) ? t(`nav.${table}`) : '';
  return { key: 'clash.both', params: { what: `${whose({ table, key }, names)}${part}`, theirs: wanted(theirs), mine: wanted(mine) } };
}

/** Where a fault stands, in words. */
export function placeWords({ table, index, field }, sections) {
  const entry = index === null ? null : (sections[table] || [])[index];
  const key = entry ? entry[KEYS[table]] ?? index + 1 : null;
  const what = t.has(`field.${table}.${field}`) || t.has(`field.${field}`) ? labelOf(table, field) : field;
  const whole = t.has(`nav.${table}`) ? t(`nav.${table}`) : table;
  if (!entry) return field ? what : whole;
  return `${t.has(`change.of.${table}`) ? t(`change.of.${table}`, { key, name: entryName(entry) || key }) : `${whole} ${key} `}${what}`.trim();
}

/** Names of entries, for the words of a change. */
export function namesOf(sections) {
  const found = {};
  for (const [table, key] of [['priorities', 'code'], ['queues', 'prefix'], ['items', 'code'], ['screens', 'code'], ['pages', 'code']]) for (const entry of sections[table]) found[`${table}/${entry[key]}`] = entryName(entry);
  return found;
}
