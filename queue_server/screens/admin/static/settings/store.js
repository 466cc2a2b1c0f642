// The settings page's state: what was read, what is being edited, what the server said of it.
import { command } from '@shared/api.js';
import { batch, computed, effect, signal } from '@shared/ui.js';
import { say, snapshot, t } from '../store.js';
import { dayWord } from './day.js';
import { applyChanges, changedSections, changesOf, clashesOf, clearOf, copy } from './draft.js';
import { hoursDraft, hoursFault, hoursTable } from './hours.js';
import { itemsWish } from './items.js';

const PATH = '/api/v1/settings';

/** The answer of the server: {version, in_force, waiting, next_day, sections, rules, …}; null until it came. */
export const base = signal(null);
/** The sections as they are being edited. */
export const draft = signal(null);
/** What the server found wrong: [{path, code, zh, en}]. */
export const faults = signal([]);
/** 'now' | 'next_opening'. */
export const when = signal('now');
export const saving = signal(false);
/** Queues about to go, and the queue their items lead to then. */
export const itemsTo = signal({});
/** Somebody saved meanwhile: {author, version}. */
export const overtaken = signal(null);

/** What another changed of what is being edited here, theirs in force: [{mine, theirs}]. */
export const clashes = signal([]);

export const changes = computed(() => (base.value && draft.value ? changesOf(base.value.sections, draft.value) : []));
export const unsaved = computed(() => changes.value.length > 0);

export function edit(section, value) {
  draft.value = { ...draft.value, [section]: value };
}

export function editEntry(table, index, more) {
  edit(table, draft.value[table].map((entry, i) => (i === index ? { ...entry, ...more } : entry)));
}

/** What the server said of a part that is being changed no longer stands. */
export function forgetFaults(path) {
  if (faults.value.length) faults.value = faults.value.filter((one) => one.path !== 'hours' && !one.path.startsWith(path));
}

function begin(answer, sections = copy(answer.sections)) {
  batch(() => {
    base.value = answer;
    draft.value = sections;
    faults.value = [];
    overtaken.value = null;
  });
}

/** Read the settings anew; what is being edited is made again upon them, but for what another has changed meanwhile. */
export async function load() {
  const got = await command(PATH, null, { method: 'GET' });
  if (!got.ok) { say('warn', () => got.title || t('refused.unreachable')); return; }
  const mine = changes.value; // now, not before: what was edited while the answer was on its way is not lost
  const before = base.value;
  const sections = { ...got.body.sections, hours: hoursDraft(got.body.sections.hours), items: got.body.catalogue };
  const both = mine.length ? clashesOf(mine, changesOf(before.sections, sections)) : [];
  const clear = clearOf(mine, both);
  begin({ ...got.body, sections }, clear.length ? applyChanges(sections, clear) : undefined);
  clashes.value = [...clashes.value, ...both];
}

/** Settle a clash: theirs stands, or mine is made again over it. */
export function settle(clash, keepMine) {
  batch(() => {
    clashes.value = clashes.value.filter((one) => one !== clash);
    if (keepMine) draft.value = applyChanges(draft.value, [clash.mine]);
  });
}

export function discard() {
  batch(() => {
    draft.value = copy(base.value.sections);
    faults.value = [];
    clashes.value = [];
    itemsTo.value = {};
  });
}

/** What a preview, a sample or a save is made of. */
export function wish() {
  const sections = changedSections(base.value.sections, draft.value);
  if ('hours' in sections) sections.hours = hoursTable(sections.hours);
  delete sections.items;
  return { base_version: base.value.version, sections, items_to: itemsTo.value, ...itemsWish(base.value.sections.items, draft.value.items) };
}

function refused(got) {
  if (got.code === 'settings_changed') overtaken.value = got.body.params;
  if (got.code === 'invalid' && Array.isArray(got.body.errors)) {
    faults.value = got.body.errors.map((one) => hoursFault(one, draft.value.hours));
    say('warn', () => t('save.faulty', { n: got.body.errors.length }));
  } else say('warn', () => got.title || t('refused.other'));
}

export async function save() {
  if (saving.value || !unsaved.value || clashes.value.length) return false;
  saving.value = true;
  faults.value = [];
  const got = await command(PATH, { ...wish(), when: when.value }, { method: 'PUT', giveUpMs: 12000 });
  saving.value = false;
  if (!got.ok) { refused(got); return false; }
  draft.value = copy(base.value.sections);
  itemsTo.value = {};
  await load();
  const day = got.body.from_day && dayWord(got.body.from_day);
  say('info', () => (day ? t('save.done_later', { version: got.body.version, day }) : t('save.done', { version: got.body.version })));
  return true;
}

export async function restore(version) {
  const got = await command(`${PATH}/versions/${version}/restore`, { base_version: base.value.version, when: when.value }, { giveUpMs: 12000 });
  if (!got.ok) { refused(got); return; }
  await load();
  say('info', () => t('history.restored', { version, made: got.body.version }));
}

/** Follow what others save: at once when nothing is being edited, else the bar says so. */
export function follow() {
  load();
  effect(() => {
    const { plan } = snapshot.value;
    const known = base.value;
    if (!plan || !known || saving.value || (plan.newest === known.version && plan.in_force === known.in_force)) return;
    if (!unsaved.value) load();
    else if (plan.newest !== known.version && !overtaken.value) overtaken.value = { author: '', version: plan.newest };
  });
}
