// What the panels offer: holds, calls out of turn, direct service, items served, leaving a window. No DOM, no clock, no words.

export const BY_MOUTH = 'called_by_mouth';
const REASONS = ['unwell', 'half_done', 'mistake'];
const LISTED = 40;

/** Why a held ticket cannot be gone on with now, as {key, params}, or null. */
export function heldOff({ ticket, window: own }) {
  if (ticket) return { key: 'held.ticket_first', params: { number: ticket.number } };
  return own.state === 'paused' ? { key: 'off.paused', params: {} } : null;
}

/** What may become of the citizen when the window closes; none when nobody is there. */
export function leavings(ticket) {
  if (!ticket) return [];
  return ticket.state === 'called' ? ['put_back'] : ['hold', 'finish'];
}

/** What becomes of the citizen at the other window when its clerk comes here: nobody is lost, nothing ends by itself. */
export function leavingThere({ ticket }) {
  if (!ticket) return {};
  return { leaving: ticket.state === 'called' ? 'put_back' : 'hold' };
}

/** The reasons offered for a call out of turn: short codes, the one for a broken connection only in its time. */
export function callReasons({ right, by_mouth: byMouth }) {
  return [...(byMouth ? [BY_MOUTH] : []), ...(right ? REASONS : [])];
}

/** The reason as it is sent: what was written goes before what was picked; null while there is none. */
export function reasonOf(picked, written) {
  const text = written.replace(/\s+/g, ' ').trim();
  return text || picked || null;
}

/** The items served: those chosen by hand, else the ticket's own when it is finished here. */
export function servedItems(chosen, ticket, finishing) {
  if (chosen !== null) return chosen;
  const own = ticket && ticket.item && ticket.item.code;
  return finishing && own ? [own] : [];
}

/** Put an item on the list of those served, or take it off; the ticket's own is there from the start. */
export function withServed(chosen, ticket, code) {
  const before = servedItems(chosen, ticket, true);
  return before.includes(code) ? before.filter((one) => one !== code) : [...before, code];
}

/** Items of some queues that fit what was typed (name, initials, English, code): `first` lead, then those asked for most. */
export function findItems(items, queueIds, text, first = []) {
  const wanted = text.normalize('NFKC').trim().toLowerCase();
  const fits = (item) => !wanted || [item.name, item.short_name, item.name_en, item.initials, item.code]
    .some((name) => (name || '').toLowerCase().includes(wanted));
  const place = (item) => (first.includes(item.code) ? 0 : 1 + queueIds.indexOf(item.queue_id));
  return items.filter((item) => (queueIds.includes(item.queue_id) || first.includes(item.code)) && fits(item))
    .sort((a, b) => place(a) - place(b) || (b.popular || 0) - (a.popular || 0))
    .slice(0, LISTED);
}

/** The clerks who are at another window: a ticket can wait for one of them. */
export function clerksElsewhere({ other_windows: others }) {
  return others.filter((other) => other.state !== 'closed' && other.clerk)
    .map((other) => ({ ...other.clerk, window: other.number }));
}

/** The next place in a list for an arrow, from nowhere to its first. */
export function stepIn(list, current, by) {
  return list[Math.max(0, Math.min(list.length - 1, list.indexOf(current) + by))];
}
