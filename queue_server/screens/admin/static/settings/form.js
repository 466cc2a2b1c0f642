// The fields of a form, made from the plan's own rules: label, input with its unit, the fault under it.
import { Choice, figures } from '@shared/staff.js';
import { html, Icon, useEffect, useState } from '@shared/ui.js';
import { english, t } from '../store.js';
import { faultAt, pathOf } from './draft.js';
import { fault, shownValue, typedValue, unitOf } from './fields.js';
import { base, draft, edit, editEntry, faults } from './store.js';

export const labelOf = (table, name) => t(t.has(`field.${table}.${name}`) ? `field.${table}.${name}` : `field.${name}`);
export const hasLabel = (table) => (name) => t.has(`field.${table}.${name}`) || t.has(`field.${name}`);
const choiceWord = (name, value) => (t.has(`choice.${name}.${value}`) ? t(`choice.${name}.${value}`) : String(value));
const unitWord = (name) => { const { unit } = unitOf(name); return unit ? t(`unit.${unit}`) : ''; };

/** The words for what is wrong at a path: the server's, else the rule's own. */
function faultWords(path, rule, value) {
  const told = faultAt(faults.value, path);
  if (told) return english.value ? told.en : told.zh;
  const found = rule ? fault(rule, value) : null;
  return found ? t(found.key, found.params) : null;
}

export function FaultLine({ id, words }) {
  return html`<p class="fault" id=${id} role=${words ? 'alert' : undefined}>${words ? html`<${Icon} name="warning" /><span>${figures(words)}</span>` : null}</p>`;
}

const isLong = (rule) => rule.kind === 'passage' || rule.kind === 'list' || (rule.kind === 'text' && rule.high > 100);
const sizeOf = (rule, wide) => (!rule.names && (wide || isLong(rule) || (rule.kind === 'text' && rule.high >= 40)) ? 'wide' : '');

/** A text or figure. What is typed stays as typed while it means the same value. */
function TextInput({ id, rule, value, onValue, faulty, wide }) {
  const [text, setText] = useState(shownValue(rule, value));
  useEffect(() => {
    if (JSON.stringify(typedValue(rule, text)) !== JSON.stringify(value ?? (rule.optional ? null : ''))) setText(shownValue(rule, value));
  }, [value]);
  const type = (event) => { setText(event.target.value); onValue(typedValue(rule, event.target.value)); };
  const shared = { id, value: text, onInput: type, 'aria-invalid': faulty ? 'true' : undefined, 'aria-describedby': faulty ? `${id}-fault` : undefined, autocomplete: 'off' };
  if (wide || isLong(rule)) return html`<textarea ...${shared} rows="2"></textarea>`;
  const unit = unitWord(rule.name);
  return html`<span class="with-unit"><input ...${shared} type=${['date', 'time'].includes(rule.kind) ? rule.kind : 'text'} inputmode=${rule.kind === 'int' ? 'decimal' : undefined} spellcheck="false" />${unit ? html`<span class="unit">${unit}</span>` : null}</span>`;
}

function SelectInput({ id, value, onValue, options, none }) {
  return html`<select id=${id} value=${value ?? ''} onChange=${(event) => onValue(event.target.value || null)}>
    ${none ? html`<option value="">${t('form.none')}</option>` : null}
    ${options.map(([key, word]) => html`<option key=${key} value=${key} selected=${key === value}>${word}</option>`)}</select>`;
}

function control(rule, id, value, onValue, faulty, label, wide) {
  if (rule.kind === 'bool') return html`<${Choice} label=${label} options=${[[true, t('form.yes')], [false, t('form.no')]]} chosen=${Boolean(value)} onChoose=${onValue} />`;
  if (rule.kind === 'choice' && rule.choices.length <= 3 && !rule.optional) {
    return html`<${Choice} label=${label} options=${rule.choices.map((one) => [one, choiceWord(rule.name, one)])} chosen=${value} onChoose=${onValue} />`;
  }
  if (rule.kind === 'choice') return html`<${SelectInput} id=${id} value=${value} onValue=${onValue} none=${rule.optional} options=${rule.choices.map((one) => [one, choiceWord(rule.name, one)])} />`;
  if (rule.queues) return html`<${SelectInput} id=${id} value=${value} onValue=${onValue} options=${rule.queues} />`;
  if (rule.names) return html`<${SelectInput} id=${id} value=${value} onValue=${onValue} none options=${rule.names.map((one) => [one, one])} />`;
  return html`<${TextInput} id=${id} rule=${rule} value=${value} onValue=${onValue} faulty=${faulty} wide=${wide} />`;
}

/** Fields that name an entry of another table. */
const NAMES = { waiting_zone: 'waiting_zones', zone: 'waiting_zones', department: 'departments' };

/** One field of a section (index null) or of an entry of a table. */
export function Field({ table, index = null, rule: given, wide }) {
  const names = NAMES[given.name] && table !== 'waiting_zones' && (draft.value[NAMES[given.name]] || []).map((entry) => entry.name);
  const queues = table === 'items' && given.name === 'queue' && draft.value.queues.map((one) => [one.prefix, `${one.prefix} ${(english.value && one.name_en) || one.name}`]);
  const rule = { ...given, ...(names ? { names } : {}), ...(queues ? { queues } : {}) };
  const entry = index === null ? draft.value[table] : draft.value[table][index];
  const value = entry[rule.name];
  const path = pathOf(table, index, rule.name);
  const id = `f-${table}-${index ?? 'all'}-${rule.name}`;
  const words = faultWords(path, rule, value);
  const onValue = (next) => (index === null ? edit(table, { ...entry, [rule.name]: next }) : editEntry(table, index, { [rule.name]: next }));
  const grouped = rule.kind === 'bool' || (rule.kind === 'choice' && rule.choices.length <= 3 && !rule.optional);
  const label = labelOf(table, rule.name);
  const hint = rule.kind === 'text' && rule.high > 2 && rule.high <= 24 ? t('form.within', { n: rule.high }) : '';
  return html`<div class=${`field kind-${rule.kind} ${sizeOf(rule, wide)} ${rule.kind === 'text' && rule.high <= 2 && !queues ? 'letter' : ''} ${words ? 'faulty' : ''}`}>
    ${grouped ? html`<span class="label">${label}</span>` : html`<label class="label" for=${id}>${label}${hint ? html`<span class="hint">${hint}</span>` : null}</label>`}
    ${control(rule, id, value, onValue, Boolean(words), label, wide)}
    <${FaultLine} id=${`${id}-fault`} words=${words} />
  </div>`;
}

export const rulesOf = (table) => base.value.rules[table] || [];

export function Group({ title, note, children }) {
  return html`<section class="group"><h2>${title}${note ? html`<span class="quiet note">${note}</span>` : null}</h2><div class="fields">${children}</div></section>`;
}

/** The fault that stands at a whole table or entry, not at a field of it. */
export function faultOf(path) {
  const found = faults.value.find((one) => one.path === path);
  return found ? (english.value ? found.en : found.zh) : null;
}
