/* What a page says, worked out from the snapshot: no words, no elements, only keys, numbers and lists. */

/* Rows and tiles a page holds: [without page keys, with page keys], by orientation. */
const ROWS = {
  items: { portrait: [8, 7], landscape: [6, 6] },
  search: { portrait: [5, 5], landscape: [6, 6] },
  letters: { portrait: [4, 4], landscape: [6, 6] },
  kind: { portrait: [4, 4], landscape: [6, 6] },
  guides: { portrait: [8, 8], landscape: [6, 6] },
  group: { portrait: [14, 12], landscape: [12, 12] },
};
const ELDER_ROWS = {
  items: { portrait: [5, 4], landscape: [4, 4] },
  search: { portrait: [3, 3], landscape: [4, 4] },
  letters: { portrait: [3, 3], landscape: [4, 4] },
  kind: { portrait: [2, 2], landscape: [4, 4] },
  guides: { portrait: [5, 5], landscape: [4, 4] },
  group: { portrait: [10, 8], landscape: [8, 8] },
};

/* The page of a list that holds the row `from`, so that large type keeps the citizen's place: {rows, page, pages, per}.
 * A row past the end is on the last page. */
export function pageOf(list, from, kind, { elder, portrait }) {
  const [alone, paged] = (elder ? ELDER_ROWS : ROWS)[kind][portrait ? 'portrait' : 'landscape'];
  if (list.length <= alone) return { rows: list, page: 0, pages: 1, per: alone };
  const pages = Math.ceil(list.length / paged);
  const at = Math.min(Math.floor(from / paged), pages - 1);
  return { rows: list.slice(at * paged, (at + 1) * paged), page: at, pages, per: paged };
}

/* Up to 6 queues large tiles, up to 12 small ones, above that one tile per department: {kind, size}. */
export function homeLayout(queues) {
  const kind = queues.length > 12 ? 'groups' : 'queues';
  const count = kind === 'groups' ? groupsOf(queues).length : queues.length;
  return { kind, size: count > 6 ? 'compact' : 'large' };
}

/* How wide words are in em, near enough to choose a size: Hanzi 1, figures and Latin less than half. */
export function breadth(text) {
  let sum = 0;
  for (const sign of text) sum += sign.charCodeAt(0) > 0x2e7f ? 1 : 0.42;
  return sum;
}

/* Queues by department, in the order they come; without departments, or with too many, by runs of letters. */
export function groupsOf(queues, size = Math.max(4, Math.ceil(queues.length / 6))) {
  const groups = new Map();
  const departments = new Set(queues.map((queue) => queue.department));
  const named = departments.size > 1 && departments.size <= 12;
  queues.forEach((queue, order) => {
    const key = named ? queue.department ?? '' : `run-${Math.floor(order / size)}`;
    if (!groups.has(key)) groups.set(key, { key, name: named ? key : null, name_en: queue.department_en ?? null, queues: [] });
    groups.get(key).queues.push(queue);
  });
  return [...groups.values()].map((group) => ({
    ...group,
    letters: [group.queues[0].prefix, group.queues[group.queues.length - 1].prefix],
    waiting: group.queues.reduce((sum, queue) => sum + queue.waiting, 0),
    open: group.queues.some((queue) => queue.open),
  }));
}

/* The wait in minutes, outward to 5: {low, high}; low 0 means "within high"; null cannot be said. */
export function waitRange(wait) {
  if (!wait) return null;
  const low = Math.floor(wait.low_s / 300) * 5;
  return { low, high: Math.max(low + 5, Math.ceil(wait.high_s / 300) * 5) };
}

/* How a queue stands: 'closed', 'free' or 'waiting'. */
export function standing(queue) {
  if (!queue.open) return 'closed';
  return queue.free_now ? 'free' : 'waiting';
}

/* Place and wait before a number is taken. With priority the exact place is the server's to say; without its word the
 * figures of the whole queue are an upper limit, and are said to be one. */
export function outlook(queue, priority) {
  if (!priority) return { ahead: queue.waiting, wait: waitRange(queue.wait), most: false };
  const known = queue.with_priority?.[priority];
  if (known) return { ahead: known.waiting, wait: waitRange(known.wait), most: false };
  return { ahead: queue.waiting, wait: waitRange(queue.wait), most: queue.waiting > 0 };
}

/* Size of a ticket number in u so that it fits its field on one line. */
export function numberSize(number, field, most) {
  return Math.min(most, Math.floor((field - 56) / (0.56 + 0.51 * (number.length - 1))));
}

/* A group's name as a title and the rest under it, at the first place where a reader takes breath. */
export function splitName(name, lang) {
  // U+53CA "and", U+3001 the enumeration comma, or a space before a figure
  const comma = name.indexOf(', ');
  const at = lang !== 'en' ? name.search(/[\u53ca\u3001 ]/) : comma > 0 ? comma : name.indexOf(' and ');
  if (at < 2) return [name, ''];
  const rest = name.slice(at).replace(/^[\u3001, ]+/, '');
  return [name.slice(0, at), rest];
}

/* The hall's day: 'open', 'before', 'break', 'after', 'holiday', 'booked' or 'last' (no more numbers before it closes).
 * While a queue gives numbers it is open, whatever the clock says. */
export function dayState({ open, queues }) {
  if (queues.some((queue) => queue.open)) return 'open';
  if (!open.is_open) return open.closed_reason ?? 'after';
  if (open.band === 'booked') return 'booked';
  return open.issues === false ? 'last' : 'open';
}

/* Whether an item can be taken a number for; its queue may be open for other business only. */
export const takes = (item, queue) => Boolean(queue.open) && item.open !== false;

/* What the paper is doing, for the card's lower part: 'printing' | 'done' | 'screen' (number lives on the screen). */
export const paperPart = ({ paper, elsewhere }) => (!elsewhere && (paper === 'printing' || paper === 'done') ? paper : 'screen');

/* Which words stand over such a number: why there is no paper here, or where it comes out instead. */
export function paperWords({ paper, elsewhere }, printer) {
  if (paper === 'fault' && printer?.state === 'none') return 'none';
  if (!elsewhere) return paper;
  return { done: 'elsewhere_done', fault: 'fault', unsure: 'fault' }[paper] ?? 'elsewhere';
}

/* The order in which a guide's elements are wanted: what to bring first, then how, then the rest. */
const GUIDE_ORDER = [
  'summary', 'materials', 'fee_standard', 'promised_time_limit', 'result_name', 'acceptance_conditions', 'steps', 'handling_procedure',
  'agents', 'appointment', 'enquiry_channels', 'implementing_body', 'item_type', 'case_type', 'statutory_time_limit', 'fee_basis',
  'review_criteria', 'complaint_channels', 'legal_basis',
];
/* How much of a guide a page holds: lines, and Hanzi on a full line. */
const GUIDE_ROOM = { portrait: { lines: 18, line: 26 }, landscape: { lines: 16, line: 29 } };
const ELDER_GUIDE_ROOM = { portrait: { lines: 14, line: 22 }, landscape: { lines: 14, line: 25 } };

export const guideRoom = ({ elder, portrait }) => (elder ? ELDER_GUIDE_ROOM : GUIDE_ROOM)[portrait ? 'portrait' : 'landscape'];

const flat = (value) => (Array.isArray(value) ? value.map(flat).join(' \u00b7 ') : value === null || value === undefined ? '' : String(value));
const stepText = (row) => (typeof row === 'string' ? row : row.text ?? row.name ?? '');

/* A material is a name and, beside it, how to bring it; too wide for one line together they take two. */
const materialLines = ({ name, form, note }, line) => (breadth(name) * 1.15 + (breadth(form ?? '') + breadth(note ?? '') + 6) * 0.85 > line ? 2.8 : 1.7);
const rowLines = (key, row, line) => (key === 'steps' ? Math.ceil(breadth(row) / line) * 1.4 : materialLines(row, line));
const sumLines = (key, rows, line) => 1 + rows.reduce((sum, row) => sum + rowLines(key, row, line), 0);

/* A block and how many lines it takes; two short texts stand side by side. */
function blockOf(key, value, line) {
  if (key === 'materials' || key === 'steps') {
    const rows = key === 'steps' ? (value ?? []).map(stepText) : value ?? [];
    return rows.length ? { kind: key, key, rows, lines: sumLines(key, rows, line), wide: true } : null;
  }
  const text = flat(value);
  if (!text) return null;
  const half = line / 2 - 1;
  const wide = key === 'summary' || breadth(text) > half * 2;
  return { kind: 'text', key, text, wide, lines: wide ? 1.6 + Math.ceil(breadth(text) / line) * 1.2 : 1.4 + Math.ceil(breadth(text) / half) * 0.6 };
}

/* A long list goes on over the next page: its rows as blocks of which none is longer than a page. */
function cut(block, { lines: room, line }) {
  if (block.lines <= room || !block.rows || block.rows.length < 2) return [block];
  const parts = [];
  block.rows.forEach((row, at) => {
    const last = parts[parts.length - 1];
    const more = rowLines(block.key, row, line);
    if (last && last.lines + more <= room) {
      last.rows.push(row);
      last.lines += more;
    } else parts.push({ ...block, rows: [row], from: at, lines: 1 + more });
  });
  return parts;
}

/* A guide as pages of blocks that fit without scrolling; a block nobody has translated is `foreign` on an English page. */
export function guidePages({ elements = {}, elements_en: elementsEn = {}, ...guide }, room = GUIDE_ROOM.portrait, lang = 'zh-CN') {
  const english = lang === 'en';
  const translated = (key) => (guide[`${key}_en`]?.length ? guide[`${key}_en`] : elementsEn[key]);
  const own = (key) => (english && translated(key)) || (guide[key] ?? elements[key]);
  const said = (row, key) => (english && row[`${key}_en`]) || row[key];
  const materials = (guide.materials ?? []).map((row) => ({
    name: said(row, 'name'), form: said(row, 'form'), copies: row.copies, note: said(row, 'note'), foreign: english && !row.name_en,
  }));
  const valueOf = (key) => (key === 'materials' ? materials : own(key));
  const keys = GUIDE_ORDER.filter((key) => !(key === 'handling_procedure' && guide.steps?.length));
  const blocks = keys.map((key) => ({ key, made: blockOf(key, valueOf(key), room.line) })).filter(({ made }) => made)
    .flatMap(({ key, made }) => cut({ ...made, foreign: english && key !== 'materials' && !translated(key) }, room));
  const pages = [];
  let used = Infinity;
  for (const block of blocks) {
    if (used + block.lines > room.lines) { pages.push([]); used = 0; }
    pages[pages.length - 1].push(block);
    used += block.lines;
  }
  return pages;
}

/* Which page holds the block `from`, and the first block of each page: {page, starts}. */
export function guidePlace(pages, from) {
  const starts = pages.map((_, at) => pages.slice(0, at).reduce((sum, page) => sum + page.length, 0));
  return { page: Math.max(0, starts.findLastIndex((start) => start <= from)), starts };
}
