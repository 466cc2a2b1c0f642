// The rules of the guide desk, without page, socket or clock. Times in milliseconds unless named _s.

export { keepsBooking } from '../../shared/static/booking.js';
export { clockOf } from '../../shared/static/durations.js';

const OPEN_PRIORITY = ['waiting', 'called'];
const MAY_CANCEL = ['waiting', 'called', 'held', 'absent'];
const MAY_REPRINT = ['waiting', 'called', 'serving', 'held', 'absent'];
/** What shuts a queue to those who just come, but not to whoever has booked. */
const KEPT_FOR_BOOKED = ['booked_only', 'daily_limit', 'period_limit'];
const MAY_MOVE = ['waiting', 'held'];
const LISTED_ITEMS = 60;

export const CLEAN_FORM = Object.freeze({ queueId: null, itemCode: null, priority: null, language: 'zh-CN', booked: '', text: '' });

/** As printed: capitals and digits; full-width letters of an input method count too. */
export function tidy(text) {
  return text.normalize('NFKC').toUpperCase().replace(/[\s\u00b7.,-]/g, '').slice(0, 20);
}

const parts = (number) => /^([A-Z]*)(\d+)$/.exec(number) || [number, number, ''];

/** Whether a ticket's number fits what was typed: C026, C26, C02, 026, 26 or C. */
export function numberFits(number, typed) {
  const [, letters, digits] = parts(number);
  const [, wantedLetters, wantedDigits] = parts(typed);
  if (wantedLetters && !letters.startsWith(wantedLetters)) return false;
  if (!wantedDigits) return wantedLetters !== '' && /^[A-Z]+$/.test(typed);
  return digits.startsWith(wantedDigits) || Number(digits) === Number(wantedDigits);
}

const exact = (ticket, typed) => {
  const [, letters, digits] = parts(ticket.number);
  const [, wantedLetters, wantedDigits] = parts(typed);
  return (!wantedLetters || letters === wantedLetters) && Number(digits) === Number(wantedDigits);
};

/** Today's tickets that fit, the exact numbers first; with nothing typed all of them. */
export function findTickets(tickets, text) {
  const typed = tidy(text);
  if (!typed) return tickets;
  const fits = tickets.filter((ticket) => numberFits(ticket.number, typed) || (ticket.code && tidy(ticket.code) === typed));
  return [...fits.filter((ticket) => exact(ticket, typed)), ...fits.filter((ticket) => !exact(ticket, typed))];
}

/** The lists of the middle column: the missed, those on hold, and all others. */
export function lists(snapshot, text) {
  const inState = (state) => snapshot[state] || snapshot.tickets.filter((ticket) => ticket.state === state);
  const absent = inState('absent');
  const held = inState('held');
  const gone = new Set([...absent, ...held].map((ticket) => ticket.id));
  const others = snapshot.tickets.filter((ticket) => !gone.has(ticket.id));
  return { absent: findTickets(absent, text), held: findTickets(held, text), others: findTickets(others, text) };
}

export const minutesSince = (iso, now) => Math.max(0, Math.floor((now - Date.parse(iso)) / 60000));

/**
 * What the hall's rule says of a missed ticket: {key, params, refused}, where `refused` is the problem that speaks against
 * its return, or null. Under the rule of places, `passed` others have been called since.
 */
export function returnRule(ticket, policy, now) {
  const places = policy.return_within_places || 0;
  const until = ticket.absent_until && Date.parse(ticket.absent_until);
  if (policy.missed === 'void') return { key: 'return.void', params: {}, refused: 'void_after_missed' };
  if (until && until <= now) return { key: 'return.late', params: {}, refused: 'return_too_late' };
  if (places && (ticket.passed || 0) > places) return { key: 'return.passed', params: { places, passed: ticket.passed }, refused: 'return_too_many' };
  const params = { n: policy.return_after, places, left: places - (ticket.passed || 0) };
  return { key: places ? 'return.places' : 'return.time', params, refused: null };
}

/** Whether a missed ticket may still come back. */
export function mayReturn(ticket, policy, now) {
  return ticket.state === 'absent' && returnRule(ticket, policy, now).refused === null;
}

/** A time of day as typed (9:05, 0905, 9.05), as 09:05; null when it is none. */
export function timeOf(text) {
  const match = /^(\d{1,2})[:.\s]?(\d{2})$/.exec(text.normalize('NFKC').trim());
  if (!match || Number(match[1]) > 23 || Number(match[2]) > 59) return null;
  return `${match[1].padStart(2, '0')}:${match[2].padStart(2, '0')}`;
}

/** A time of day of the hall's own day, as ISO 8601 in the zone of `now`. */
export const todayAt = (time, now) => `${now.slice(0, 10)}T${time}:00${/(?:Z|[+-]\d\d:\d\d)$/.exec(now)[0]}`;

/** A range of minutes, or the word for one that cannot be told: {key, params}. */
export function waitWords(wait) {
  if (!wait) return { key: 'wait.unknown', params: {} };
  const [low, high] = [Math.round(wait.low_s / 60), Math.round(wait.high_s / 60)];
  if (high <= 0) return { key: 'wait.none', params: {} };
  if (low <= 0) return { key: 'wait.within', params: { n: high } };
  return low === high ? { key: 'wait.about', params: { n: high } } : { key: 'wait.range', params: { low, high } };
}

/** What the name of the class is followed by: claimed | confirmed | awaiting_desk, or null. */
export const claimOf = (ticket) => (ticket.priority ? ticket.priority_claim || 'claimed' : null);

/**
 * What can be done with a ticket: {main, more, priority}. `main` is the likely next step.
 * return | put_back (from hold) | again (take a new number for the same business) | confirm | reprint; more: reprint, transfer, cancel;
 * priority: confirm, remove, give.
 */
export function actionsOf(ticket, policy, now) {
  const claim = claimOf(ticket);
  const open = OPEN_PRIORITY.includes(ticket.state);
  const priority = [];
  if (open && claim && claim !== 'confirmed') priority.push('confirm');
  if (open && claim) priority.push('remove');
  if (open && !claim) priority.push('give');
  let main = 'again';
  if (ticket.state === 'absent') main = mayReturn(ticket, policy, now) ? 'return' : 'again';
  else if (ticket.state === 'held') main = 'put_back';
  else if (open && claim === 'awaiting_desk') main = 'confirm';
  else if (MAY_REPRINT.includes(ticket.state)) main = 'reprint';
  const more = [];
  if (main !== 'reprint' && MAY_REPRINT.includes(ticket.state)) more.push('reprint');
  if (MAY_MOVE.includes(ticket.state)) more.push('transfer');
  if (MAY_CANCEL.includes(ticket.state)) more.push('cancel');
  return { main, more, priority: priority.filter((step) => step !== main) };
}

/** Items that fit what was typed (name, short name, pinyin initials, English, code), those asked for most first. */
export function findItems(queues, queueId, text) {
  const wanted = text.normalize('NFKC').trim().toLowerCase();
  const all = queues.filter((queue) => !queueId || queue.id === queueId)
    .flatMap((queue) => (queue.items || []).map((item) => ({ ...item, queue })));
  const score = (item) => {
    const names = [item.short_name, item.name].filter(Boolean).map((name) => name.indexOf(wanted)).filter((at) => at >= 0);
    const initials = (item.initials || '').toLowerCase().indexOf(wanted);
    const english = (item.name_en || '').toLowerCase().indexOf(wanted);
    const places = [...names, initials, english, item.code.toLowerCase() === wanted ? 0 : -1].filter((at) => at >= 0);
    return places.length ? Math.min(...places) : Infinity;
  };
  return all.map((item, order) => ({ item, order, at: wanted ? score(item) : 0 }))
    .filter(({ at }) => at < Infinity)
    .sort((a, b) => a.at - b.at || (b.item.popular || 0) - (a.item.popular || 0) || a.order - b.order)
    .slice(0, LISTED_ITEMS).map(({ item }) => item);
}

export function itemByCode(queues, code) {
  for (const queue of queues) {
    const item = (queue.items || []).find((one) => one.code === code);
    if (item) return { ...item, queue };
  }
  return null;
}

/** The form after a queue was chosen; an item of another queue is dropped, a second press frees it again. */
export function withQueue(form, queueId, queues) {
  if (form.queueId === queueId) return { ...form, queueId: null, itemCode: null };
  const item = form.itemCode && itemByCode(queues, form.itemCode);
  return { ...form, queueId, itemCode: item && item.queue.id === queueId ? form.itemCode : null };
}

export function withItem(form, item) {
  if (form.itemCode === item.code) return { ...form, itemCode: null };
  return { ...form, itemCode: item.code, queueId: item.queue.id, text: '' };
}

/** What keeps a ticket from being issued now: 'choose' | 'lost' | 'time' (not a time of day) | a queue's closed_reason | null. */
export function issueHindrance(form, queues, lost) {
  if (lost) return 'lost';
  const queue = queues.find((one) => one.id === form.queueId);
  if (!queue) return 'choose';
  if (form.booked.trim() && !timeOf(form.booked)) return 'time';
  const shut = shutOne(form, queues);
  return shut ? shut.closed_reason || 'closed' : null;
}

/** Whether a queue or item gives no number now: not to those who just come, or not even to whoever has a booking. */
export const isShut = (one, booked) => Boolean(one) && one.open === false && !(booked && KEPT_FOR_BOOKED.includes(one.closed_reason));

/** The chosen queue or item that gives no number now, or null. */
export function shutOne(form, queues) {
  const queue = queues.find((one) => one.id === form.queueId);
  const item = form.itemCode && itemByCode(queues, form.itemCode);
  return [queue, item].find((one) => isShut(one, timeOf(form.booked))) || null;
}

export function issueBody(form, now) {
  const body = { queue_id: form.queueId, language: form.language };
  if (form.itemCode) body.item_code = form.itemCode;
  if (form.priority) body.priority = form.priority;
  const time = timeOf(form.booked);
  if (time) body.booked_at = todayAt(time, now);
  return body;
}

/** How the paper of a ticket stands: printed | printing | failed | unsure | none. */
export function paperState(job) {
  if (!job || !job.state) return 'none';
  return { queued: 'printing', claimed: 'printing', printed: 'printed', refused: 'failed', expired: 'failed' }[job.state] || 'unsure';
}

/** Calls somebody must see to, oldest first, and those somebody is seeing to, newest first. */
export function sortHelp(help) {
  const open = help.filter((call) => !call.acknowledged_at).sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const seen = help.filter((call) => call.acknowledged_at).sort((a, b) => Date.parse(b.acknowledged_at) - Date.parse(a.acknowledged_at));
  return { open, seen };
}

/** The ids that were not heard of yet: a tone for each new call, once. `heard` is a Set, or null at the first snapshot. */
export function newCalls(heard, help) {
  return help.filter((call) => !call.acknowledged_at && !(heard && heard.has(call.id))).map((call) => call.id);
}

export const nameOf = (device) => (device && typeof device === 'object' ? device.name || device.id : device) || '';

/** The path of the ticket's QR, whatever host its address names. */
export function qrPath(url, base) {
  return `${new URL(url, base).pathname}/qr.svg`;
}

/** The ticket next to the chosen one in the list, for the arrow keys. */
export function neighbour(ids, current, step) {
  const at = ids.indexOf(current);
  if (at < 0) return ids[step > 0 ? 0 : ids.length - 1] ?? null;
  return ids[Math.min(ids.length - 1, Math.max(0, at + step))];
}
