// What the printers' page knows, and its commands.
import { command, query } from '@shared/api.js';
import { signal } from '@shared/ui.js';
import { busy, lost, say, t } from '../store.js';
import { jobWords } from './logic.js';

const PATH = '/api/v1/printers';
const GIVE_UP_MS = 12000;
const LOOK_MS = 700;
const JOB_TRIES = 60;

/** The answer of the server: {printers, devices, agents, models, questions}; null until it came. */
export const setUp = signal(null);
/** What is being set up: {printer, agent, where, find, address, model, test, answers, made, name}; `find` and `test` are probes. */
export const work = signal(null);
/** What came of the last test slip: {printer, key, why}. */
export const slip = signal(null);

const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });
const at = (printerId, more = '') => `${PATH}/${encodeURIComponent(printerId)}${more}`;

export async function read() {
  const got = await query(`${PATH}/set-up`, { giveUpMs: GIVE_UP_MS });
  if (got.ok) setUp.value = got.body;
  else if (got.code !== 'no_credential') say('warn', () => got.title || t('refused.unreachable'));
}

/** Send a command; a refusal is said in words. Returns the body, or null. */
async function send(name, path, body, { method = 'POST', done = null } = {}) {
  if (busy.value) return null;
  if (lost.value) { say('warn', () => t('refused.not_connected')); return null; }
  busy.value = name;
  const got = await command(path, body, { method, giveUpMs: GIVE_UP_MS });
  busy.value = null;
  if (!got.ok) { if (got.code !== 'no_credential') say('warn', () => got.title || t('refused.other')); return null; }
  if (done) say('info', () => t(done));
  return got.body || {};
}

export function begin(printer) {
  work.value = {
    printer, agent: (printer && printer.agent_id) || '', where: '', find: null, address: printer ? printer.address : '', model: (printer && printer.profile.model) || 'generic-80',
    test: null, answers: {}, made: null, name: printer ? printer.name : '',
  };
}

export const change = (more) => { work.value = { ...work.value, ...more }; };

/** Follow a probe until it is done or lost; a newer one, or leaving the page, ends the wait. */
async function follow(place, body) {
  const asked = await send(place, '/api/v1/probes', { ...body, ...(work.value.agent ? { agent_id: work.value.agent } : {}) });
  if (!asked) return;
  change({ [place]: asked });
  while (work.value && work.value[place] && work.value[place].id === asked.id) {
    await sleep(LOOK_MS);
    const got = await query(`/api/v1/probes/${asked.id}`, { giveUpMs: 4000 });
    if (!work.value || !work.value[place] || work.value[place].id !== asked.id) return;
    if (got.ok) change({ [place]: got.body });
    if (got.ok && got.body.state !== 'asked' && got.body.state !== 'claimed') return;
    if (!got.ok && got.status === 404) { change({ [place]: { ...asked, state: 'lost' } }); return; }
  }
}

export function look() {
  change({ find: null });
  return follow('find', { kind: 'find', where: work.value.where });
}

export function tryOut() {
  change({ test: null, answers: {}, made: null });
  return follow('test', { kind: 'test', address: work.value.address.trim() });
}

/** Keep an answer; once all are there the settings follow. An answer may be changed as often as needed. */
export async function answer(code, option) {
  const { questions } = setUp.value;
  change({ answers: { ...work.value.answers, [code]: option }, made: null });
  await settle(questions);
}

export async function settle(questions) {
  const { answers, model, test } = work.value;
  if (questions.some((one) => !answers[one.code])) return;
  const made = await send('settings', `/api/v1/probes/${test.id}/settings`, { answers, model });
  if (made && work.value && work.value.answers === answers) change({ made });
}

/** Store what was set up; without a test, the model's documents have to do. */
export async function save() {
  const { printer, address, agent, model, test, answers, made, name } = work.value;
  const tested = made ? { tested: { probe_id: test.id, answers } } : {};
  const body = { name: name.trim(), address: address.trim(), model, ...(agent ? { agent_id: agent } : {}), ...tested };
  const got = await send('save', printer ? at(printer.id) : PATH, body, { method: printer ? 'PUT' : 'POST', done: 'printers.saved' });
  if (!got) return false;
  work.value = null;
  await read();
  return true;
}

const after = async (got) => { if (got) await read(); return got; };
export const undo = async (printer) => after(await send(`undo-${printer.id}`, at(printer.id, '/undo'), {}, { done: 'printers.undone' }));
export const remove = async (printer) => after(await send(`remove-${printer.id}`, at(printer.id, '/remove'), {}, { done: 'printers.removed' }));
export const accept = async (printer, yes) => after(await send(`accept-${printer.id}`, at(printer.id), { name: printer.name, address: printer.address, agent_id: printer.agent_id, sent_is_done: yes }, { method: 'PUT', done: 'printers.saved' }));
export const assign = async (device, first, second) => after(await send(`assign-${device.id}`, `/api/v1/devices/${encodeURIComponent(device.id)}/printers`,
  { ...(first ? { printer_id: first } : {}), ...(second ? { second_printer_id: second } : {}) }, { method: 'PUT', done: 'printers.assigned' }));

/** Print a slip with the settings in force and say what came of it. */
export async function printSlip(printer) {
  const job = await send(`slip-${printer.id}`, at(printer.id, '/test'), {});
  if (!job) return;
  slip.value = { printer: printer.id, job: job.id, key: 'printers.job.going' };
  for (let n = 0; n < JOB_TRIES; n += 1) {
    await sleep(LOOK_MS);
    const got = await query(`/api/v1/print-jobs/${job.id}`, { giveUpMs: 4000 });
    if (!slip.value || slip.value.job !== job.id) return;
    const key = got.ok ? jobWords(got.body) : null;
    if (key) { slip.value = { printer: printer.id, job: job.id, key, why: got.body.reason }; return; }
  }
  slip.value = { printer: printer.id, job: job.id, key: 'printers.job.waiting' };
}
