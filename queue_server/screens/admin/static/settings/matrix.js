// Who calls which queue: the cells of the matrix, without page or draft.

export const STATES = ['own', 'help', 'none'];
export const KEYS = { Digit1: 'own', Digit2: 'help', Digit0: 'none', Numpad1: 'own', Numpad2: 'help', Numpad0: 'none' };

export function cellOf(window, prefix) {
  if (window.own.includes(prefix)) return 'own';
  return (window.help || []).includes(prefix) ? 'help' : 'none';
}

/** The state a click leads to: first, help, not, and round again. */
export const nextState = (state) => STATES[(STATES.indexOf(state) + 1) % STATES.length];

/** Put a letter at its place among the others; a list in an order of its own keeps it, the new one last. */
function placed(list, prefix, order) {
  const sorted = [...list].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const made = [...list, prefix];
  return list.join() === sorted.join() ? made.sort((a, b) => order.indexOf(a) - order.indexOf(b)) : made;
}

/** The window with one cell set; `order` is the letters of all queues. */
export function withCell(window, prefix, state, order) {
  const own = window.own.filter((one) => one !== prefix);
  const help = (window.help || []).filter((one) => one !== prefix);
  if (state === 'own') return { ...window, own: placed(own, prefix, order), help };
  return { ...window, own, help: state === 'help' ? placed(help, prefix, order) : help };
}

/** The order in which a window calls: its own queues as one, then each it helps. */
export const callOrder = (window) => [...(window.own.length ? [window.own] : []), ...(window.help || []).map((one) => [one])];

/** How many windows call a queue; alone when no other can step in. */
export function coverage(windows, prefix) {
  const calling = windows.filter((window) => cellOf(window, prefix) !== 'none');
  return { count: calling.length, alone: calling.length === 1, windows: calling.map((window) => window.number) };
}

/** Every window calls every queue. */
export const allGeneral = (windows, order) => windows.map((window) => ({ ...window, own: [...order], help: [] }));

/** The cell an arrow leads to: {row, column}, at the edge the same. */
export function arrow(at, code, rows, columns) {
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -columns], End: [0, columns] }[code];
  if (!step) return null;
  const within = (value, count) => Math.max(0, Math.min(count - 1, value));
  return { row: within(at.row + step[0], rows), column: within(at.column + step[1], columns) };
}

/** The cells that differ, as {window, prefix, state}; windows that are new or gone are not of this table. */
export function changedCells(before, after, prefixes) {
  const old = new Map(before.map((window) => [window.number, window]));
  return after.filter((window) => old.has(window.number)).flatMap((window) => prefixes
    .filter((prefix) => cellOf(window, prefix) !== cellOf(old.get(window.number), prefix))
    .map((prefix) => ({ window: window.number, prefix, state: cellOf(window, prefix) })));
}
