// One press from key to answer, as a pure machine. Times are milliseconds of a monotonic clock.

export const TEXT_MS = 300; // then the key says what it is doing
export const RETRY_MS = 3000; // then the line says that it is tried again
export const GIVE_UP_MS = 10000; // then the terminal counts as not connected
export const DEAD_MS = 700; // after a change of state the main key is deaf
export const SETTLE_MS = 1500; // longest wait for the snapshot that belongs to an answer
export const REPLAY_MS = 20000; // a press older than this is not asked again after a reload

export const REST = { action: null, at: 0, answeredAt: null, mark: null, changedAt: -Infinity };

export function isBusy(machine) {
  return machine.action !== null;
}

/** Whether a key may act now. Only the keys that move the ticket are deaf after a change of state. */
export function mayPress(machine, now) {
  return !isBusy(machine) && now - machine.changedAt >= DEAD_MS;
}

export function pressed(machine, action, mark, now) {
  return mayPress(machine, now) ? { ...machine, action, mark, at: now, answeredAt: null } : machine;
}

/** The server answered. The key stays inert until the snapshot that shows it has come. */
export function answered(machine, mark, now, moves) {
  if (!isBusy(machine)) return machine;
  if (!moves || mark !== machine.mark) return { ...machine, action: null, mark: null, answeredAt: null };
  return { ...machine, answeredAt: now };
}

/** A snapshot came. */
export function marked(machine, before, mark, now) {
  const next = before === mark ? machine : { ...machine, changedAt: now };
  if (machine.answeredAt === null || mark === machine.mark) return next;
  return { ...next, action: null, mark: null, answeredAt: null };
}

/** Time went by: an answer whose snapshot never came is let go. */
export function passed(machine, now) {
  if (machine.answeredAt === null || now - machine.answeredAt < SETTLE_MS) return machine;
  return { ...machine, action: null, mark: null, answeredAt: null };
}

/** rest | sent | waiting (the key speaks) | retrying (the line speaks) | unreached. */
export function phaseOf(machine, now) {
  if (!isBusy(machine)) return 'rest';
  const elapsed = now - machine.at;
  if (machine.answeredAt !== null || elapsed < TEXT_MS) return elapsed < TEXT_MS ? 'sent' : 'waiting';
  if (elapsed < RETRY_MS) return 'waiting';
  return elapsed < GIVE_UP_MS ? 'retrying' : 'unreached';
}
