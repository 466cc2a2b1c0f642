/* The next few numbers of each queue: who is at a window now, who should come near, how many wait. Numbers only. */
import { html, Num, Plate, QueueSquare } from '@shared/ui.js';
import { fitText, listSize, numbersFit, pageOf, windowLayout } from './board_layout.js';
import { textWidth } from './line_breaks.js';
import { Frame, stateOf } from './view_frame.js';
import { Listen, Shut, ShutLine } from './view_shut.js';
import { Label, named, t } from './view_words.js';
import { nextCount, nextShape } from './zone_layout.js';

const NAME = { tall: { size: 52, room: 326 }, stack: { size: 46, room: 720 }, mid: { size: 34, room: 196 }, low: { size: 30, room: 210 } };

function Row({ row, style, size, many, red }) {
  const name = named(row);
  const { room } = NAME[style];
  const fitted = fitText(name, size, room, 26);
  const now = row.called && html`<${Num}>${row.called.number}<//><${Plate} number=${row.called.window} />`;
  const hot = row.called && red.has(row.called.number);
  return html`<li class=${`nx ${hot ? 'red' : ''}`} data-queue=${row.prefix}>
    <${QueueSquare} prefix=${row.prefix} outlined />
    <b class=${textWidth(name) * 26 > room ? 'long' : ''} style=${{ fontSize: `calc(${fitted} * var(--u))` }}>${name}</b>
    <span class="now">${now}</span>
    <span class="then">${row.numbers.slice(0, many).map((one) => html`<${Num} key=${one}>${one}<//>`)}</span>
    <span class="count"><${Num}>${row.waiting}<//></span>
  </li>`;
}

function Titles({ columns }) {
  return Array.from({ length: columns }, (_, i) => html`<p class="nx-titles" key=${i}>
    <span class="label what"><${Label} of="next.queue" /></span><span class="label"><${Label} of="next.now" /></span>
    <span class="label"><${Label} of="next.title" /></span><span class="label count"><${Label} of="next.waiting" /></span></p>`);
}

function NextPage({ snapshot, calls, form, stale, large, turn }) {
  const rows = snapshot.next || [];
  const { columns, rows: many, style, shown } = nextShape(rows.length, form, stale);
  const numbers = nextCount(style, form, large);
  const parts = Math.max(1, Math.ceil(rows.length / shown)); // more queues than places: part after part, as the notices change
  const first = (turn % parts) * shown;
  const part = rows.slice(first, first + shown);
  const grid = { gridTemplateRows: `repeat(${many}, minmax(0, 1fr))`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` };
  const red = stale ? new Set() : calls.red;
  const size = listSize(rows.map((row) => named(row)), NAME[style].size, NAME[style].room);
  return html`<div key=${style} class=${`page next-page style-${style} form-${form}`} style=${{ '--fit': numbersFit(rows.flatMap((row) => [...row.numbers, row.called && row.called.number])) }}>
    <div class="nx-head" style=${{ gridTemplateColumns: grid.gridTemplateColumns }}><${Titles} columns=${columns} /></div>
    <ul style=${grid}>${part.map((row) => html`<${Row} key=${row.prefix} row=${row} style=${style} size=${size} many=${numbers} red=${red} />`)}</ul>
    <p class="nx-note">${t('next.note')}</p>
  </div>`;
}

export function NextNumbers({ link, calls, notice, removed, portrait, strip, sound }) {
  const { snapshot, lost, gone, large } = stateOf(link, removed);
  const page = snapshot && !gone ? pageOf(snapshot, calls.value.red.size > 0) : 'none';
  const form = strip ? 'strip' : portrait ? 'portrait' : 'landscape';
  const shut = page === 'before' || page === 'after';
  const area = snapshot && snapshot.screen && snapshot.screen.zone ? named(snapshot.screen, 'zone') : null;
  const layout = shut ? windowLayout(snapshot.windows.length) : 'next';
  return html`<${Frame} link=${link} notice=${notice} removed=${removed} portrait=${portrait} sound=${sound} area=${area} footless=${strip}
      form=${`lay-${layout} ${strip ? 'is-strip' : ''}`} page=${page}>
    ${page === 'calls' ? html`<${NextPage} snapshot=${snapshot} calls=${calls.value} form=${form} stale=${lost} large=${large} turn=${notice.value} />` : null}
    ${shut ? (strip ? html`<div class="page strip-shut"><${ShutLine} snapshot=${snapshot} page=${page} /></div>`
      : html`<${Shut} snapshot=${snapshot} layout=${layout} portrait=${portrait} page=${page} />`) : null}
    ${gone ? html`<${Listen} />` : null}
    ${!snapshot && !lost ? html`<div class="page"></div>` : null}
  <//>`;
}
