/* Care for the glass: a still picture burns in, so it moves by a few u every few minutes; an empty hall needs no light. Pure. */

export const STEP_MS = 4 * 60_000;
export const DIM_AFTER_MS = 30 * 60_000; // closed for so long: people have gone home
export const BRIGHT_BEFORE_MS = 60 * 60_000; // of the next opening
const PATH = [[0, 0], [2, 1], [4, 2], [3, 4], [1, 3], [-1, 4], [-3, 3], [-4, 1], [-2, -1], [-4, -3], [-2, -4], [0, -3], [2, -4], [4, -2], [2, -1]];

/** How far (u) the page is moved after so many ms: never more than 4, a step never more than 3. */
export function shiftAt(ms) {
  return PATH[Math.floor(ms / STEP_MS) % PATH.length];
}

/** Whether the hall is closed and nobody will look for a while. `shutSince` null: it is not closed. */
export function isNight(shutSince, opensAt, now) {
  if (shutSince === null || now - shutSince < DIM_AFTER_MS) return false;
  return !opensAt || Date.parse(opensAt) - now > BRIGHT_BEFORE_MS;
}

/** Whether nobody works and the hall is closed by its hours. */
export function isShut(snapshot) {
  if (!snapshot || !snapshot.open || snapshot.open.is_open) return false;
  const windows = snapshot.windows || [snapshot.window];
  return windows.every((window) => !window || window.state === 'closed');
}
