// Which keys a moment offers, and why one of them is off. No DOM, no clock, no words (only keys into words.json).
import { handsOver, NOT_HERE, secondsUntil, stateOf } from './logic.js';

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
  handover: { action: 'take_over', word: 'take_over', cap: 'Enter' },
  elsewhere: { action: 'come', word: 'come', cap: 'Enter' },
  loading: { action: 'next', word: 'next', cap: 'Space', off: off('off.loading') },
};

const FIND = { action: 'find', word: 'find', cap: '/', letter: true };
const CLOSE = { action: 'close', word: 'close', cap: 'Shift P', letter: true };
const HELD = { action: 'held', word: 'held', cap: 'L', letter: true };
const CHOOSE = { action: 'choose', word: 'choose', cap: 'C', letter: true };
const DIRECT = { action: 'direct', word: 'direct', cap: 'N', letter: true };
const LOGOUT = { action: 'logout', word: 'logout', cap: null };
/** What is only looked at opens while not connected too. */
const LOOKS = ['all'];
const FREE = [CHOOSE, DIRECT, FIND, HELD, CLOSE];

const SECOND = {
  closed: [FIND, LOGOUT],
  taken: [FIND, LOGOUT],
  handover: [FIND, LOGOUT],
  elsewhere: [FIND, LOGOUT],
  idle: FREE,
  empty: FREE,
  paused: [FIND, HELD, CLOSE, LOGOUT],
  called: [
    { action: 'recall', word: 'recall', cap: 'R', letter: true },
    { action: 'absent', word: 'absent', cap: 'X', letter: true },
    { action: 'requeue', word: 'requeue', cap: 'B', letter: true },
  ],
  serving: [
    { action: 'finish_next', word: 'finish_next', cap: 'Ctrl Enter' },
    { action: 'transfer', word: 'transfer', cap: 'T', letter: true },
    { action: 'hold', word: 'hold', cap: 'H', letter: true },
    LOGOUT,
  ],
  loading: [],
};

/** Whether a key of the second row belongs to this moment at all. */
function belongs({ action }, snapshot) {
  const { held = [], window: own } = snapshot;
  if (action === 'choose') return mayChoose(snapshot);
  if (action === 'held') return held.length > 0;
  if (action === 'logout') return own.mine === false || own.state === 'closed' || handsOver(own); // the next one signs in
  return action !== 'finish_next' || !handsOver(own);
}

/** Whether this clerk may call out of turn now: by right, or to put down what was called by mouth. */
export function mayChoose({ choosing }) {
  return Boolean(choosing && (choosing.right || choosing.by_mouth));
}

function secondKey(key, snapshot, now) {
  if (key.action === 'held') return { ...key, off: null, params: { n: snapshot.held.length } };
  if (key.action === 'choose' && snapshot.waiting.total === 0) return { ...key, off: off('off.nobody', {}, 'nobody') };
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

/** The main key of a state; where a clerk is still at another window it names that window. */
function mainKey(state, snapshot) {
  return state === 'elsewhere' ? { ...MAIN.elsewhere, params: { n: snapshot.elsewhere.number } } : MAIN[state];
}

/** Keys that answer without standing in a row: lists to look at, closing with a citizen there, the items served. */
function unseen(state) {
  if (state === 'loading') return [];
  if (NOT_HERE.includes(state)) return ['find'];
  const more = { called: ['close'], serving: ['close', 'items'] }[state] || [];
  return ['find', 'all', 'held', ...more];
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
  const main = settle(mainKey(state, snapshot));
  const second = SECOND[state].filter((key) => belongs(key, snapshot)).map((key) => settle(secondKey(key, snapshot, now)));
  const head = lost ? null : headKey(state, snapshot);
  const all = { keys: { action: 'keys', off: null } };
  for (const action of unseen(state)) all[action] = { action, off: LOOKS.includes(action) ? null : gone };
  for (const key of [main, ...second, head]) if (key) all[key.action] = key;
  if (snapshot.announcing) all.announce = { action: 'announce', off: gone };
  if (guideCode(snapshot)) all.guide = { action: 'guide', off: gone };
  if (state === 'called' && snapshot.ticket.priority_claim === 'claimed') {
    all.not_shown = { action: 'not_shown', word: 'not_shown', cap: 'N', letter: true, off: gone };
  }
  return { main, second, head, all };
}

/** What finding a ticket may do with it: {actions, why} where why is {key, params} or null. */
export function ticketActions(ticket, snapshot, now) {
  const own = snapshot.window.number;
  const here = ticket.window && String(ticket.window.number) === String(own);
  if (ticket.state === 'waiting') return { actions: ['cancel'], why: null };
  if (ticket.state === 'called' && (here || (snapshot.ticket && snapshot.ticket.id === ticket.id))) {
    return { actions: ['requeue'], why: null };
  }
  if (ticket.state === 'held') return { actions: ['return', 'cancel'], why: { key: 'find.held', params: {} } };
  if (ticket.state === 'absent' && snapshot.policy.missed === 'void') return { actions: ['cancel'], why: { key: 'find.void', params: {} } };
  if (ticket.state === 'absent') {
    const over = ticket.absent_until && Date.parse(ticket.absent_until) < now;
    return over ? { actions: ['cancel'], why: { key: 'find.expired', params: {} } } : { actions: ['return', 'cancel'], why: null };
  }
  const elsewhere = (ticket.state === 'called' || ticket.state === 'serving') && ticket.window;
  return { actions: [], why: elsewhere && !here ? { key: 'find.elsewhere', params: { n: ticket.window.number } } : null };
}
