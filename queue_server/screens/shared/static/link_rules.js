// The decisions of link.js, without socket, page or clock. All times in milliseconds of one monotonic clock.

/** A short restart of the server must not flash a warning. */
export const GRACE_MS = 1500;
/** Two missed pings of 3 s and a little; a silent server is shown before 8 s have passed. */
export const SILENT_MS = 6500;

/**
 * When the page must say that it is not connected; Infinity while all is well.
 * heardAt: the last sign of life; droppedAt: when the connection was seen to end, or came into doubt, or null.
 */
export function lostDue(heardAt, droppedAt, waiting) {
  const silent = heardAt + SILENT_MS;
  if (droppedAt !== null) return Math.min(silent, droppedAt + GRACE_MS);
  return waiting ? silent : Infinity;
}

/** Whether the socket stands but has said nothing for too long. */
export function isSilent(heardAt, at) {
  return at - heardAt > SILENT_MS;
}

const OWN_REASONS = ['forced close', 'ping timeout', 'io client disconnect'];

/** Whether this page itself ended its connection (socket.io's reason): the server sees a page close its socket, and counts it as no more. */
export const gaveUp = (reason) => OWN_REASONS.includes(reason);

const SLEPT_MS = 3000;

/** Whether a machine may have slept, by what its two clocks differ more than a second before (ms). */
export const mayHaveSlept = (ahead) => ahead >= SLEPT_MS;

/** The first snapshot after a connect always counts (a restored server may count lower); later only newer or equal ones. */
export function accepts(current, next, firstAfterConnect) {
  if (!next || typeof next !== 'object') return false;
  return firstAfterConnect || current === null || !(next.version < current.version);
}

/** Whether to load the page again for another build: once for each build, never in a loop. */
export function shouldReload(own, served, alreadyFor) {
  return Boolean(own && served && own !== served && alreadyFor !== served);
}

const ALIVE_MS = 15000;
const UNDRAWN_MS = 3000;
const ILL_ALIVE_MS = 5000;

/**
 * Whether the page must say that it is alive: every 15 s, and every 5 s while it met `errors` it has not told, or the
 * frame it asked for at `askedAt` (null: none is awaited) is not drawn: the server sees frames stand still within 30 s.
 */
export function aliveDue(saidAt, at, askedAt, errors = 0) {
  const ill = errors > 0 || (askedAt !== null && at - askedAt >= UNDRAWN_MS);
  return at - saidAt >= (ill ? ILL_ALIVE_MS : ALIVE_MS) - 500;
}

const DEVICES = ['kiosk', 'display', 'screen', 'sign', 'evaluator'];

/** Whether the server no longer knows this device: its token was revoked or renewed. Said once until it is let in again. */
export function mustEnrol(screen, refused, saidBefore) {
  return DEVICES.includes(screen) && Boolean(refused) && refused.code === 'no_credential' && !saidBefore;
}
