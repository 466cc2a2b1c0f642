/* A day as it might be, upon a real snapshot: for the manager who chooses a layout while the hall is empty. Pure. */

const RED_MS = 3600_000; // a sample stays red while it is looked at
const NEXT = 8;

export const SAMPLES = ['calm', 'call', 'burst', 'paused', 'empty', 'closed'];

const number = (prefix, n) => `${prefix}${String(n).padStart(3, '0')}`;

/** ISO time of an instant (ms) with the offset that `like` is written with. */
function iso(ms, like) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(like) || [null, '+', '00', '00'];
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return `${new Date(ms + offset).toISOString().slice(0, 19)}${sign}${hours}:${minutes}`;
}

/** Whom the n-th window serves: the queues take turns. */
const servedAt = (queues, n) => number(queues[n % queues.length].prefix, 11 + ((n * 7) % 80));

function windowsOf(snapshot, queues, kind) {
  return snapshot.windows.map((window, n) => {
    const bare = { ...window, state: 'open', free: false, free_direct: false, number_called: null, called: false, opens_at: null };
    if (kind === 'closed') return { ...bare, state: 'closed', opens_at: snapshot.open.opens_at };
    if (kind === 'empty') return { ...bare, free: true };
    if (kind === 'paused' ? n % 2 : n % 6 === 5) return { ...bare, state: 'paused' };
    if (n % 6 === 4) return { ...bare, free: true };
    return { ...bare, number_called: servedAt(queues, n) };
  });
}

function callsOf(snapshot, windows, kind) {
  const at = Date.parse(snapshot.now);
  const red = { call: 1, burst: 3 }[kind] || 0;
  const served = windows.filter((window) => window.number_called);
  const before = ['done', 'done', 'absent', 'done'];
  return [...served, ...served].slice(0, 12).map((window, n) => {
    const made = at - (n < red ? n * 2_000 : (n + 1) * 47_000);
    return {
      id: `sample-${kind}-${n}`,
      number: n < served.length ? window.number_called : number(window.number_called[0], 90 - n),
      window: window.number,
      at: iso(made, snapshot.now),
      state: n < red ? 'called' : n < served.length ? 'serving' : before[n % before.length],
      recalls: 0,
      red_until: iso(n < red ? made + RED_MS : made + 12_000, snapshot.now),
      announcing: false,
    };
  });
}

function openOf(snapshot, kind) {
  const { open } = snapshot;
  if (kind !== 'closed') return { ...open, is_open: true, issues: true, closed_reason: null };
  const tomorrow = iso(Date.parse(snapshot.now) + 14 * 3600_000, snapshot.now);
  return { ...open, is_open: false, issues: false, closed_reason: 'after', opens_at: open.opens_at || tomorrow };
}

function signOf(snapshot, kind) {
  const at = Date.parse(snapshot.now);
  const window = { ...snapshot.window, state: kind === 'paused' ? 'paused' : kind === 'closed' ? 'closed' : 'open', free: kind === 'empty', free_direct: false };
  const calls = { calm: 'serving', call: 'called', burst: 'called' }[kind];
  const current = calls && { number: 'C026', state: calls, at: iso(at, snapshot.now), red_until: iso(calls === 'called' ? at + RED_MS : at, snapshot.now), announcing: false };
  return { ...snapshot, window, current: current || null, open: openOf(snapshot, kind), closed_today: kind === 'closed' };
}

/** The snapshot as it would be in a hall like this: one of SAMPLES. */
export function sampleOf(snapshot, kind) {
  if (snapshot.window) return signOf(snapshot, kind);
  const queues = snapshot.queues.length ? snapshot.queues : [{ prefix: 'A', name: '', waiting: 0 }];
  const windows = windowsOf({ ...snapshot, open: openOf(snapshot, kind) }, queues, kind);
  const idle = kind === 'empty' || kind === 'closed';
  const waiting = (n) => (idle ? 0 : (n * 5 + 8) % 19);
  const calls = idle ? [] : callsOf(snapshot, windows, kind);
  const next = snapshot.next && snapshot.next.map((row, n) => {
    const called = calls.find((call) => call.number.startsWith(row.prefix) && call.state !== 'done' && call.state !== 'absent');
    const numbers = Array.from({ length: Math.min(NEXT, waiting(n)) }, (_, i) => number(row.prefix, 40 + i));
    return { ...row, waiting: waiting(n), numbers, called: called ? { number: called.number, window: called.window } : null };
  });
  return {
    ...snapshot,
    windows,
    calls,
    queues: snapshot.queues.map((queue, n) => ({ ...queue, waiting: waiting(n) })),
    open: openOf(snapshot, kind),
    ...(next ? { next } : {}),
  };
}
