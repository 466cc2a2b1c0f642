// A day tried: which figures are shown, and how one compares with another. Without page or server.

/** The measures of a queue, in the order of the table; a time in s, or a number of people. */
export const MEASURES = [
  { name: 'mean', field: 'mean_s', time: true },
  { name: 'p90', field: 'p90_s', time: true },
  { name: 'longest', field: 'longest_s', time: true },
  { name: 'over', field: 'over', time: false },
];

export const minutes = (seconds) => Math.round(seconds / 60);

/** A measure as it is shown: whole minutes, or people. */
export const shownFigure = ({ field, time }, figures) => (time ? minutes(figures[field]) : figures[field]);

/** What became of a figure, by the figures that are shown: {kind: 'less' | 'more' | 'same', n}. */
export function difference(before, after) {
  if (after === before) return { kind: 'same', n: 0 };
  return { kind: after < before ? 'less' : 'more', n: Math.abs(after - before) };
}

/** Whether a window's cell has a figure, and if not why: it did not work that day, or it is there on the other side only. */
export function windowState(window, side) {
  if (window[side]) return 'figure';
  return window.went ? 'gone' : 'idle';
}

/** Queues in which anybody waited on either side; the others are named in one line. */
export function queuesWithPeople(queues) {
  const people = (one) => ['before', 'after'].reduce((sum, side) => sum + (one[side] ? one[side].people : 0), 0);
  return { shown: queues.filter((one) => people(one) > 0), empty: queues.filter((one) => people(one) === 0) };
}
