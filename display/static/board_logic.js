/* What the hall board shows at an instant, as pure functions of the last snapshot and a little memory.
 *
 * The memory is the *stage*: the call fields on the left. Each red call has a field; up to three share the
 * column, newest on top, and none moves past another while it is red. A fourth waits in `waiting` until the
 * oldest field has had its turn. `seen` holds the stamps already known, so that a stamp (one call or one
 * recall) lands exactly once: the first snapshot after opening the page only fills `seen`. */

export const MAX_FIELDS = 3;
export const TURN_MS = 6_000; // a field keeps its place at least so long
export const DRY_MS = 900; // --m-dry
export const FORGET_MS = 60_000; // a call that could not be shown for so long is old news
export const REMOVE_AFTER_MS = 30 * 60_000; // not connected for so long: content is removed
export const SPEAK_MS = 60_000; // a reading may keep a call red so long past its time, no longer
export const NOTICE_MS = 15_000;
const DAY_MS = 86_400_000;

export const EMPTY_STAGE = Object.freeze({ fields: [], waiting: [], seen: null });

/**
 * Whether a page that is not connected may not show its content any more: it is `after` ms old, of another day of the hall
 * (`offset` minutes east of UTC), or nobody knows how old, for the machine has slept. `lostAt`, `at` in ms.
 */
export function isOutdated({ lostAt, at, after, offset, slept }) {
  const day = (ms) => Math.floor((ms + offset * 60_000) / DAY_MS);
  return slept || at - lostAt >= after || day(at) !== day(lostAt);
}

/** One stamp: a call, or one recall of it. */
export function stampOf(call) {
  return `${call.id}:${call.recalls || 0}:${call.at}`;
}

/** Calls that may be shown; a call taken back into the queue is as if it had not been made. */
export function shownCalls(calls) {
  return (calls || []).filter((call) => call.state !== 'waiting' && call.state !== 'cancelled');
}

function mayBeRed(call) {
  return call.state === 'called' || call.state === 'serving';
}

/** The instant (ms) a call dries, 0 if it is not red at all; later while its reading is due or under way. */
export function redEnd(call, { speaking, connected = true }, field) {
  if (!connected || !mayBeRed(call)) return 0;
  const until = call.red_until ? Date.parse(call.red_until) : 0;
  if (call.announcing || (speaking && speaking.has(call.number))) return until + SPEAK_MS;
  return Math.max(until, field && field.held ? field.since + TURN_MS : 0);
}

function newField(call, now, extra) {
  return { id: call.id, stamp: stampOf(call), since: now, fresh: true, held: false, driedAt: null, ...extra };
}

/** Take in new stamps: recalls restamp their field in place, other red calls wait for a field. */
function takeStamps(stage, calls, context) {
  const { now } = context;
  const seen = new Set(stage.seen || []);
  const fields = [...stage.fields];
  const waiting = [...stage.waiting];
  for (const call of [...calls].reverse()) {
    const stamp = stampOf(call);
    if (seen.has(stamp)) continue;
    seen.add(stamp);
    if (redEnd(call, context) <= now) continue;
    const place = fields.findIndex((field) => field.id === call.id);
    if (place >= 0) fields[place] = newField(call, now);
    else if (stage.seen === null) waiting.push({ id: call.id, fresh: false, from: now });
    else if (!waiting.some((entry) => entry.id === call.id)) waiting.push({ id: call.id, fresh: true, from: now });
  }
  const known = new Set(calls.map(stampOf));
  if (stage.seen === null) waiting.splice(0, waiting.length - MAX_FIELDS); // opened in a burst: the newest at once
  return { fields, waiting, seen: [...seen].filter((stamp) => known.has(stamp)) };
}

/** The field that makes room next: the oldest that is not being read aloud. */
function oldestQuiet(fields, calls, speaking) {
  const number = (field) => (calls.find((call) => call.id === field.id) || {}).number;
  const quiet = fields.filter((field) => !speaking || !speaking.has(number(field)));
  return (quiet.length ? quiet : fields).reduce((a, b) => (b.since <= a.since ? b : a));
}

/** Seat waiting calls: free place first, else the oldest field gives way once it has had its turn. */
function seat(fields, waiting, calls, isRed, { now, speaking }) {
  const byId = new Map(calls.map((call) => [call.id, call]));
  let seated = fields;
  const queue = waiting.filter((entry) => byId.has(entry.id) && now - entry.from < FORGET_MS);
  let next = Infinity;
  while (queue.length) {
    let stay = seated.filter(isRed);
    if (stay.length >= MAX_FIELDS) {
      const oldest = oldestQuiet(stay, calls, speaking);
      if (now - oldest.since < TURN_MS) {
        next = oldest.since + TURN_MS;
        break;
      }
      stay = stay.filter((field) => field !== oldest);
    }
    const entry = queue.shift();
    const held = now - entry.from > 100;
    seated = [newField(byId.get(entry.id), now, { fresh: entry.fresh, held }), ...stay];
  }
  return { fields: seated, waiting: queue, next };
}

/** The number being read aloud has a field: if it had to go it comes back, in the order of the calls, for the oldest
 *  that has had its turn. */
function seatSpoken(seated, calls, isRed, context) {
  if (!context.speaking) return seated;
  let { fields, next } = seated;
  for (const call of calls) {
    const known = [...fields, ...seated.waiting].some((entry) => entry.id === call.id);
    if (known || !context.speaking.has(call.number) || redEnd(call, context) <= context.now) continue;
    let stay = fields.filter(isRed);
    if (stay.length >= MAX_FIELDS) {
      const oldest = oldestQuiet(stay, calls, context.speaking);
      if (context.now - oldest.since < TURN_MS) {
        next = Math.min(next, oldest.since + TURN_MS);
        continue;
      }
      stay = stay.filter((field) => field !== oldest);
    }
    const rank = (field) => calls.findIndex((c) => c.id === field.id);
    fields = [...stay, newField(call, context.now, { fresh: false })].sort((a, b) => rank(a) - rank(b));
  }
  return { fields, waiting: seated.waiting, next };
}

/** Settle: remember when each field dried, and end a burst once at most one of its calls is still red. */
function settle(fields, calls, isRed, now) {
  const marked = fields.map((f) => (isRed(f) ? { ...f, driedAt: null } : { ...f, fresh: false, driedAt: f.driedAt ?? now }));
  const red = marked.filter(isRed);
  if (marked.length > 1 && red.length <= 1) {
    const drying = marked.filter((f) => !isRed(f) && now < f.driedAt + DRY_MS);
    if (drying.length) return { fields: marked, next: Math.min(...drying.map((f) => f.driedAt + DRY_MS)) };
    if (red.length) return { fields: red, next: Infinity };
  }
  if (red.length || !calls.length) return { fields: marked, next: Infinity };
  // Nothing is red: the newest call has the field, though it was made and dried while this page was not connected.
  const newest = marked.find((f) => f.id === calls[0].id);
  return { fields: [newest ?? newField(calls[0], now, { fresh: false, driedAt: now })], next: Infinity };
}

/** Carry the stage on to `now`; returns it with the next instant (ms) at which it changes by itself.
 *  context: {calls (newest first), now (ms), speaking (Set of numbers), connected (boolean)}. */
export function advance(stage, context) {
  const { now } = context;
  const calls = shownCalls(context.calls);
  const byId = new Map(calls.map((call) => [call.id, call]));
  const isRed = (field) => byId.has(field.id) && redEnd(byId.get(field.id), context, field) > now;
  const taken = takeStamps(stage, calls, context);
  const present = taken.fields.filter((field) => byId.has(field.id));
  const seated = seatSpoken(seat(present, taken.waiting, calls, isRed, context), calls, isRed, context);
  const settled = settle(seated.fields, calls, isRed, now);
  const ends = settled.fields.filter(isRed).map((f) => redEnd(byId.get(f.id), context, f));
  const quiet = calls.map((call) => redEnd(call, context)).filter((end) => end > now);
  const next = Math.min(seated.next, settled.next, ...ends, ...quiet);
  return {
    stage: { fields: settled.fields, waiting: seated.waiting, seen: taken.seen },
    next: Number.isFinite(next) ? next : null,
  };
}

/** The call fields to draw: [{call, red, fresh, stamp}]. */
export function stageView(stage, context) {
  const byId = new Map(shownCalls(context.calls).map((call) => [call.id, call]));
  return stage.fields
    .filter((field) => byId.has(field.id))
    .map((field) => ({
      call: byId.get(field.id),
      red: redEnd(byId.get(field.id), context, field) > context.now,
      fresh: field.fresh,
      stamp: field.stamp,
    }));
}

/** Calls for the rows below: newest first, without those on the stage or still waiting for it. */
export function recentCalls(stage, calls, count) {
  const elsewhere = new Set([...stage.fields, ...stage.waiting].map((entry) => entry.id));
  return shownCalls(calls).filter((call) => !elsewhere.has(call.id)).slice(0, count);
}

/** Numbers that are red anywhere on the board now. */
export function redNumbers(stage, context) {
  const red = shownCalls(context.calls).filter((call) => redEnd(call, context) > context.now);
  const staged = stageView(stage, context).filter((field) => field.red).map((field) => field.call);
  return new Set([...red, ...staged].map((call) => call.number));
}
