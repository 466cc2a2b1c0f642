/* Choices of the waiting-zone board and the next-numbers board, as pure functions; lengths in u. */

const LABEL_U = 56;
const TWO_LINES_U = 150;
const ONE_LINE_U = 84;
const CELLS_U = 76; // a row of queues as squares and figures only
const WINDOW_U = 83; // a row of window cells, gap and all
const PLATES_U = 88;
const PLATES_A_ROW = { landscape: 7, portrait: 12 };
const HEIGHT = { landscape: 868, portrait: 690 };
const LOST_U = 100; // the band of a screen that is not connected

export const ROW_LEAST_U = 56;
const ROW_TALL_U = 110;
const ROW_STACK_U = 196;
const NEXT_HEIGHT = { landscape: 776, portrait: 1475, strip: 414 };
const NEXT_LOST_U = { landscape: 116, portrait: 176, strip: 84 };

/** How queues and windows share the place beside the calls: {queues: two|one|cells, windows: cells|plates|none}. */
export function zoneShape(queues, windows, portrait, stale) {
  const turn = portrait ? 'portrait' : 'landscape';
  const room = HEIGHT[turn] - (stale ? LOST_U : 0) - 2 * LABEL_U;
  const perRow = portrait ? 4 : 2;
  const of = {
    two: TWO_LINES_U * queues, one: ONE_LINE_U * queues, cells: CELLS_U * Math.ceil(queues / (portrait ? 5 : 3)),
  };
  const below = {
    cells: WINDOW_U * Math.ceil(windows / perRow), plates: PLATES_U * Math.ceil(windows / PLATES_A_ROW[turn]), none: 0,
  };
  for (const [how, what] of [['two', 'cells'], ['one', 'cells'], ['two', 'plates'], ['one', 'plates'], ['cells', 'cells'], ['cells', 'plates'], ['one', 'none']]) {
    if (of[how] + below[what] <= room) return { queues: how, windows: windows ? what : 'none' };
  }
  return { queues: 'cells', windows: 'none' };
}

/** How the queues stand on the next-numbers board: {columns, rows, style: tall|stack|mid|low, shown}; stack is two lines a queue.
 * `form` landscape, portrait or strip. */
export function nextShape(count, form, stale) {
  const room = NEXT_HEIGHT[form] - (stale ? NEXT_LOST_U[form] : 0);
  const single = form === 'portrait' || count === 0 || room / count >= ROW_TALL_U;
  const columns = single ? 1 : 2;
  const rows = Math.max(1, Math.min(Math.ceil(count / columns), Math.floor(room / ROW_LEAST_U)));
  const height = room / rows;
  const style = height < ROW_TALL_U ? 'low' : form === 'portrait' ? (height < ROW_STACK_U ? 'mid' : 'stack') : single ? 'tall' : 'mid';
  return { columns, rows, style, shown: columns * rows };
}

/** How many next numbers have room in a row. */
export function nextCount(style, form, large) {
  if (style === 'tall') return large ? 3 : 4;
  if (style === 'stack') return large ? 2 : 3;
  if (style === 'mid') return large ? 1 : 2;
  return form === 'portrait' ? 3 : 2;
}
