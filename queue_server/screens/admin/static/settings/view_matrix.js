// Who calls which queue: queues down, windows across, one cell for each pair.
import { figures } from '@shared/staff.js';
import { html, Icon, Key, useRef, useState } from '@shared/ui.js';
import { english, lost, t } from '../store.js';
import { faultOf, FaultLine } from './form.js';
import { allGeneral, arrow, callOrder, cellOf, changedCells, coverage, KEYS, nextState, withCell } from './matrix.js';
import { base, draft, edit, faults } from './store.js';
import { TrialDialog, tryDay } from './view_trial.js';

const nameOf = (one) => (english.value && one.name_en) || one.name;
const shortOf = (window) => (english.value ? window.name_en : window.name_short || window.name);

function orderWords(window) {
  const order = callOrder(window);
  return order.length ? order.map((tier) => tier.join(t('matrix.and'))).join(' → ') : t('matrix.nobody');
}

function Cell({ window, queue, at, focus, changed, onFocus, onKey, onPress }) {
  const state = cellOf(window, queue.prefix);
  const words = t('matrix.cell', { queue: `${queue.prefix} ${nameOf(queue)}`, window: window.number, state: t(`matrix.${state}`) });
  return html`<td><button type="button" class=${`cell ${state}`} data-cell=${`${at.row}-${at.column}`} tabindex=${focus ? 0 : -1}
    aria-label=${`${words}${changed ? t('matrix.unsaved') : ''}`} onFocus=${onFocus} onKeyDown=${onKey} onClick=${onPress}>
    ${t(`matrix.${state}`)}${changed ? html`<i class="dot" aria-hidden="true"></i>` : null}</button></td>`;
}

function Checks({ windows, queues }) {
  const alone = queues.filter((queue) => coverage(windows, queue.prefix).alone);
  const orphans = queues.filter((queue) => coverage(windows, queue.prefix).count === 0);
  const line = (ok, text) => html`<li><${Icon} name=${ok ? 'check' : 'warning'} class=${ok ? 'good' : 'bad'} /><span>${figures(text)}</span></li>`;
  const first = alone[0] && t('matrix.alone', { letters: alone.map((queue) => queue.prefix).join(t('plain.list')), window: coverage(windows, alone[0].prefix).windows[0], queue: nameOf(alone[0]) });
  const items = Object.values(base.value.items).reduce((sum, n) => sum + n, 0);
  return html`<section class="notes"><h2>${t('matrix.checks')}</h2><ul>
    ${first ? line(false, first) : null}
    ${orphans.length ? line(false, t('matrix.orphans', { letters: orphans.map((queue) => queue.prefix).join(t('plain.list')) })) : line(true, t('matrix.covered', { n: items }))}
    ${line(true, t('matrix.calm'))}</ul></section>`;
}

function How() {
  return html`<section class="notes how"><h2>${t('matrix.how')}</h2><p>${t('matrix.how_click')}</p>
    <p>${t('matrix.how_keys')} <kbd>1</kbd> ${t('matrix.own')} <kbd>2</kbd> ${t('matrix.help')} <kbd>0</kbd> ${t('matrix.not')}</p><p>${t('matrix.how_help')}</p></section>`;
}

const itemsWord = ({ prefix }) => (base.value.items[prefix] ? t('matrix.items', { n: base.value.items[prefix] }) : t('matrix.direct'));

function Row({ queue, row, windows, at, changed, act }) {
  const { count, alone } = coverage(windows, queue.prefix);
  return html`<tr><th scope="row" class="queue"><span class="queue-words"><b class="num letter">${queue.prefix}</b><span><b>${nameOf(queue)}</b><span class="quiet">${figures(itemsWord(queue))}</span></span></span></th>
    ${windows.map((window, column) => html`<${Cell} key=${window.number} window=${window} queue=${queue} at=${{ row, column }} focus=${at.row === row && at.column === column}
      changed=${changed.has(`${window.number}/${queue.prefix}`)} onFocus=${() => act.focus(row, column)} onKey=${(event) => act.key(event, row, column)} onPress=${() => act.press(row, column)} />`)}
    <td class=${`count ${count < 2 ? 'warn' : ''}`}>${figures(t('matrix.count', { n: count }))}${alone ? html`<br />${t('matrix.no_substitute')}` : null}</td></tr>`;
}

export function MatrixPage() {
  const { windows, queues } = draft.value;
  const [at, setAt] = useState({ row: 0, column: 0 });
  const table = useRef(null);
  const order = queues.map((queue) => queue.prefix);
  const changed = new Set(changedCells(base.value.sections.windows, windows, order).map((one) => `${one.window}/${one.prefix}`));
  const set = (row, column, state) => edit('windows', windows.map((window, i) => (i === column ? withCell(window, order[row], state, order) : window)));
  const act = {
    focus: (row, column) => setAt({ row, column }),
    press: (row, column) => set(row, column, nextState(cellOf(windows[column], order[row]))),
    key(event, row, column) {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const state = KEYS[event.code];
      const next = arrow({ row, column }, event.code, queues.length, windows.length);
      if (!state && !next) return;
      event.preventDefault();
      if (state) set(row, column, state);
      else table.current.querySelector(`[data-cell="${next.row}-${next.column}"]`).focus();
    },
  };
  const problems = faults.value.filter((one) => one.path.startsWith('windows[') && /\.(own|help)/.test(one.path));
  return html`<div class="setting-page wide-page">
    <header class="page-head"><h1>${t('nav.matrix')}</h1><p class="quiet grow">${t('matrix.lead')}</p>
      <${Key} onPress=${() => edit('windows', allGeneral(windows, order))}>${t('matrix.all_general')}<//><${Key} disabled=${lost.value} onPress=${tryDay}>${t('trial.key')}<//><a class="key" href="#window/new">${t('matrix.add_window')}</a></header>
    <div class="matrix-box" role="group" aria-label=${t('nav.matrix')}><table class="matrix" ref=${table}>
      <thead><tr><th scope="col" class="queue">${t('matrix.queue')}</th>${windows.map((window, i) => html`<th scope="col" key=${window.number}><a href=${`#window/${window.number}`}><b><span class="num">${window.number}</span>${english.value ? null : html`<small>${t('matrix.number')}</small>`}</b>
        <span class="short">${shortOf(window)}</span></a>${faultOf(`windows[${i + 1}].own`) ? html`<${FaultLine} id=${`window-${i}`} words=${faultOf(`windows[${i + 1}].own`)} />` : null}</th>`)}<th scope="col" class="count"><span class="unseen">${t('matrix.windows')}</span></th></tr></thead>
      <tbody>${queues.map((queue, row) => html`<${Row} key=${queue.prefix} queue=${queue} row=${row} windows=${windows} at=${at} changed=${changed} act=${act} />`)}</tbody>
      <tfoot><tr><th scope="row" class="queue">${t('matrix.order')}</th>${windows.map((window) => html`<td key=${window.number} class="order">${orderWords(window)}</td>`)}<td></td></tr></tfoot>
    </table></div>
    ${problems.length ? html`<ul class="elsewhere">${problems.map((one) => html`<li key=${one.path}>${figures(english.value ? one.en : one.zh)}</li>`)}</ul>` : null}
    <div class="two-notes"><${Checks} windows=${windows} queues=${queues} /><${How} /></div><${TrialDialog} />
  </div>`;
}
