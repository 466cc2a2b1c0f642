// What the window terminal shows and allows, from a snapshot: no DOM, no clock, no words (only keys into words.json).
// Times are milliseconds of the server's clock.

export { clockOf } from '../../shared/static/durations.js';

export const RED_MS = 12000;

/** closed | taken | called | serving | paused | idle | empty, or loading before the first snapshot. */
export function stateOf(snapshot) {
  if (!snapshot) return 'loading';
  const { window: own, ticket, waiting } = snapshot;
  if (own.state === 'closed') return 'closed';
  if (own.mine === false) return 'taken';
  if (ticket && (ticket.state === 'called' || ticket.state === 'serving')) return ticket.state;
  if (own.state === 'paused') return 'paused';
  return waiting.total > 0 ? 'idle' : 'empty';
}

/** Changes exactly when the terminal enters another state: the moment from which the main key is deaf for a while. */
export function stateMark(snapshot) {
  const ticket = snapshot && snapshot.ticket;
  return `${stateOf(snapshot)}:${ticket ? ticket.id : ''}`;
}

export function lampOf(state, lost) {
  if (lost || state === 'closed' || state === 'taken' || state === 'loading') return 'dash';
  if (state === 'paused') return 'half';
  return state === 'idle' || state === 'empty' ? 'ring' : 'on';
}

/** Whole seconds until an ISO time, never negative. */
export function secondsUntil(iso, now) {
  return iso ? Math.max(0, Math.ceil((Date.parse(iso) - now) / 1000)) : 0;
}

/** Seconds that were so many when the snapshot was made and have gone on since. */
export function grown(seconds, snapshot, now) {
  return Math.max(0, seconds + Math.max(0, now - Date.parse(snapshot.now)) / 1000);
}

/** Waiting time as people say it: whole minutes. */
export function minutes(seconds) {
  return Math.floor(Math.max(0, seconds) / 60);
}

/** A call is red for 12 s, again at each recall; then the stamp dries. */
export function isRed(ticket, now) {
  return Boolean(ticket && ticket.called_at) && now - Date.parse(ticket.called_at) < RED_MS;
}

const off = (key, params, code) => ({ key, params: params || {}, code: code || null });

/** Why recall cannot be pressed, with the part of the gap that has passed (0 to 1), or null. */
export function recallOff(ticket, policy, now) {
  if (ticket.calls >= ticket.calls_max) return off('off.max', { n: ticket.calls_max }, 'recall_limit');
  const left = secondsUntil(ticket.recall_at, now);
  if (left <= 0) return null;
  const gap = Math.max(1, policy.recall_gap_s);
  return { ...off('off.in', { n: left }, 'recall_too_soon'), part: Math.min(1, Math.max(0, 1 - left / gap)) };
}

export function absentOff(ticket) {
  return ticket.absent_ok ? null : off('off.calls', { n: ticket.absent_need }, 'absent_too_soon');
}

const MAIN = {
  closed: { action: 'open', word: 'open', cap: 'Enter' },
  idle: { action: 'next', word: 'next', cap: 'Space' },
  empty: { action: 'next', word: 'next', cap: 'Space', off: off('off.empty', {}, 'nobody') },
  called: { action: 'start', word: 'start', cap: 'Enter' },
  serving: { action: 'finish', word: 'finish', cap: 'Enter' },
  paused: { action: 'resume', word: 'resume', cap: 'P', letter: true },
  taken: { action: 'open', word: 'open', cap: 'Enter', off: off('off.taken', {}, 'window_taken') },
  loading: { action: 'next', word: 'next', cap: 'Space', off: off('off.loading') },
};

const FIND = { action: 'find', word: 'find', cap: '/', letter: true };
const CLOSE = { action: 'close', word: 'close', cap: 'Shift P', letter: true };

const SECOND = {
  closed: [FIND, { action: 'logout', word: 'logout', cap: null }],
  taken: [FIND, { action: 'logout', word: 'logout', cap: null }],
  idle: [FIND, CLOSE],
  empty: [FIND, CLOSE],
  paused: [FIND, CLOSE],
  called: [
    { action: 'recall', word: 'recall', cap: 'R', letter: true },
    { action: 'absent', word: 'absent', cap: 'X', letter: true },
    { action: 'requeue', word: 'requeue', cap: 'B', letter: true },
  ],
  serving: [
    { action: 'finish_next', word: 'finish_next', cap: 'Ctrl Enter' },
    { action: 'transfer', word: 'transfer', cap: 'T', letter: true },
  ],
  loading: [],
};

function secondKey(key, snapshot, now) {
  if (key.action === 'recall') return { ...key, off: recallOff(snapshot.ticket, snapshot.policy, now) };
  if (key.action === 'absent') return { ...key, off: absentOff(snapshot.ticket) };
  if (key.action === 'finish_next' && snapshot.window.state === 'paused') {
    return { ...key, off: off('off.paused', {}, 'window_paused') };
  }
  return { ...key, off: null };
}

/** The key in the head: pause, or resume while a paused window still has its citizen. */
function headKey(state, snapshot) {
  if (!['idle', 'empty', 'called', 'serving'].includes(state)) return null;
  const paused = snapshot.window.state === 'paused';
  const action = paused ? 'resume' : 'pause';
  return { action, word: action, cap: 'P', letter: true, off: null };
}

/** The item whose guide G shows: the ticket's, or the next one's while idle; null when there is none. */
export function guideCode(snapshot) {
  const state = stateOf(snapshot);
  if (state === 'called' || state === 'serving') return (snapshot.ticket.item && snapshot.ticket.item.code) || null;
  const first = state === 'idle' ? snapshot.waiting.rows[0] : null;
  return (first && first.item_code) || null;
}

/**
 * Every key of this moment: {main, second, head, all} where all maps an action to its key.
 * An action not in `all` is foreign to the state: no key is drawn and no keyboard answers.
 * A key with `off` is drawn off with its reason; pressing it says the reason at length.
 */
export function keysOf(snapshot, now, lost) {
  const state = stateOf(snapshot);
  const gone = lost ? off('off.lost', {}, 'not_connected') : null;
  const settle = (key) => (key ? { ...key, off: gone || key.off || null } : null);
  const main = settle(MAIN[state]);
  const second = SECOND[state].map((key) => settle(secondKey(key, snapshot, now)));
  const head = lost ? null : headKey(state, snapshot);
  const all = {};
  for (const key of [main, ...second, head]) if (key) all[key.action] = key;
  if (snapshot && !['closed', 'taken'].includes(state)) all.all = { action: 'all', off: null };
  if (snapshot) all.find = settle(FIND);
  all.keys = { action: 'keys', off: null };
  if (guideCode(snapshot)) all.guide = { action: 'guide', off: gone };
  if (state === 'called' && snapshot.ticket.priority_claim === 'claimed') {
    all.not_shown = { action: 'not_shown', word: 'not_shown', cap: 'N', letter: true, off: gone };
  }
  return { main, second, head, all };
}

/** The long form of a refusal, for a problem code; null when only the server's own title can say it. */
export function refusal(code, snapshot, now) {
  const ticket = snapshot && snapshot.ticket;
  if (code === 'recall_too_soon' && ticket) {
    const n = secondsUntil(ticket.recall_at, now);
    return n > 0 ? { key: 'refused.recall_too_soon', params: { n } } : { key: 'refused.recall_now', params: {} };
  }
  if (code === 'absent_too_soon' && ticket) {
    const params = { need: ticket.absent_need, n: ticket.calls, seconds: secondsUntil(ticket.recall_at, now) };
    const now_ok = params.seconds === 0 && ticket.calls < ticket.calls_max;
    return { key: now_ok ? 'refused.absent_recall_now' : 'refused.absent_too_soon', params };
  }
  if (code === 'recall_limit' && ticket) return { key: 'refused.recall_limit', params: { n: ticket.calls_max } };
  if (code === 'ticket_open' && ticket) return { key: 'refused.ticket_open', params: { number: ticket.number } };
  const plain = ['nobody', 'window_paused', 'ticket_changed', 'window_closed', 'not_connected', 'unreachable',
    'ticket_not_callable', 'window_taken'];
  return plain.includes(code) ? { key: `refused.${code}`, params: {} } : null;
}

/** Whether the last snapshot says which window calls whom by mouth. */
export function isDealt(snapshot) {
  return snapshot.waiting.rows.some((row) => row.deal !== undefined);
}

/** The rows to call by mouth while not connected: those the last snapshot deals to this window, or all when it deals none. */
export function rowsByMouth(snapshot) {
  const { rows } = snapshot.waiting;
  if (!isDealt(snapshot)) return rows;
  return rows.filter((row) => String(row.deal) === String(snapshot.window.number));
}

/** What the outcome starts as: promised items are received at the window, all others are done on the spot. */
export function firstOutcome(ticket, promised) {
  const kind = ticket && ticket.guide && ticket.guide.case_type;
  return kind && promised.includes(kind) ? 'accepted' : 'done';
}

/** The window that goes on calling this one's queues while it is paused, or null. */
export function standIn(snapshot) {
  const open = snapshot.other_windows.filter((other) => other.state === 'open');
  return open.find((other) => other.serves_same !== false) || null;
}

/** What finding a ticket may do with it: {actions, why} where why is {key, params} or null. */
export function ticketActions(ticket, snapshot, now) {
  const own = snapshot.window.number;
  const here = ticket.window && String(ticket.window.number) === String(own);
  if (ticket.state === 'waiting') return { actions: ['cancel'], why: null };
  if (ticket.state === 'called' && (here || (snapshot.ticket && snapshot.ticket.id === ticket.id))) {
    return { actions: ['requeue'], why: null };
  }
  if (ticket.state === 'absent') {
    const over = ticket.absent_until && Date.parse(ticket.absent_until) < now;
    return over ? { actions: ['cancel'], why: { key: 'find.expired', params: {} } } : { actions: ['return', 'cancel'], why: null };
  }
  const elsewhere = (ticket.state === 'called' || ticket.state === 'serving') && ticket.window;
  return { actions: [], why: elsewhere && !here ? { key: 'find.elsewhere', params: { n: ticket.window.number } } : null };
}
