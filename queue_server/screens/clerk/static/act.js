// What a key does: the command it sends, and the line that says how it went.
import { word } from '@shared/announce.js';
import { command, dropKey, keepKey, newKey, pendingKey } from '@shared/api.js';
import { signOut } from '@shared/staff.js';
import { refusal, stateMark } from './logic.js';
import { guideCode } from './offers.js';
import { answered, GIVE_UP_MS, mayPress, pressed, REPLAY_MS, RETRY_MS, TEXT_MS } from './press.js';
import {
  beatAt, closePanel, hush, keys, lost, machine, now, openPanel, outcome, panel, say, served, settleSoon, snapshot, t,
} from './store.js';
import { leavingThere, servedItems } from './visit.js';

const ROUTE = {
  open: 'open', start: 'start', recall: 'recall', absent: 'absent', requeue: 'requeue',
  pause: 'pause', resume: 'resume', close: 'close', not_shown: 'priority-not-shown', take_over: 'take-over',
};
const DONE_LINE = { absent: 'line.absent', requeue: 'line.requeued', not_shown: 'line.not_shown' };
const STILL = ['recall', 'return', 'cancel', 'change_reason', 'announce', 'withdraw'];
const PANELS = ['find', 'all', 'keys', 'held', 'announce'];
/** Panels that close once what they ask for is done. */
const ASKED = ['pause', 'transfer', 'hold', 'resume_held', 'choose', 'direct', 'close'];

const windowPath = (route, id = snapshot.value.window.id) => `/api/v1/windows/${encodeURIComponent(id)}/${route}`;
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
  if (ASKED.includes(action)) closePanel();
  if (got.status === 204 && (action === 'next' || action === 'finish_next')) refuse('nobody');
  const { instead_of: instead, number: called } = got.body || {};
  if (instead) {
    say('warn', () => t('line.changed', { old: instead.number, window: instead.window, number: called }));
  } else if (details.words) say('info', details.words);
  else if (details.line) say('info', () => t(details.line, { number, ...details.params }));
  else if (DONE_LINE[action]) say('info', () => t(DONE_LINE[action], { number }));
}

/** Run one press. details: {line, params} or {words: function} to say when it is done. Resolves to the answer, or null when not taken. */
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

/** Finishing says what came of it and which items were served. */
const finishStep = () => step(windowPath('finish'), {
  outcome: outcome.value, items: servedItems(served.value, snapshot.value.ticket, true),
});

/** Close the window this clerk is still at, then begin here: one press, nobody between them. */
function come() {
  const { elsewhere, window: own } = snapshot.value;
  return run('come', [
    step(windowPath('close', elsewhere.id), leavingThere(elsewhere)),
    step(windowPath(own.state === 'closed' ? 'open' : 'take-over')),
  ]);
}

const FREE = ['idle', 'empty'];
const SPECIAL = {
  next: () => run('next', [callStep()]),
  finish: () => run('finish', [finishStep()]),
  finish_next: () => run('finish_next', [finishStep(), callStep()]),
  pause: () => openPanel('pause', { states: [...FREE, 'called', 'serving'] }),
  close: () => (snapshot.value.ticket ? openPanel('close', { states: ['called', 'serving'] }) : closeWith()),
  transfer: () => openPanel('transfer', { states: ['serving'] }),
  hold: () => openPanel('hold', { states: ['serving'] }),
  items: () => openPanel('items', { states: ['serving'] }),
  choose: () => openPanel('choose', { states: FREE }),
  direct: () => openPanel('direct', { states: FREE }),
  come,
  guide: () => openPanel('guide', { code: guideCode(snapshot.value) }),
  logout: signOut,
};

/** A key was pressed, by finger, mouse or keyboard. */
export function act(action) {
  if (action === 'back') { closePanel(); return; }
  const key = keys.value.all[action];
  if (!key || panel.value) return;
  const moving = !PANELS.includes(action) && !['guide', 'items'].includes(action);
  if (moving && !mayPress(machine.value, performance.now())) return;
  if (key.off) { refuse(key.off.code, `${t(`key.${action}`, key.params)} · ${t(key.off.key, key.off.params)}`); return; }
  if (PANELS.includes(action)) openPanel(action);
  else if (SPECIAL[action]) SPECIAL[action]();
  else run(action, [step(windowPath(ROUTE[action]))]);
}

export const pauseFor = (reason) => run('pause', [step(windowPath('pause'), { reason })]);

/** Another reason for a pause already standing. */
export const changeReason = (reason) => run('change_reason', [step(windowPath('pause'), { reason })]);

export const holdFor = (reason) => run('hold', [step(windowPath('hold'), { reason })], { line: 'line.held' });

/** Go on with a held ticket: at once, or called first. */
export function resumeHeld({ id, number }, call) {
  const line = call ? undefined : 'line.resumed';
  return run('resume_held', [step(windowPath('resume-held'), { ticket_id: id, call })], { line, number });
}

/** Call one out of turn; the reason is a code or the clerk's own words. */
export function callChosen({ id, number }, reason) {
  return run('choose', [step(windowPath('call'), { ticket_id: id, reason })], { line: 'line.chosen', number });
}

/** body: {queue_id, item_code?} of somebody without a number. */
export const serveDirect = (body) => run('direct', [step(windowPath('direct'), body)]);

/** Close the window; `leaving` says what becomes of the citizen there. A finish keeps its outcome and items. */
export function closeWith(leaving) {
  if (leaving === 'finish') return run('close', [finishStep(), step(windowPath('close'))]);
  return run('close', [step(windowPath('close'), leaving ? { leaving } : {})]);
}

/** body as in the protocol; `to` is how the line names the place. */
export function transferTo(body, to) {
  return run('transfer', [step(windowPath('transfer'), body)], { line: 'line.moved', params: { to } });
}

/** Say something in the hall; words() say that it was sent. */
export const announce = (body, words) => run('announce', [step('/api/v1/announcements', body)], { words });

export const withdraw = ({ id }) => run('withdraw', [step(`/api/v1/announcements/${encodeURIComponent(id)}/withdraw`)], { words: () => word('line.withdrawn') });

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
