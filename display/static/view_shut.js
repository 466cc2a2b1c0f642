/* The board when nobody is served: before opening, after closing, and long without a connection. */
import { html, Num, Plate, tick, useComputed } from '@shared/ui.js';
import { fitText, GRID_MAX, gridShape } from './board_layout.js';
import { dayText, dayWord, isoClock } from './hall_time.js';
import { textWidth } from './line_breaks.js';
import { english, Label, Second, t } from './view_words.js';
import { shortName } from './view_windows.js';

const NAME_ROOM = { zh: 330, en: 220, few: 170 }; // the English for a day of next week is long, longer in the large rows
const BESIDE_EM = 4.9; // room for the words beside the time, em of their size
const TITLES = { before: 'shut.before', break: 'shut.break', holiday: 'shut.holiday' };

/** When a window opens next, in the words of the page; a cell has room for the time or the day. */
function opening(window, page, nowMs, { narrow, hallDay }) {
  if (!window.opens_at) return page === 'before' ? t('window.not_today') : '';
  const today = dayWord(window.opens_at, nowMs).key === 'day.today';
  const time = html`<${Num}>${isoClock(window.opens_at)}<//>`;
  if (page === 'before' && today) return time;
  const day = dayText(t, window.opens_at, nowMs);
  if (narrow) return day === hallDay ? time : html`<span>${day}</span>`;
  return html`<span>${day}</span>${time}`;
}

function Openings({ windows, page, nowMs, layout, portrait, hallDay }) {
  const shown = windows.slice(0, GRID_MAX);
  const grid = layout === 'grid';
  const { columns, rows } = gridShape(shown.length, portrait);
  const style = grid ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gridTemplateRows: `repeat(${rows}, minmax(0, 1fr))` } : {};
  const room = portrait ? 560 : NAME_ROOM[english() ? (layout === 'few' ? 'few' : 'en') : 'zh'];
  const size = (name) => fitText(name, 38, room, 26);
  return html`<section class="wins shut">
    <h2 class="label"><${Label} of=${page === 'before' ? 'shut.opening' : 'shut.windows'} /></h2>
    <ul class=${grid ? 'grid' : ''} style=${style}>${shown.map((w) => {
      const name = shortName(w);
      const state = html`<span class="st at">${opening(w, page, nowMs, { narrow: grid, hallDay })}</span>`;
      if (grid) return html`<li class="cell closed" key=${w.number}><${Plate} number=${w.number} hollow /><div class="what">${state}</div></li>`;
      return html`<li class="wr closed" key=${w.number}>
        <${Plate} number=${w.number} hollow />
        <b class=${textWidth(name) * 26 > room ? 'long' : ''} style=${{ fontSize: `calc(${size(name)} * var(--u))` }}>${name}</b>${state}
      </li>`;
    })}</ul>
  </section>`;
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
