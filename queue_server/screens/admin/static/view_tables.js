// The tables of the live view.
import { figures } from '@shared/staff.js';
import { hhmm, html, Lamp } from '@shared/ui.js';
import { allDevices, clockOf, deviceGroups, grown, lampOf, minutes, openAlarms, percent, quarters, queueBar, queueOrder, windowElapsed, windowLamp } from './logic.js';
import { big, english, named, now, snapshot, t } from './store.js';

const PHONE = matchMedia('(max-width: 700px)');
const part = (value) => `${Math.round(value * 1000) / 10}%`;

function stateWords(row) {
  if (row.state !== 'paused') return t(`state.${row.state}`);
  const known = row.pause_reason && t.has(`pause.${row.pause_reason}`);
  return html`${t('state.paused')}${known ? html` <span class="reason">${t(`pause.${row.pause_reason}`)}</span>` : null}`;
}

export function WindowTable() {
  const { windows } = snapshot.value;
  return html`<table class="windows"><thead><tr>
      <th class="number">${t('windows.window')}</th><th class="name"><span class="unseen">${t('windows.name')}</span></th>
      ${big.value ? null : html`<th class="clerk">${t('windows.clerk')}</th>`}<th>${t('windows.state')}</th><th>${t('windows.ticket')}</th>
      <th class="right">${t('windows.elapsed')}</th><th class="right">${t('windows.today')}</th></tr></thead>
    <tbody>${windows.map((row) => {
      const { seconds, late } = windowElapsed(row, now.value);
      return html`<tr key=${row.number} class=${row.state === 'closed' ? 'shut' : ''}>
        <td class="number"><b class="fig">${row.number}</b></td><td class="name">${english.value ? row.name_en || row.name : row.name_short || row.name}</td>
        ${big.value ? null : html`<td class="clerk quiet">${row.clerk ? row.clerk.name || row.clerk : ''}</td>`}
        <td class="state"><${Lamp} kind=${windowLamp(row.state)} /><span>${stateWords(row)}</span></td>
        <td class="ticket"><b class="fig">${row.number_ticket || ''}</b></td>
        <td class=${`right elapsed ${late ? 'late' : ''}`}><b class="fig">${seconds === null ? '' : clockOf(seconds)}</b></td>
        <td class="right fig today">${row.done_today}</td></tr>`;
    })}</tbody></table>`;
}

function waitNow(queue) {
  if (!queue.waiting && queue.wait && queue.wait.high_s === 0) return t('wait.none');
  if (!queue.wait) return t('wait.unknown');
  const [low, high] = [minutes(queue.wait.low_s), minutes(queue.wait.high_s)];
  if (!high) return t('wait.none');
  if (!low) return t('wait.within', { n: high });
  return low === high ? t('wait.one', { n: high }) : t('wait.range', { low, high });
}

export function QueueTable() {
  const { queues, target_s: target, alarms, now: at } = snapshot.value;
  const byWait = PHONE.matches && openAlarms(alarms).length > 0;
  return html`<table class="queues"><thead><tr>
      <th class="prefix"><span class="queue-head">${t('queues.queue')}</span></th><th class="name"><span class="unseen">${t('queues.name')}</span></th><th class="right">${t('queues.waiting')}</th>
      <th class="bar"><span class="bar-head">${t('queues.longest')}</span></th><th class="words"><span class="unseen">${t('queues.longest_words')}</span></th><th class="right now">${t('queues.now')}</th></tr></thead>
    <tbody>${queueOrder(queues, byWait).map((queue) => {
      const waited = grown(queue.longest_s, queue.waiting, at, now.value);
      const bar = queueBar(waited, queue.target_s || target);
      const longest = minutes(waited);
      return html`<tr key=${queue.prefix}>
        <td class="prefix"><b class="fig">${queue.prefix}</b></td><td class="name">${named(queue)}</td>
        <td class="right waiting"><b class="fig">${queue.waiting}</b></td>
        <td class="bar"><span class=${`track ${bar.over ? 'over' : ''}`} aria-hidden="true"><i style=${{ width: part(bar.part) }}></i><em style=${{ left: part(bar.tick) }}></em></span></td>
        <td class=${`words ${bar.over ? 'over' : ''}`}>${!queue.waiting ? html`<span class="quiet">${t('queues.nobody')}</span>`
          : [figures(t('queues.min', { n: longest })), bar.over ? html`<span class="by">${figures(t('queues.by', { over: bar.over }))}</span>` : null]}</td>
        <td class="right now quiet">${figures(waitNow(queue))}</td></tr>`;
    })}</tbody></table>`;
}

/** The name it was given; in English, where it has no English one, a device at a window is called by its kind and that window. */
export function deviceName(one) {
  if (!english.value || one.name_en || !one.window || !t.has(`kind.${one.kind}`)) return named(one);
  return `${t(`kind.${one.kind}`, { n: 1 })} ${one.window}`;
}

/** How it is, in words; of several troubles the first `most`. */
export function deviceWords(one, most = 1) {
  if (one.state === 'silent') return one.since ? t('device.silent_for', { n: minutes((now.value - Date.parse(one.since)) / 1000) }) : t('device.silent');
  if (one.state === 'down') return one.why && t.has(`why.${one.why}`) ? t(`why.${one.why}`) : t('device.down');
  return one.troubles.slice(0, most).map((name) => t(`trouble.${name}`)).join(t('plain.semicolon')) || t(`device.${one.state}`);
}

const FINE = { printer: 'device.all_paper', display: 'device.all_voice' };

function groupWords({ kind, rows, troubled }) {
  if (!troubled.length) return t(FINE[kind] || 'device.all_fine');
  if (troubled.length === rows.length && rows.every((one) => one.state === 'never')) return t('device.none_yet');
  const said = troubled.filter((one) => one.state !== 'never');
  const never = troubled.length - said.length;
  const words = said.slice(0, 2).map((one) => `${deviceName(one)}${t('plain.space')}${deviceWords(one)}`);
  if (never) words.push(t('device.never_n', { n: never }));
  return words.join(t('plain.semicolon'));
}

export function DeviceRows() {
  const { server } = snapshot.value;
  return html`<ul class="lines">
    ${deviceGroups(allDevices(snapshot.value)).map((group) => html`<li key=${group.kind}>
      <span class="what">${figures(`${t(`kind.${t.has(`kind.${group.kind}`) ? group.kind : 'other'}`, { n: group.rows.length })} ${group.rows.length}`)}</span>
      <span class="lamps">${group.rows.slice(0, 10).map((one) => html`<${Lamp} key=${one.id} kind=${lampOf(one)} />`)}</span>
      <span class="quiet">${figures(groupWords(group))}</span></li>`)}
    ${server ? html`<li><span class="what">${t('kind.server')}</span><span class="lamps"><${Lamp} kind=${server.disk_pct > 90 ? 'half' : 'on'} /></span>
      <span class="quiet">${figures(t('server.line', { disk: server.disk_pct, version: server.version }))}</span></li>` : null}
  </ul>`;
}

export function RatingRows() {
  const { ratings, absent } = snapshot.value;
  return html`<ul class="lines">
    <li><span>${figures(t('ratings.count', { n: ratings.count }))}</span><span class="end quiet">${figures(t('ratings.rate', { n: percent(ratings.count, ratings.served), bad: ratings.bad }))}</span></li>
    <li><span>${figures(t('absent.count', { n: absent.count }))}</span><span class="end quiet">${figures(t('absent.returned', { n: absent.returned }))}</span></li>
  </ul>`;
}

export function Chart() {
  const bars = quarters(snapshot.value.by_quarter || []);
  if (!bars.length) return null;
  const last = bars[bars.length - 1];
  return html`<figure class="chart"><figcaption>${t('chart.title')}<span class="quiet">${t('chart.quarter')}</span></figcaption>
    <div class="plot" role="img" aria-label=${t('chart.alt', { n: last.waiting })}>
      <div class="bars">${bars.map((bar) => html`<i key=${bar.at} style=${{ height: part(bar.part) }}></i>`)}<b class="fig">${last.waiting}</b></div>
      <div class="axis"><span>${hhmm(bars[0].at)}</span>${bars.length > 4 ? html`<span>${hhmm(last.at)}</span>` : null}</div>
    </div></figure>`;
}
