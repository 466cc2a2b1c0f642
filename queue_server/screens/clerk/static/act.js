// What a key does: the command it sends, and the line that says how it went.
import { command, dropKey, keepKey, newKey, pendingKey } from '@shared/api.js';
import { signOut } from '@shared/staff.js';
import { guideCode, refusal, stateMark } from './logic.js';
import { answered, GIVE_UP_MS, mayPress, pressed, REPLAY_MS, RETRY_MS, TEXT_MS } from './press.js';
import {
  beatAt, closePanel, hush, keys, lost, machine, now, openPanel, outcome, panel, say, settleSoon, snapshot, t,
} from './store.js';

const ROUTE = {
  open: 'open', start: 'start', recall: 'recall', absent: 'absent', requeue: 'requeue',
  pause: 'pause', resume: 'resume', close: 'close', not_shown: 'priority-not-shown', transfer: 'transfer',
};
const DONE_LINE = { absent: 'line.absent', requeue: 'line.requeued', not_shown: 'line.not_shown' };
const STILL = ['recall', 'return', 'cancel', 'change_reason'];
const PANELS = ['find', 'all', 'keys'];

const windowPath = (route) => `/api/v1/windows/${encodeURIComponent(snapshot.value.window.id)}/${route}`;
const step = (path, body = {}) => ({ path, body, key: newKey() });
const screenName = () => `window-${snapshot.peek().window.number}`;

/** Say at length why something was refused. */
export function refuse(code, title) {
  if (code === 'no_credential') return; // the page asks to sign in again
  const text = () => {
    const known = refusal(code, snapshot.value, now.value);
    return known ? t(known.key, known.params) : title || t('refused.other');
  };
  say('warn', text, code);
}

function moves(action) {
  if (STILL.includes(action)) return false;
  return !((action === 'pause' || action === 'resume') && snapshot.value.ticket);
}

/** Send the steps of one press, each with its own key; stop at the first that fails. Returns the last answer. */
async function send(action, steps) {
  const name = screenName();
  keepKey(name, { action, steps, at: Date.now() });
  let got = null;
  for (const { path, body, key } of steps) {
    got = await command(path, body, { key, giveUpMs: GIVE_UP_MS, timeoutMs: 4000 });
    if (!got.ok) break;
  }
  dropKey(name);
  return got;
}

function take(action, got, number, details) {
  const after = stateMark(snapshot.value);
  machine.value = answered(machine.value, after, performance.now(), got.ok && got.status !== 204 && moves(action));
  settleSoon();
  if (!got.ok) {
    refuse(got.code, got.title);
    return;
  }
  if (action === 'pause' || action === 'transfer') closePanel();
  if (got.status === 204 && (action === 'next' || action === 'finish_next')) refuse('nobody');
  const { instead_of: instead, number: called } = got.body || {};
  if (instead) {
    say('warn', () => t('line.changed', { old: instead.number, window: instead.window, number: called }));
  } else if (details.line) say('info', () => t(details.line, { number, ...details.params }));
  else if (DONE_LINE[action]) say('info', () => t(DONE_LINE[action], { number }));
}

/** Run one press. details: {line, params} to say when it is done. Resolves to the answer, or null when not taken. */
export async function run(action, steps, details = {}) {
  if (lost.value) { refuse('not_connected'); return null; }
  const before = machine.value;
  machine.value = pressed(before, action, stateMark(snapshot.value), performance.now());
  if (machine.value === before) return null;
  hush();
  beatAt(TEXT_MS, RETRY_MS, GIVE_UP_MS);
  const number = details.number || (snapshot.value.ticket && snapshot.value.ticket.number);
  const got = await send(action, steps);
  take(action, got, number, details);
  return got;
}

/** Call-next says whom the clerk saw first, so that the answer can name the window that was faster. */
const callStep = () => step(windowPath('call-next'), snapshot.value.expected ? { expected: snapshot.value.expected } : {});

const SPECIAL = {
  next: () => run('next', [callStep()]),
  finish: () => run('finish', [step(windowPath('finish'), { outcome: outcome.value })]),
  finish_next: () => run('finish_next', [
    step(windowPath('finish'), { outcome: outcome.value }), callStep(),
  ]),
  pause: () => openPanel('pause', { states: ['idle', 'empty', 'called', 'serving'] }),
  transfer: () => openPanel('transfer', { states: ['serving'] }),
  guide: () => openPanel('guide', { code: guideCode(snapshot.value) }),
  logout: signOut,
};

/** A key was pressed, by finger, mouse or keyboard. */
export function act(action) {
  if (action === 'back') { closePanel(); return; }
  const key = keys.value.all[action];
  if (!key || panel.value) return;
  const moving = !PANELS.includes(action) && action !== 'guide';
  if (moving && !mayPress(machine.value, performance.now())) return;
  if (key.off) { refuse(key.off.code, `${t(`key.${action}`)} · ${t(key.off.key, key.off.params)}`); return; }
  if (PANELS.includes(action)) openPanel(action);
  else if (SPECIAL[action]) SPECIAL[action]();
  else run(action, [step(windowPath(ROUTE[action]))]);
}

export const pauseFor = (reason) => run('pause', [step(windowPath('pause'), { reason })]);

/** Another reason for a pause already standing. */
export const changeReason = (reason) => run('change_reason', [step(windowPath('pause'), { reason })]);

/** body as in the protocol; `to` is how the line names the place. */
export function transferTo(body, to) {
  return run('transfer', [step(windowPath('transfer'), body)], { line: 'line.moved', params: { to } });
}

/** From finding a ticket: 'return' | 'cancel' a ticket by its id, or put the called one back. */
export function moveTicket(action, ticket) {
  if (action === 'requeue') return run('requeue', [step(windowPath('requeue'))]);
  const path = `/api/v1/tickets/${encodeURIComponent(ticket.id)}/${action}`;
  const line = action === 'return' ? 'line.returned' : 'line.cancelled';
  return run(action, [step(path)], { line, number: ticket.number });
}

/** A press cut off by a reload is asked again with the same keys, if it is still young. */
export async function takeUpPending() {
  const open = pendingKey(screenName());
  if (!open || !open.body || !open.body.steps) return;
  if (Date.now() - open.body.at > REPLAY_MS) { dropKey(screenName()); return; }
  await run(open.body.action, open.body.steps);
}
