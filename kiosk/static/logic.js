/* What the kiosk does, without a screen: one state, one step function, timers as data.
 *
 * `step(state, event)` answers [state, wishes]. `at` in an event is monotonic milliseconds. Wishes are what the mount
 * must do outside: {do: 'issue'|'forget'|'help'|'guide', …}. `deadline(state)` is the next moment something happens by
 * itself; the mount sends {type: 'time', at} then. Nothing here reads a clock, the page or the network.
 *
 * A citizen's way is a trail of places, so "back" is exact. A number that was asked for lives beside the trail: while
 * `issue` is set no second number can be asked for, and while `ticket` is set nothing but its own time takes it away. */

import { takes } from './facts.js';

export const TIMES = {
  slowMs: 5000,        // a request unanswered this long: say so, keep asking with the same key
  repeatMs: 300000,    // after this nobody is standing there any more
  unprintedMs: 8000,   // no word from the printer: the paper may not have come
  faultHomeMs: 60000,  // a number that exists on the screen only stays longer
  askMs: 15000,        // "would you like to go on?"
  helpWaitMs: 10000,   // no staff page took the help call
  helpShownMs: 60000,
};

const START = { page: 'home', group: null, queueId: null, itemCode: null, from: 0, text: '', by: 'letters', kind: null, priority: null };

export function initial(at = 0) {
  return {
    ...START, trail: [], lang: 'zh-CN', elder: false, contrast: false,
    snapshot: null, link: 'connecting', lostAt: null,
    issue: null, retry: null, refusal: null, ticket: null, guide: null,
    help: null, touchedAt: at, askedAt: null,
  };
}

/* The state for the next citizen: nothing of the last one is left. */
function fresh(state, at) {
  const { snapshot, link, lostAt } = state;
  return { ...initial(at), snapshot, link, lostAt };
}

/* Leaving the way before a number was shown; a request whose answer nobody understood is not asked again. */
const left = (state) => (state.retry ? [{ do: 'forget' }] : []);

export const queueOf = (state, id = state.queueId) => state.snapshot?.queues.find((queue) => queue.id === id) ?? null;

export function itemOf(state, code = state.itemCode) {
  for (const queue of state.snapshot?.queues ?? []) {
    const item = queue.items.find((one) => one.code === code);
    if (item) return { ...item, queue };
  }
  return null;
}

/* Which page is drawn: a number beats everything, then the broken line, then where the citizen is. */
export function shownPage(state) {
  if (state.ticket) return 'ticket';
  if (state.link === 'lost' || state.issue?.slow) return 'lost';
  if (!state.snapshot || (state.page === 'confirm' && !queueOf(state))) return 'connecting';
  return state.page;
}

export const isPlainHome = (state) =>
  state.page === 'home' && state.from === 0 && state.lang === 'zh-CN' && !state.elder && !state.contrast;

const patience = (state) => (state.elder ? 2 : 1);

/* When something happens by itself: [{name, at}], in no order. */
export function timers(state) {
  const list = [];
  const page = shownPage(state);
  if (state.ticket) {
    const { paper, paperAt, elsewhere } = state.ticket;
    const times = { printing: TIMES.unprintedMs, done: (state.snapshot?.done_home_s ?? 20) * 1000 * patience(state) };
    const here = elsewhere ? null : times[paper];  // a paper that comes out elsewhere leaves a number to remember
    list.push({ name: here && paper === 'printing' ? 'unprinted' : 'over', at: paperAt + (here ?? TIMES.faultHomeMs * patience(state)) });
  } else if (state.issue) {
    list.push({ name: 'give_up', at: state.issue.at + TIMES.repeatMs });
    if (!state.issue.slow) list.push({ name: 'slow', at: state.issue.at + TIMES.slowMs });
  } else if (page !== 'lost' && page !== 'connecting' && !isPlainHome(state)) {
    if (state.askedAt === null) list.push({ name: 'ask', at: state.touchedAt + (state.snapshot?.idle_s ?? 45) * 1000 * patience(state) });
    else list.push({ name: 'gone', at: state.askedAt + TIMES.askMs * patience(state) });
  }
  if (state.help) {
    const wait = state.help.state === 'asked' ? TIMES.helpWaitMs : TIMES.helpShownMs;
    list.push({ name: state.help.state === 'asked' ? 'help_unheard' : 'help_over', at: state.help.at + wait });
  }
  return list;
}

export const deadline = (state) => timers(state).reduce((next, { at }) => Math.min(next, at), Infinity);

const DUE = {
  slow: (state) => [{ ...state, issue: { ...state.issue, slow: true } }, []],
  give_up: (state, at) => [fresh(state, at), [{ do: 'forget' }]],
  unprinted: (state, at) => [{ ...state, ticket: { ...state.ticket, paper: 'unsure', paperAt: at } }, []],
  over: (state, at) => [fresh(state, at), [{ do: 'forget' }]],
  ask: (state, at) => [{ ...state, askedAt: at }, []],
  gone: (state, at) => [fresh(state, at), left(state)],
  help_unheard: (state, at) => [{ ...state, help: { ...state.help, state: 'unheard', at } }, []],
  help_over: (state) => [{ ...state, help: null }, []],
};

const PAPER = { printed: 'done', refused: 'fault', expired: 'fault', uncertain: 'unsure' };

/* The paper's state from the job; an unfinished job leaves what is known. */
function withJob(state, job, at) {
  const ticket = state.ticket;
  if (!ticket || !job || (job.ticket_id && job.ticket_id !== ticket.id)) return state;
  const paper = PAPER[job.state] ?? ticket.paper;
  const elsewhere = job.elsewhere ?? null;
  const moved = elsewhere?.name !== ticket.elsewhere?.name;
  if (!moved && (paper === ticket.paper || (ticket.paper === 'done' && paper !== 'done'))) return state;
  return { ...state, ticket: { ...ticket, paper, elsewhere, paperAt: at } };
}

function place(state) {
  return Object.fromEntries(Object.keys(START).map((name) => [name, state[name]]));
}

function go(state, there) {
  return [{ ...state, ...START, ...there, trail: [...state.trail, place(state)], refusal: null }, []];
}

/* The hall may want no number from a kiosk whose printer is known to be down. */
export const refusesWithoutPaper = ({ printer, printer_down: rule }) => printer?.state === 'down' && rule === 'refuse';

function take(state, key, at) {
  const queue = queueOf(state);
  if (state.issue || state.ticket || !queue?.open || state.link === 'lost' || refusesWithoutPaper(state.snapshot)) return [state, []];
  const body = { queue_id: queue.id, language: state.lang };
  if (state.itemCode) body.item_code = state.itemCode;
  if (state.priority) body.priority = state.priority;
  // The same wish after an answer nobody understood is the same request: it may have been written.
  const again = state.retry && JSON.stringify(state.retry.body) === JSON.stringify(body);
  const issue = { key: again ? state.retry.key : key, body, at, slow: false };
  return [{ ...state, issue, refusal: null, retry: null }, [{ do: 'issue', key: issue.key, body }]];
}

function openQueue(state, { id, key, at }) {
  const queue = queueOf(state, id);
  if (!queue?.open || state.issue) return [state, []];
  const only = queue.items.length === 1 ? queue.items[0].code : null;
  if (!queue.skip_items && queue.items.length > 1) return go(state, { page: 'items', queueId: id });
  const [there] = go(state, { page: 'confirm', queueId: id, itemCode: queue.skip_items ? null : only });
  return queue.ask_priority || !queue.skip_items ? [there, []] : take(there, key, at);
}

function openItem(state, code) {
  const item = itemOf(state, code);
  return item && takes(item, item.queue) ? go(state, { page: 'confirm', queueId: item.queue.id, itemCode: code }) : [state, []];
}

function back(state) {
  const last = state.trail[state.trail.length - 1];
  if (!last || state.issue) return [state, []];
  return [{ ...state, ...last, trail: state.trail.slice(0, -1), refusal: null }, []];
}

/* The help call already answered: its answer is none to a new call. */
const answered = (help) => (help?.state === 'seen' ? help.id ?? help.at : undefined);

const PRESS = {
  queue: openQueue,
  group: (state, { name }) => go(state, { page: 'group', group: name }),
  item: (state, { code }) => openItem(state, code),
  unsure: (state) => go(state, { page: 'confirm', queueId: state.queueId }),
  search: (state) => go(state, { page: 'search' }),
  letter: (state, { letter }) => [{ ...state, text: (state.text + letter).slice(0, 12), from: 0 }, []],
  erase: (state) => [{ ...state, text: state.text.slice(0, -1), from: 0 }, []],
  by: (state, { by }) => [{ ...state, by, kind: null, text: '', from: 0 }, []],
  kind: (state, { kind }) => [{ ...state, kind, from: 0 }, []],
  turn: (state, { to }) => [{ ...state, from: Math.max(0, to) }, []],
  priority: (state, { code }) => [state.issue ? state : { ...state, priority: state.priority === code ? null : code, refusal: null }, []],
  take: (state, { key, at }) => take(state, key, at),
  guides: (state) => go(state, { page: 'guides' }),
  guide: (state, { code }) => [{ ...go(state, { page: 'guide', itemCode: code })[0], guide: null }, [{ do: 'guide', code }]],
  back,
  home: (state, { at }) => [state.issue ? state : keepManner(fresh(state, at), state), state.issue ? [] : left(state)],
  done: (state, { at }) => (state.ticket ? [fresh(state, at), [{ do: 'forget' }]] : [state, []]),
  go_on: (state) => [state, []],
  large: (state) => [{ ...state, elder: !state.elder }, []],
  contrast: (state) => [{ ...state, contrast: !state.contrast }, []],
  // Letters typed for one language find nothing in the other; everything else stays where it is.
  language: (state) => [{ ...state, lang: state.lang === 'zh-CN' ? 'en' : 'zh-CN', text: '', from: state.text ? 0 : state.from }, []],
  help: (state, { why = 'help', at }) =>
    (state.help && state.help.state !== 'unheard' ? [state, []]
      : [{ ...state, help: { state: 'asked', at, before: answered(state.snapshot?.help) } }, [{ do: 'help', why, ticketId: state.ticket?.id ?? null }]]),
};

/* Pressing home on the way is the same citizen: language and large type stay until they leave. */
const keepManner = (next, { lang, elder, contrast }) => ({ ...next, lang, elder, contrast });

function shown(state, { key, ticket, print_job: job, at }) {
  if (!state.issue || state.issue.key !== key) return [state, []];
  const late = state.issue.slow || state.issue.resumed ? 'late' : 'printing';
  const card = { ...ticket, priority: Boolean(ticket.priority), paper: job ? late : 'fault', paperAt: at };
  const next = { ...state, issue: null, refusal: null, retry: null, askedAt: null, ticket: card };
  const known = state.snapshot?.job?.ticket_id === ticket.id ? state.snapshot.job : null;
  return [withJob(withJob(next, job, at), known, at), []];
}

function refused(state, { key, status = 0, code, title, reason = null, opensAt = null, at }) {
  if (!state.issue || state.issue.key !== key) return [state, []];
  const unclear = status === 0 || status >= 500;
  const retry = unclear ? { key, body: state.issue.body } : null;
  const next = { ...state, issue: null, retry, refusal: { code: code ?? 'unknown', title: title ?? '', reason, opensAt }, touchedAt: at };
  return [next, unclear ? [] : [{ do: 'forget' }]];
}

function linked(state, { state: link, lostAt = null, at }) {
  if (link === state.link) return [state, []];
  const next = { ...state, link, lostAt: link === 'lost' ? lostAt : null };
  // What the citizen chose is gone with the line, except a number (one shown stays, one asked for is asked again) and how
  // they read: the page that says so must be read by the same person.
  return link === 'lost' && !state.ticket && !state.issue ? [keepManner(fresh(next, at), state), left(state)] : [next, []];
}

function snapshotted(state, { snapshot, at }) {
  let next = withJob({ ...state, snapshot }, snapshot.job, at);
  const seen = answered(snapshot.help);
  if (next.help && next.help.state !== 'heard' && seen !== undefined && seen !== next.help.before) next = { ...next, help: { state: 'heard', at } };
  const missing = (next.queueId && !queueOf(next)) || (next.itemCode && !itemOf(next));
  return [missing && !next.issue && !next.ticket ? keepManner(fresh(next, at), next) : next, []];
}

const EVENTS = {
  snapshot: snapshotted,
  link: linked,
  touch: (state, { at }) => [state.askedAt === null ? { ...state, touchedAt: at } : state, []],
  press: (state, event) => PRESS[event.what]({ ...state, touchedAt: event.at, askedAt: null }, event),
  resume: (state, { key, body, at }) =>
    [{ ...state, page: 'confirm', queueId: body.queue_id, itemCode: body.item_code ?? null, priority: body.priority ?? null,
      lang: body.language ?? state.lang, issue: { key, body, at, slow: false, resumed: true } }, [{ do: 'issue', key, body }]],
  issued: shown,
  refused,
  guide: (state, { code, guide }) => [state.itemCode === code ? { ...state, guide } : state, []],
  time: (state, { at }) => {
    let now = state;
    const wishes = [];
    for (const { name } of timers(state).filter((one) => one.at <= at)) {
      const [next, more] = DUE[name](now, at);
      now = next;
      wishes.push(...more);
    }
    return [now, wishes];
  },
};

export function step(state, event) {
  return EVENTS[event.type](state, event);
}
