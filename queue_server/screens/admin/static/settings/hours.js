// Opening hours as the page asks for them, a list of bands a day, and as the file writes them.
// Sent to the server each band is a table of its own, so that a fault it names is one band of the page.

import { copy } from './draft.js';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const WORKDAYS = DAYS.slice(0, 5);
const LAST_MINUTE = 23 * 60 + 59;
const DAY_MS = 86400000;

export const band = (from, to, more = {}) => ({ from, to, kind: 'normal', windows: [], items: [], queues: [], ...more });

/** Minutes since midnight of a time as people write it, or null. */
export function minutesOf(text) {
  const found = /^(\d{1,2})[:：](\d{2})$/.exec(text.trim());
  if (!found || Number(found[1]) > 23 || Number(found[2]) > 59) return null;
  return Number(found[1]) * 60 + Number(found[2]);
}

const timeOf = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
const inOrder = (bands) => bands.sort((a, b) => minutesOf(a.from) - minutesOf(b.from));

function bandsOf(text, { kind = 'normal', windows = [], items = [], queues = [] } = {}) {
  if (!text || text === 'closed') return [];
  return text.split(', ').map((part) => part.split('-')).map(([from, to]) => band(from, to, { kind, windows: [...windows], items: [...items], queues: [...queues] }));
}

export const usualDay = () => bandsOf('8:30-12:00, 13:30-17:00');
export const usualWeek = () => ({ ...Object.fromEntries(DAYS.map((day) => [day, WORKDAYS.includes(day) ? usualDay() : []])), special: [] });

function specialOf(table) {
  const found = new Map((table.closed_dates || []).map((date) => [date, { date, as: 'closed' }]));
  for (const entry of table.special || []) {
    for (const date of entry.dates) {
      const there = found.get(date);
      if (entry.like) found.set(date, { date, as: 'like', like: entry.like });
      else if (!entry.times) found.set(date, { date, as: 'closed' });
      else found.set(date, { date, as: 'own', bands: inOrder([...(there && there.bands ? there.bands : []), ...bandsOf(entry.times, entry)]) });
    }
  }
  return [...found.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** What the page edits, from the table of the file; null, open at all hours, stays null. */
export function hoursDraft(table) {
  if (!table) return null;
  const week = Object.fromEntries(DAYS.map((day) => {
    const added = (table.bands || []).filter((entry) => entry.days.includes(day)).flatMap((entry) => bandsOf(entry.times, entry));
    return [day, inOrder([...bandsOf(table[day]), ...added])];
  }));
  return { ...week, special: specialOf(table) };
}

/** Every band of the week and every special date in the order in which they are sent: [path on the page, table sent]. */
function sent(hours) {
  const asTable = ({ from, to, ...rest }) => ({ times: `${from.trim()}-${to.trim()}`, ...rest });
  const bands = DAYS.flatMap((day) => (hours[day] || []).map((one, i) => [`${day}[${i + 1}]`, { days: [day], ...asTable(one) }]));
  const special = [];
  const closed = [];
  (hours.special || []).forEach((entry, i) => {
    const path = `special[${i + 1}]`;
    if (entry.as === 'closed' || (entry.as === 'own' && !entry.bands.length)) closed.push([path, entry.date]);
    else if (entry.as === 'like') special.push([path, { dates: [entry.date], like: entry.like }]);
    else special.push(...entry.bands.map((one, n) => [`${path}.bands[${n + 1}]`, { dates: [entry.date], ...asTable(one) }]));
  });
  return { bands, special, closed_dates: closed };
}

/** The table to send for what stands on the page. */
export function hoursTable(hours) {
  if (!hours) return null;
  return Object.fromEntries(Object.entries(sent(hours)).map(([name, found]) => [name, found.map(([, table]) => table)]));
}

/** A fault the server found in what was sent, at the place on the page; any other fault as it is. */
export function hoursFault(fault, hours) {
  const found = /^hours\.(bands|special|closed_dates)\[(\d+)\](.*)$/.exec(fault.path);
  const place = found && hours && sent(hours)[found[1]][found[2] - 1];
  if (!place) return fault;
  const rest = found[3].startsWith('.dates') ? '' : found[3];
  // Two bands at one time are told of the later band, anything else about a date of the date.
  const path = found[3].startsWith('.dates') && fault.code !== 'overlap' ? place[0].replace(/\.bands.*/, '') : place[0];
  return { ...fault, path: `hours.${path}${rest}` };
}

/** What is wrong with two times, or null: the key of its words. */
export function timesFault(from, to) {
  const [opens, closes] = [minutesOf(from), minutesOf(to)];
  if (opens === null || closes === null) return 'hours.fault_time';
  return closes <= opens ? 'hours.fault_order' : null;
}

/** What is wrong with a band before the server is asked: the key of its words, or null. */
export function bandFault({ from, to, kind, windows }) {
  const times = timesFault(from, to);
  if (times) return times;
  return kind === 'noon' && !windows.length ? 'hours.fault_noon' : null;
}

/** The bands of a day with one more: it begins where the last one ends. */
export function withBand(bands) {
  const begins = bands.length ? minutesOf(bands.at(-1).to) : null;
  if (begins === null) return [...bands, band('9:00', '12:00')];
  return [...bands, band(timeOf(begins), timeOf(Math.min(begins + 60, LAST_MINUTE)))];
}

/** A band of another kind; the windows of a noon are not those of another hour. */
export const ofKind = (one, kind) => ({ ...one, kind, windows: one.kind === 'noon' ? [] : one.windows });

export const isLimited = ({ kind, windows, items, queues }) => items.length + queues.length + (kind === 'noon' ? 0 : windows.length) > 0;
export const unlimited = (one) => ({ ...one, items: [], queues: [], windows: one.kind === 'noon' ? one.windows : [] });

/** Whether some other working day has other hours. */
export const differs = (hours, day) => WORKDAYS.some((other) => JSON.stringify(hours[other]) !== JSON.stringify(hours[day]));
export const toWorkdays = (hours, day) => ({ ...hours, ...Object.fromEntries(WORKDAYS.map((other) => [other, copy(hours[day])])) });

/** The special dates with one more: the day after the last, of the same kind; the first is `today`. */
export function withDate(special, today) {
  const last = special.at(-1);
  if (!last) return [{ date: today, as: 'closed' }];
  const after = Date.parse(`${last.date}T00:00:00Z`) + DAY_MS;
  return [...special, { ...copy(last), date: Number.isNaN(after) ? '' : new Date(after).toISOString().slice(0, 10) }];
}

/** A special date kept otherwise: closed, like a weekday, or with bands of its own. */
export function keptAs({ date }, as) {
  if (as === 'like') return { date, as, like: 'mon' };
  return as === 'own' ? { date, as, bands: [band('9:00', '12:00')] } : { date, as };
}

/** What is wrong with the date at a place, before the server is asked: the key of its words, or null. */
export function dateFault(special, index) {
  if (!special[index].date) return 'fault.empty';
  return special.some((other, i) => i < index && other.date === special[index].date) ? 'hours.fault_twice' : null;
}
