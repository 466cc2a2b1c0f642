// What the window terminal shows and allows, from a snapshot: no DOM, no clock, no words (only keys into words.json).
// Times are milliseconds of the server's clock.

export { clockOf } from '../../shared/static/durations.js';

export const RED_MS = 12000;
/** States in which this clerk is not at the window yet. */
export const NOT_HERE = ['closed', 'taken', 'elsewhere', 'handover'];

/**
 * closed | elsewhere | handover | taken | called | serving | paused | idle | empty, or loading before the first snapshot.
 * handover: a colleague hands this window over; elsewhere: it could be mine, but I am still at another window.
 */
export function stateOf(snapshot) {
  if (!snapshot) return 'loading';
  const { window: own, ticket, waiting } = snapshot;
  if (own.state === 'closed') return snapshot.elsewhere ? 'elsewhere' : 'closed';
  if (own.mine === false) {
    if (!handsOver(own)) return 'taken';
    return snapshot.elsewhere ? 'elsewhere' : 'handover';
  }
  if (ticket && (ticket.state === 'called' || ticket.state === 'serving')) return ticket.state;
  if (own.state === 'paused') return 'paused';
  return waiting.total > 0 ? 'idle' : 'empty';
}

/** Whether a window is paused so that another clerk may go on there. */
export const handsOver = (own) => own.state === 'paused' && own.pause_reason === 'handover';

/** Changes exactly when the terminal enters another state: the moment from which the main key is deaf for a while. */
export function stateMark(snapshot) {
  const ticket = snapshot && snapshot.ticket;
  return `${stateOf(snapshot)}:${ticket ? ticket.id : ''}`;
}

export function lampOf(state, lost) {
  if (state === 'paused' || state === 'handover') return lost ? 'dash' : 'half';
  if (lost || NOT_HERE.includes(state) || state === 'loading') return 'dash';
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
    'ticket_not_callable', 'window_taken', 'storage_away'];
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
