/* The windows, one line or cell each, and how many wait per queue. */
import { html, Lamp, Num, Plate, QueueSquare } from '@shared/ui.js';
import { fitNumber, fitText, GRID_MAX, gridShape, listSize, numbersFit, numberWidth, rowHeight, waitingShape, windowLine } from './board_layout.js';
import { textWidth } from './line_breaks.js';
import { english, Label, named, t } from './view_words.js';

const NAME = { // type size and room (u) of a window's name
  few: { size: 46, room: 300 },
  rows: { size: 38, room: 310 },
  compact: { size: 36, room: 330 },
};
const NAME_LARGE = { few: { size: 56, room: 240 }, rows: { size: 50, room: 240 }, compact: { size: 42, room: 280 } };
const NAME_PORTRAIT_ROOM = { few: 600, rows: 650, compact: 210 };
const NAME_MIN = 26; // --t-min

const CELL_SIZE = 62;
const CELL_EM = 2.1; // a letter and three figures; a longer number is set smaller
const CELL_PARTS_U = 96; // plate, padding and gap of a cell
const GRID_U = { landscape: 1824, portrait: 984 };

const WIDE_COLUMNS = 6; // so few cells in a row have room for lamps and larger figures

/** States in which nobody is there: the plate is hollow. */
export const NO_PLATE = new Set(['paused', 'closed']);

/** The state of a window, at the right of its line. */
function State({ line, stale }) {
  if (line.kind === 'number' || line.kind === 'red') {
    return html`<span class=${`st ${line.kind === 'red' ? 'red' : ''}`}><${Num}>${line.number}<//></span>`;
  }
  if (line.kind === 'direct' || line.kind === 'free') {
    const key = line.kind === 'direct' ? 'window.free_direct' : 'window.free';
    return html`<span class="st ready"><${Lamp} kind=${stale ? 'ring' : 'on'} />${t(key)}</span>`;
  }
  if (line.opens) return html`<span class="st closed">${t('window.opens', { time: line.opens })}</span>`;
  return html`<span class=${`st ${line.kind}`}>${t(`window.${line.kind}`)}</span>`;
}

/** The short name; in English there is none, so the whole. */
export const shortName = (window) => (english() && window.name_en) || window.name_short || window.name || '';

/** Type size and room (u) of the windows' names. */
function namesOf(windows, layout, portrait, large) {
  const { size, room } = (large && !portrait ? NAME_LARGE : NAME)[layout] || NAME.rows;
  const width = portrait ? NAME_PORTRAIT_ROOM[layout] : room;
  return { size: listSize(windows.map(shortName), size, width), width };
}

function Name({ window, size, width }) {
  const name = shortName(window);
  const fitted = fitText(name, size, width, NAME_MIN);
  const long = textWidth(name) * NAME_MIN > width;
  return html`<b class=${long ? 'long' : ''} style=${{ fontSize: `calc(${fitted} * var(--u))` }}>${name}</b>`;
}

function Row({ window, names, red, stale, today }) {
  const line = windowLine(window, red, today);
  return html`<li class=${`wr ${line.kind}`}>
    <${Plate} number=${window.number} hollow=${NO_PLATE.has(line.kind)} />
    <${Name} window=${window} ...${names} />
    <${State} line=${line} stale=${stale} />
  </li>`;
}

export function Cell({ window, red, stale, named, today, room }) {
  const line = windowLine(window, red, today);
  const name = shortName(window);
  const size = room && numberWidth(line.number || '') > CELL_EM ? fitNumber(line.number, CELL_SIZE, room, 0) : null;
  return html`<li class=${`cell ${line.kind}`} style=${size ? { '--cell': size } : {}}>
    <${Plate} number=${window.number} hollow=${NO_PLATE.has(line.kind)} />
    <div class="what"><${State} line=${line} stale=${stale} />${named && textWidth(name) <= 10 ? html`<b>${name}</b>` : null}</div>
  </li>`;
}

function Grid({ windows, portrait, red, stale, today }) {
  const shown = windows.slice(0, GRID_MAX);
  const { columns, rows } = gridShape(shown.length, portrait);
  const style = { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` };
  const named = !portrait && rows <= 3;
  const wide = named && columns <= WIDE_COLUMNS;
  const room = wide ? null : GRID_U[portrait ? 'portrait' : 'landscape'] / columns - CELL_PARTS_U;
  return html`<ul class=${`grid ${named ? 'named' : ''} ${wide ? 'wide' : ''}`} style=${style}>
    ${shown.map((w) => html`<${Cell} key=${w.number} window=${w} red=${red} stale=${stale} named=${named} today=${today} room=${room} />`)}
  </ul>`;
}

export function Windows({ snapshot, layout, portrait, red, stale, large }) {
  const windows = snapshot.windows || [];
  const today = String(snapshot.now || '').slice(0, 10);
  if (layout === 'none') return html`<div></div>`;
  if (layout === 'grid') return html`<${Grid} windows=${windows} portrait=${portrait} red=${red} stale=${stale} today=${today} />`;
  const style = { '--rows': windows.length, '--fit': numbersFit(windows.map((w) => w.number_called)) };
  if (!portrait && !large) style['--most'] = rowHeight(layout, windows.length, snapshot.queues || [], stale);
  const names = namesOf(windows, layout, portrait, large);
  return html`<section class="wins" style=${style}>
    <h2 class="label"><${Label} of="board.windows" /></h2>
    <ul>${windows.map((w) => html`<${Row} key=${w.number} window=${w} names=${names} red=${red} stale=${stale} today=${today} />`)}</ul>
  </section>`;
}

/** How many wait per queue: squares beside the windows, or one strip below the grid. */
export function Waiting({ snapshot, layout, portrait }) {
  const queues = snapshot.queues || [];
  if (!queues.length) return null;
  const strip = layout === 'grid' || portrait;
  const { columns, words, form: beside } = waitingShape(queues, layout === 'compact');
  const rows = queues.length > (portrait ? 7 : 10) ? `twice ${queues.length > (portrait ? 14 : 20) ? 'many' : ''}` : '';
  const form = strip ? `strip ${rows}` : beside;
  const style = strip ? {} : { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
  return html`<section class=${`wait ${form}`}>
    <h2 class="label"><${Label} of="board.waiting" /></h2>
    <ul style=${style}>${queues.map((queue) => html`<li class="wq" key=${queue.prefix}>
      <${QueueSquare} prefix=${queue.prefix} outlined /><${Num}>${queue.waiting}<//>
      ${words && !strip && !english() ? html`<span>${t('board.person')}</span>` : null}
    </li>`)}</ul>
  </section>`;
}
