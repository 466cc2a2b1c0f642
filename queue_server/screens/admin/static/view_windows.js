// The windows of the live view: a table of few, cells of many and on a phone.
import { html, Lamp } from '@shared/ui.js';
import { clockOf, windowElapsed, windowLamp } from './logic.js';
import { big, english, now, onPhone, snapshot, t } from './store.js';

const ROWS_MOST = 12;

const reasonOf = (row) => (row.state === 'paused' && t.has(`pause.${row.pause_reason}`) ? t(`pause.${row.pause_reason}`) : '');

const stateWords = (row) => (reasonOf(row) ? t('state.because', { state: t('state.paused'), why: reasonOf(row) }) : t(`state.${row.state}`));
const nameOf = (row) => (english.value ? row.name_en || row.name : row.name_short || row.name);
const clerkOf = (row) => (row.clerk ? row.clerk.name || row.clerk : '');

function Row({ row }) {
  const { seconds, late } = windowElapsed(row, now.value);
  return html`<tr class=${row.state === 'closed' ? 'shut' : ''}>
    <td class="number"><b class="fig">${row.number}</b></td><td class="name">${nameOf(row)}</td>
    ${big.value ? null : html`<td class="clerk quiet">${clerkOf(row)}</td>`}
    <td class="state"><${Lamp} kind=${windowLamp(row.state)} /><span>${stateWords(row)}</span></td>
    <td class="ticket"><b class="fig">${row.number_ticket || ''}</b></td>
    <td class=${`right elapsed ${late ? 'late' : ''}`}><b class="fig">${seconds === null ? '' : clockOf(seconds)}</b></td>
    <td class="right fig today">${row.done_today}</td></tr>`;
}

function Table({ windows }) {
  return html`<table class="windows"><thead><tr>
      <th class="number">${t('windows.window')}</th><th class="name"><span class="unseen">${t('windows.name')}</span></th>
      ${big.value ? null : html`<th class="clerk">${t('windows.clerk')}</th>`}<th>${t('windows.state')}</th><th>${t('windows.ticket')}</th>
      <th class="right">${t('windows.elapsed')}</th><th class="right">${t('windows.today')}</th></tr></thead>
    <tbody>${windows.map((row) => html`<${Row} key=${row.number} row=${row} />`)}</tbody></table>`;
}

/** A window in two lines: its number, state and age, and its ticket; on the desk also its name and who is there. */
function Cell({ row }) {
  const { seconds, late } = windowElapsed(row, now.value);
  return html`<li class=${`window-cell ${row.state === 'closed' ? 'shut' : ''}`}>
    <b class="fig number">${row.number}</b>
    <span class="state"><${Lamp} kind=${windowLamp(row.state)} /><span>${t(`state.${row.state}`)}</span></span>
    <b class=${`fig elapsed ${late ? 'late' : ''}`}>${seconds === null ? '' : clockOf(seconds)}</b>
    ${onPhone.value ? null : html`<span class="name quiet">${nameOf(row)}${big.value || !row.clerk ? null : html` <span class="clerk">${clerkOf(row)}</span>`}</span>`}
    ${row.number_ticket || onPhone.value ? html`<b class="fig ticket">${row.number_ticket || ''}</b>` : html`<span class="ticket reason quiet">${reasonOf(row)}</span>`}</li>`;
}

export const windowsInCells = () => onPhone.value || snapshot.value.windows.length > ROWS_MOST;

export function Windows() {
  const { windows } = snapshot.value;
  if (!windowsInCells()) return html`<${Table} windows=${windows} />`;
  return html`<ul class="window-cells">${windows.map((row) => html`<${Cell} key=${row.number} row=${row} />`)}</ul>`;
}
