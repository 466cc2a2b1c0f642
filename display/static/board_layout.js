/* Sizes and choices of the board's layout, as pure functions; lengths in u (1u = 1/1080 of the short side). */
import { isoClock } from './hall_time.js';
import { noticeParts, textWidth } from './line_breaks.js';

const LETTER_EM = 0.56; // widest letter in use
const FIGURE_EM = 0.51; // every tabular figure
const SIDE_U = 56; // air left and right of a number in its field, both together

export const GRID_MAX = 40;
const GRID_ROWS_MIN = 3;

/** Width of a ticket number in em. */
export function numberWidth(number) {
  return [...String(number)].reduce((sum, c) => sum + (/\d/.test(c) ? FIGURE_EM : LETTER_EM), 0);
}

/** Type size (u) of a number in a field: the stated size unless the number would not fit. */
export function fitNumber(number, stated, width, air = SIDE_U) {
  return Math.floor(Math.min(stated, (width - air) / numberWidth(number)));
}

/** Type size (u) of a line of words: the stated size unless it would not fit; never below `least`. */
export function fitText(text, stated, width, least) {
  return Math.max(least, Math.floor(Math.min(stated, width / Math.max(1, textWidth(text)))));
}

const LIST_LEAST = 0.75; // of the stated size: one long name does not make all small

/** Type size (u) for the names of a list, that they look alike: the longest one's, but not much below the stated. */
export function listSize(names, stated, width) {
  return Math.min(...names.map((name) => fitText(name, stated, width, Math.floor(stated * LIST_LEAST))), stated);
}

/**
 * A name beside a line of words in `room` u: the line in both languages where the name keeps its `usual` size, else
 * short, and the name as large as still fits. `line` holds the widths of the line: {both, short}.
 */
export function besideLine(name, usual, line, room) {
  if (textWidth(name) * usual <= room - line.both) return { size: usual, short: false };
  return { size: fitText(name, usual, room - line.short, 26), short: true };
}

/** How windows are listed: rows for 1–6 (larger for 1–3), low rows for 7–10, a grid for 11–40. */
export function windowLayout(count) {
  if (count === 0) return 'none';
  if (count <= 3) return 'few';
  if (count <= 6) return 'rows';
  return count <= 10 ? 'compact' : 'grid';
}

/** Columns and rows of the window grid, filled as evenly as the count allows. */
export function gridShape(count, portrait) {
  const most = portrait ? 4 : 8;
  const rows = Math.max(GRID_ROWS_MIN, Math.ceil(count / most));
  return { columns: Math.min(most, Math.ceil(count / rows)), rows };
}

const LOW_ROWS = 3; // more rows of waiting figures would take the windows' place

/** Columns of the waiting figures beside the windows, their form (high, low, dense), and whether the word for people has room. */
export function waitingShape(queues, low) {
  const widest = Math.max(0, ...queues.map((q) => String(q.waiting).length + String(q.prefix).length - 1));
  if (!low && queues.length <= 6) return { columns: 3, words: widest <= 2, form: 'high' };
  const columns = widest >= 3 ? 4 : 5;
  return queues.length > columns * LOW_ROWS ? { columns: 5, words: false, form: 'dense' } : { columns, words: false, form: 'low' };
}

const WAITING = { high: { label: 51, row: 84 }, low: { label: 47, row: 62 }, dense: { label: 47, row: 48 } };
const HIGH_FEW_U = 104;
const BESIDE_U = { landscape: 868, lost: 752 };

/** Height (u) a window's row has above the waiting figures, in landscape. */
export function rowHeight(layout, windows, queues, stale) {
  const { columns, form } = waitingShape(queues, layout === 'compact');
  const each = form === 'high' && layout === 'few' ? HIGH_FEW_U : WAITING[form].row;
  const waiting = queues.length ? WAITING[form].label + each * Math.ceil(queues.length / columns) : 0;
  return (BESIDE_U[stale ? 'lost' : 'landscape'] - (layout === 'compact' ? 54 : 76) - waiting) / windows;
}

const THREE_FIGURES_EM = 2.1; // a letter and three figures

/** By how much numbers in one list are set smaller, all alike, where one has more than three figures. */
export function numbersFit(numbers) {
  return THREE_FIGURES_EM / Math.max(THREE_FIGURES_EM, ...numbers.filter(Boolean).map(numberWidth));
}

/** The same under the notices of a notice screen. */
const UNDER = {
  under1: { landscape: { size: 220, field: 640, window: 150 }, portrait: { size: 220, field: 640, window: 190 } },
  under2: { landscape: { size: 200, field: 610, window: 150 }, portrait: { size: 220, field: 700, window: 160 } },
  under3: { landscape: { size: 164, field: 400, window: 120 }, portrait: { size: 150, field: 700, window: 110 } },
};

/** Measures of one call field (u): {number, width of its field, window figure}; `shape` names the place. */
export function callMeasures(shape, portrait) {
  if (shape === 'burst') {
    return portrait ? { size: 280, field: 702, window: 220 } : { size: 280, field: 888, window: 220 };
  }
  if (UNDER[shape]) return UNDER[shape][portrait ? 'portrait' : 'landscape'];
  if (shape === 'grid') return { size: 340, field: 788, window: 250 };
  if (shape === 'pair') return { size: 280, field: 612, window: 180 };
  if (shape === 'trio') return { size: 230, field: 596, window: 104 };
  if (portrait) return { size: shape === 'stale' ? 300 : 316, field: 718, window: shape === 'stale' ? 250 : 280 };
  return shape === 'stale' ? { size: 320, field: 808, window: 260 } : { size: 360, field: 809, window: 300 };
}

/** Type size of a window figure: two digits are set smaller, three smaller still. */
export function windowSize(number, stated, narrow = false) {
  const digits = String(number).length;
  if (digits <= 1) return stated;
  if (digits === 2) return Math.floor(stated * (narrow ? 0.75 : 0.867));
  return Math.floor(stated * (narrow ? 0.5 : 0.6));
}

/** Every line the foot may show, in turn. */
export function noticeLines(notices, width) {
  return (notices || []).flatMap((notice) =>
    noticeParts(notice.text, width).map((text) => ({ kind: notice.kind === 'remind' ? 'remind' : 'notice', text })),
  );
}

/** Which page stands on the left: calls, before opening (or after a break), or after closing. */
export function pageOf(snapshot, anyRed) {
  const open = snapshot.open || { is_open: true };
  if (open.is_open || anyRed) return 'calls';
  const windows = snapshot.windows || [];
  if (open.closed_reason === 'before') return windows.some((w) => w.number_called) ? 'calls' : 'before';
  if (open.closed_reason === 'break') return windows.some((w) => w.number_called || w.state === 'open') ? 'calls' : 'before';
  return windows.some((w) => w.state !== 'closed') ? 'calls' : 'after';
}

/** What somebody without a number may do while nothing has been called: {key, time?}. `today` is an ISO date. */
export function noCallsLine(open, today) {
  if (!open || open.issues !== false) return { key: 'board.no_calls_then' };
  if (open.band !== 'booked') return { key: 'board.no_more' };
  const from = open.kiosk_opens_at;
  return from && from.startsWith(today) ? { key: 'board.booked_from', time: isoClock(from) } : { key: 'board.booked' };
}

/** State of a window's line: {kind, number?, opens?}; what a citizen may do there, in one word. `today` is an ISO date. */
export function windowLine(window, red, today = '') {
  if (window.state === 'paused') return { kind: 'paused' };
  if (window.state === 'closed') {
    // At noon the hall is open and some of its windows rest: say until when.
    const rests = today && window.opens_at && window.opens_at.startsWith(today);
    return rests ? { kind: 'closed', opens: isoClock(window.opens_at) } : { kind: 'closed' };
  }
  if (window.number_called) return { kind: red.has(window.number_called) ? 'red' : 'number', number: window.number_called };
  if (window.free_direct) return { kind: 'direct' };
  return { kind: window.free ? 'free' : 'between' };
}
