/* The board when nobody is served: before opening, after closing, and long without a connection. */
import { html, Num, Plate, tick, useComputed } from '@shared/ui.js';
import { fitText, GRID_MAX, gridShape, listSize } from './board_layout.js';
import { dayText, dayWord, isoClock } from './hall_time.js';
import { textWidth } from './line_breaks.js';
import { english, Label, Second, t } from './view_words.js';
import { shortName } from './view_windows.js';

const BESIDE_EM = 4.9; // room for the words beside the time, em of their size
const TITLES = { before: 'shut.before', break: 'shut.break', holiday: 'shut.holiday' };

// A window's row, u: its width (one column of two where they stand so), plate, gaps, and the type of the day and of the time.
const ROW = { landscape: 612, portrait: 984, column: 472 };
const PARTS = { few: { plate: 88, day: 44, time: 62 }, rows: { plate: 64, day: 38, time: 62 }, compact: { plate: 52, day: 36, time: 54 }, grid: {} };
const GAP = { name: 20, time: 18 };
const NAME_LEAST_U = 180; // with less beside it a name stands in too many lines

/** When a window opens next, in the words of the page: {day, time}; a narrow place has room for one of them. */
function opening(window, page, nowMs, { narrow, hallDay }) {
  if (!window.opens_at) return { day: page === 'before' ? t('window.not_today') : '', time: '' };
  const time = isoClock(window.opens_at);
  if (page === 'before' && dayWord(window.opens_at, nowMs).key === 'day.today') return { day: '', time };
  const day = dayText(t, window.opens_at, nowMs);
  if (!narrow) return { day, time };
  return day === hallDay ? { day: '', time } : { day, time: '' };
}

const Opens = ({ day, time }) => html`<span class="st at">${day ? html`<span>${day}</span>` : null}${time ? html`<${Num}>${time}<//>` : null}</span>`;

/** Room (u) for a name beside the widest opening. */
function nameRoom(openings, layout, row) {
  const { plate, day, time } = PARTS[layout];
  const widest = Math.max(0, ...openings.map((o) => textWidth(o.day) * day + textWidth(o.time) * time + (o.day && o.time ? GAP.time : 0)));
  return row - plate - 2 * GAP.name - widest;
}

function Openings({ windows, page, nowMs, layout, portrait, hallDay }) {
  const shown = windows.slice(0, GRID_MAX);
  const grid = layout === 'grid';
  const columns = portrait && layout === 'compact';
  const row = columns ? ROW.column : ROW[portrait ? 'portrait' : 'landscape'];
  const ways = [false, true].map((narrow) => shown.map((w) => opening(w, page, nowMs, { narrow, hallDay })));
  const openings = ways[Number(grid || nameRoom(ways[0], layout, row) < NAME_LEAST_U)];
  const head = html`<h2 class="label"><${Label} of=${page === 'before' ? 'shut.opening' : 'shut.windows'} /></h2>`;
  if (grid) {
    const shape = gridShape(shown.length, portrait);
    const style = { gridTemplateColumns: `repeat(${shape.columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${shape.rows}, minmax(0, 1fr))` };
    return html`<section class="wins shut">${head}<ul class="grid" style=${style}>${shown.map((w, n) => html`<li class="cell closed" key=${w.number}>
      <${Plate} number=${w.number} hollow /><div class="what"><${Opens} ...${openings[n]} /></div></li>`)}</ul></section>`;
  }
  const room = nameRoom(openings, layout, row);
  const names = shown.map(shortName);
  const size = listSize(names, 38, room);
  return html`<section class="wins shut" style=${{ '--rows': shown.length }}>${head}<ul>${shown.map((w, n) => html`<li class="wr closed" key=${w.number}>
    <${Plate} number=${w.number} hollow /><b class=${textWidth(names[n]) * 26 > room ? 'long' : ''} style=${{ fontSize: `calc(${fitText(names[n], size, room, 26)} * var(--u))` }}>${names[n]}</b>
    <${Opens} ...${openings[n]} /></li>`)}</ul></section>`;
}

/** The lines below the time: from when the kiosk gives numbers, and the hours. */
function Lines({ open, page }) {
  const noon = open.noon ? t('shut.noon') : '';
  const comma = t('shut.comma');
  const hours = open.hours ? t(page === 'before' ? 'shut.today' : 'shut.hours', { hours: open.hours.replace(/-/g, '–').replace(/ /g, comma) }) : '';
  const kiosk = open.closed_reason === 'before' && open.kiosk_opens_at ? t('shut.kiosk', { time: isoClock(open.kiosk_opens_at) }) : '';
  return html`<p class="lines">
    ${kiosk ? html`<span>${kiosk}</span>` : null}
    ${hours ? html`<span>${[hours, noon].filter(Boolean).join(comma)}</span>` : null}
  </p>`;
}

export function Shut({ snapshot, page, layout, portrait }) {
  const minute = useComputed(() => Math.floor(tick.value / 60_000) * 60_000);
  const open = snapshot.open;
  const title = TITLES[open.closed_reason] || 'shut.after';
  const day = open.opens_at && page === 'after' ? dayText(t, open.opens_at, minute.value) : null;
  const begin = [day, t('shut.begin')].filter(Boolean);
  if (english()) begin.reverse(); // opens next Monday
  const fit = { '--fit': Math.min(1, BESIDE_EM / Math.max(...begin.map(textWidth))) };
  return html`<div class="page shut-page">
    <div class="left">
      <h2><${Label} of=${title} /></h2>
      ${open.opens_at ? html`<p class=${isoClock(open.opens_at).length > 4 ? 'when long' : 'when'}><${Num}>${isoClock(open.opens_at)}<//>
        <b style=${fit}>${begin.map((words) => html`<span key=${words}>${words}</span>`)}</b></p>` : null}
      <${Lines} open=${open} page=${page} />
    </div>
    <div class="right">
      <${Openings} windows=${snapshot.windows || []} page=${page} nowMs=${minute.value} layout=${layout} portrait=${portrait} hallDay=${day} />
    </div>
  </div>`;
}

/** In one line, for a place under other things: closed, and when it opens again. */
export function ShutLine({ snapshot, page }) {
  const { open } = snapshot;
  const day = open.opens_at && page === 'after' ? dayText(t, open.opens_at, tick.value) : '';
  const [first, last] = english() ? [`${t('shut.begin')} ${day} `, ''] : [`${day} `, t('shut.begin')];
  const opens = open.opens_at ? html`<span>${first}<${Num}>${isoClock(open.opens_at)}<//> ${last}</span>` : null;
  return html`<p class="shut-line"><b>${t(TITLES[open.closed_reason] || 'shut.after')}</b>${opens}</p>`;
}

/** What remains after half an hour without the server. */
export function Listen() {
  return html`<div class="page listen"><b>${t('lost.listen')}</b><${Second} of="lost.listen" /></div>`;
}
