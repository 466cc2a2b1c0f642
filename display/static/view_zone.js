/* The board of a waiting zone: the calls as on the hall board, beside them the queues that wait here and who is next. */
import { html, Num, Plate, QueueSquare } from '@shared/ui.js';
import { fitText, listSize, numbersFit, pageOf, windowLayout, windowLine } from './board_layout.js';
import { Calls, Recent } from './view_calls.js';
import { Frame, stateOf } from './view_frame.js';
import { Listen, Shut } from './view_shut.js';
import { Cell, NO_PLATE } from './view_windows.js';
import { english, Label, named, t } from './view_words.js';
import { zoneShape } from './zone_layout.js';

const NEXT_HERE = 3;
const ROOMY_MOST = 3; // queues that have room for the large type

function Waits({ row }) {
  return html`<span class="count"><${Num}>${row.waiting}<//>${english() ? null : html`<small class="unit">${t('board.person')}</small>`}</span>`;
}

function Queue({ row, how, room, usual }) {
  if (how === 'cells') return html`<li class="wq"><${QueueSquare} prefix=${row.prefix} outlined /><${Num}>${row.waiting}<//></li>`;
  const name = named(row);
  const size = fitText(name, usual, room, 26);
  return html`<li class=${`zq ${how}`}>
    <p class="what"><${QueueSquare} prefix=${row.prefix} outlined /><b style=${{ fontSize: `calc(${size} * var(--u))` }}>${name}</b><${Waits} row=${row} /></p>
    ${how === 'two' ? html`<p class="then">${row.numbers.length ? html`<span class="label">${t('next.title')}</span>${row.numbers.slice(0, NEXT_HERE).map((one) => html`<${Num} key=${one}>${one}<//>`)}`
      : html`<span class="label">${t('next.nobody')}</span>`}</p>` : null}
  </li>`;
}

function HereWindows({ windows, how, red, stale, today }) {
  if (how === 'none') return null;
  return html`<section class=${`here ${how}`}>
    <h2 class="label"><${Label} of="board.windows" /></h2>
    <ul>${windows.map((window) => (how === 'cells'
      ? html`<${Cell} key=${window.number} window=${window} red=${red} stale=${stale} today=${today} />`
      : html`<li key=${window.number}><${Plate} number=${window.number} hollow=${NO_PLATE.has(windowLine(window, red, today).kind)} /></li>`))}</ul>
  </section>`;
}

function ZonePage({ snapshot, calls, portrait, stale, offset, large }) {
  const { fields, recent, red } = calls;
  const shown = stale ? fields.slice(0, 1) : fields;
  const rows = snapshot.next || [];
  const windows = snapshot.windows || [];
  const shape = zoneShape(rows.length, large ? 0 : windows.length, portrait, stale);
  const today = String(snapshot.now || '').slice(0, 10);
  const room = portrait ? 600 : 320;
  const usual = listSize(rows.map((row) => named(row)), shape.queues === 'two' ? 46 : 40, room);
  return html`<div class=${`page calls-page fields-${shown.length || 1}`}>
    <div class="left"><${Calls} snapshot=${snapshot} fields=${shown} layout="rows" portrait=${portrait} stale=${stale} offset=${offset} />
      <${Recent} calls=${recent} fields=${shown.length} layout="rows" portrait=${portrait} stale=${stale} large=${large} /></div>
    <div class="right">
      <section class=${`zone-queues ${shape.queues} ${large && !stale && rows.length <= ROOMY_MOST ? 'roomy' : ''}`} style=${{ '--fit': numbersFit(rows.flatMap((row) => row.numbers)) }}>${rows.length ? html`<h2 class="label"><${Label} of="zone.queues" /></h2>` : null}
        <ul>${rows.map((row) => html`<${Queue} key=${row.prefix} row=${row} how=${shape.queues} room=${room} usual=${usual} />`)}</ul></section>
      <${HereWindows} windows=${windows} how=${large ? 'none' : shape.windows} red=${red} stale=${stale} today=${today} />
    </div>
  </div>`;
}

export function Zone({ link, calls, notice, removed, portrait, sound }) {
  const { snapshot, lost, gone, offset, large } = stateOf(link, removed);
  const page = snapshot && !gone ? pageOf(snapshot, calls.value.red.size > 0) : 'none';
  const shared = { snapshot, portrait, stale: lost, offset, large };
  const area = snapshot && snapshot.screen && snapshot.screen.zone ? named(snapshot.screen, 'zone') : null;
  const layout = page === 'calls' ? 'zone' : windowLayout(snapshot ? snapshot.windows.length : 0);
  return html`<${Frame} link=${link} notice=${notice} removed=${removed} portrait=${portrait} sound=${sound} form=${`lay-${layout}`} page=${page} area=${area}>
    ${page === 'calls' ? html`<${ZonePage} ...${shared} calls=${calls.value} />` : null}
    ${page === 'before' || page === 'after' ? html`<${Shut} ...${shared} layout=${layout} page=${page} />` : null}
    ${gone ? html`<${Listen} />` : null}
    ${!snapshot && !lost ? html`<div class="page"></div>` : null}
  <//>`;
}
