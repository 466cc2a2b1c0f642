// What a key does: the command it sends, and the line that says how it went.
import { againText } from '@shared/again.js';
import { announceBody, announceHindrance, NOTHING_TO_SAY, sentWords, word } from '@shared/announce.js';
import { command, pendingKey, query } from '@shared/api.js';
import { hhmm } from '@shared/ui.js';
import { actionsOf, CLEAN_FORM, findTickets, issueBody, issueHindrance, mayReturn, paperState, returnRule, shutOne, tidy } from './logic.js';
import {
  announcing, busy, choose, chosen, deaf, fetched, form, hush, issued, lost, mode, now, say, showIssued, shownLists, snapshot, startNew, t, typed,
} from './store.js';

const GIVE_UP_MS = 12000;
const ISSUE = 'desk-issue';

function refuse(code, title) {
  if (code === 'no_credential') return; // the page asks to sign in again
  say('warn', () => (t.has(`refused.${code}`) ? t(`refused.${code}`) : title || t('refused.other')), code.startsWith('issue_') || code === 'not_connected' ? null : code);
}

/** Send one command. Resolves to the answer, or null when it was not sent. */
async function send(name, path, body, options = {}) {
  if (busy.value) return null;
  if (lost.value) { refuse('not_connected'); return null; }
  hush();
  busy.value = name;
  const slow = () => say('info', () => t('line.retrying'));
  const got = await command(path, body, { giveUpMs: GIVE_UP_MS, slowMs: 3000, onSlow: slow, ...options });
  busy.value = null;
  hush();
  if (!got.ok) refuse(got.code, got.title);
  return got;
}

const ticketPath = (ticket, step) => `/api/v1/tickets/${encodeURIComponent(ticket.id)}/${step}`;

/** Keep what the server answered, so that a ticket of its search stays right too. */
function learn(ticket) {
  if (!ticket || !ticket.id) return;
  fetched.value = fetched.value.map((one) => (one.id === ticket.id ? { ...one, ...ticket } : one));
}

async function change(step, ticket, body, params = {}) {
  const route = { confirm: 'priority', remove: 'priority', give: 'priority', put_back: 'return' }[step] || step;
  const got = await send(step, ticketPath(ticket, route), body);
  if (!got || !got.ok) return false;
  learn(got.body);
  say('info', () => t(`line.${step}`, { number: ticket.number, ...params }));
  return true;
}

const STEPS = {
  reprint: (ticket) => change('reprint', ticket, {}),
  cancel: (ticket) => change('cancel', ticket, {}),
  confirm: (ticket) => change('confirm', ticket, { priority: ticket.priority, confirmed: true }),
  remove: (ticket) => change('remove', ticket, { priority: null }),
  return: (ticket) => {
    const { policy } = snapshot.value;
    if (mayReturn(ticket, policy, now.value)) return change('return', ticket, {}, { n: policy.return_after });
    refuse(returnRule(ticket, policy, now.value).refused);
    return false;
  },
  put_back: (ticket) => change('put_back', ticket, {}),
  again: (ticket) => startNew({ queueId: ticket.queue.id, itemCode: ticket.item ? ticket.item.code : null, language: ticket.language }),
};

/** Do a step with a ticket: reprint, cancel, confirm, remove, return, put_back, again. */
export const doStep = (step, ticket) => STEPS[step](ticket);

/** Move a waiting or held ticket to another queue, by its own arrival; the number stays. */
export const moveTo = (ticket, queue, name) => change('transfer', ticket, { queue_id: queue.id }, { to: name });

export const givePriority = (ticket, code) => change('give', ticket, { priority: code, confirmed: true });

function sayHindrance(hindrance) {
  if (hindrance === 'lost') refuse('not_connected');
  else if (hindrance === 'choose' || hindrance === 'time') refuse(`issue_${hindrance}`);
  else sayShut(shutOne(form.value, snapshot.value.queues));
}

/** Say why a queue or item gives no number now, and when it does again. */
export function sayShut({ closed_reason: reason, opens_at: at }) {
  say('warn', () => t('refused.issue_shut', { why: t(`closed.${reason || 'closed'}`), again: againText(at, snapshot.value.now) }));
}

export async function issue() {
  const { now: at, queues } = snapshot.value;
  const hindrance = issueHindrance(form.value, queues, lost.value);
  if (hindrance) { sayHindrance(hindrance); return; }
  await sendIssue(issueBody(form.value, at));
}

async function sendIssue(body) {
  const got = await send('issue', '/api/v1/tickets', body, { keep: ISSUE });
  if (got && got.ok) showIssued(got.body.ticket, got.body.print_job || null);
}

/** A number asked for just before a reload is asked for again with the same key: it is the same number. */
export async function takeUpPending() {
  const open = pendingKey(ISSUE);
  if (open && open.body && open.body.queue_id) await sendIssue(open.body);
}

export async function acknowledge(call) {
  const got = await send(`help-${call.id}`, `/api/v1/help/${encodeURIComponent(call.id)}/acknowledge`, {});
  if (got && got.ok) say('info', () => t('line.acknowledged', { at: hhmm(now.value) }));
}

/** Enter in the search: the first that fits, else ask the server (an older number, a fourth digit). */
export async function find() {
  const wanted = tidy(typed.value);
  if (!wanted) return;
  const { absent, held, others } = shownLists.value;
  const first = findTickets([...absent, ...held, ...others], typed.value)[0];
  if (first) { choose(first.id); return; }
  if (lost.value) { refuse('not_connected'); return; }
  const got = await query(`/api/v1/tickets?number=${encodeURIComponent(wanted)}`, { giveUpMs: 8000 });
  if (wanted !== tidy(typed.value)) return;
  const tickets = (got.ok && got.body && got.body.tickets) || [];
  if (tickets.length) { fetched.value = tickets; choose(tickets[0].id); return; }
  if (got.ok || got.status === 404) say('warn', () => t('find.none', { number: wanted }));
  else refuse(got.code, got.title);
}

async function announce() {
  const wish = announcing.value;
  if (announceHindrance(wish)) { say('warn', () => word('announce.empty')); return; }
  const got = await send('announce', '/api/v1/announcements', announceBody(wish));
  if (!got || !got.ok) return;
  announcing.value = { ...NOTHING_TO_SAY };
  say('info', () => sentWords(wish));
}

/** Take back an announcement that still waits. */
export async function withdraw({ id }) {
  const got = await send('withdraw', `/api/v1/announcements/${encodeURIComponent(id)}/withdraw`, {});
  if (got && got.ok) say('info', () => word('line.withdrawn'));
}

/** The filled key of the right column. */
export function doMain() {
  if (busy.value || deaf()) return;
  if (mode.value === 'announce') announce();
  else if (mode.value === 'issued') startNew();
  else if (mode.value === 'issue') issue();
  else doStep(actionsOf(chosen.value, snapshot.value.policy, now.value).main, chosen.value);
}

/** Esc: one step back. True when there was one. */
export function back() {
  if (mode.value !== 'issue') { startNew(); hush(); return; }
  if (form.value.text) form.value = { ...form.value, text: '' };
  else form.value = CLEAN_FORM;
  hush();
}

/** The paper of the ticket just issued, as far as the newest snapshot knows. */
export function issuedPaper() {
  const { ticket, job } = issued.value;
  const known = snapshot.value.tickets.find((one) => one.id === ticket.id);
  return paperState((known && known.print) || job);
}
