// The queues, devices and ratings of the live view.
import { figures } from '@shared/staff.js';
import { hhmm, html, Lamp } from '@shared/ui.js';
import { allDevices, deviceGroups, grown, lampOf, lampsOf, minutes, openAlarms, percent, quarters, queueBar, queueOrder, queuesListed } from './logic.js';
import { english, named, now, onPhone, snapshot, t } from './store.js';

const part = (value) => `${Math.round(value * 1000) / 10}%`;

function waitNow(queue) {
  if (!queue.waiting && queue.wait && queue.wait.high_s === 0) return t('wait.none');
  if (!queue.wait) return t('wait.unknown');
  const [low, high] = [minutes(queue.wait.low_s), minutes(queue.wait.high_s)];
  if (!high) return t('wait.none');
  if (!low) return t('wait.within', { n: high });
  return low === high ? t('wait.one', { n: high }) : t('wait.range', { low, high });
}

function QueueRow({ queue }) {
  const { target_s: target, now: at } = snapshot.value;
  const waited = grown(queue.longest_s, queue.waiting, at, now.value);
  const bar = queueBar(waited, queue.target_s || target);
  return html`<tr>
    <td class="prefix"><b class="fig">${queue.prefix}</b></td><td class="name">${named(queue)}</td>
    <td class="right waiting"><b class="fig">${queue.waiting}</b></td>
    <td class="bar"><span class=${`track ${bar.over ? 'over' : ''}`} aria-hidden="true"><i style=${{ width: part(bar.part) }}></i><em style=${{ left: part(bar.tick) }}></em></span></td>
    <td class=${`words ${bar.over ? 'over' : ''}`}>${!queue.waiting ? html`<span class="quiet">${t(onPhone.value ? 'queues.nobody_short' : 'queues.nobody')}</span>`
      : [figures(t('queues.min', { n: minutes(waited) })), bar.over ? html`<span class="by">${figures(t('queues.by', { over: bar.over }))}</span>` : null]}</td>
    <td class="right now quiet">${figures(waitNow(queue))}</td></tr>`;
}

function QueueTable({ queues }) {
  return html`<table class="queues"><thead><tr>
      <th class="prefix"><span class="queue-head">${t('queues.queue')}</span></th><th class="name"><span class="unseen">${t('queues.name')}</span></th><th class="right">${t('queues.waiting')}</th>
      <th class="bar"><span class="bar-head">${t('queues.longest')}</span></th><th class="words"><span class="unseen">${t('queues.longest_words')}</span></th><th class="right now">${t('queues.now')}</th></tr></thead>
    <tbody>${queues.map((queue) => html`<${QueueRow} key=${queue.prefix} queue=${queue} />`)}</tbody></table>`;
}

/** The queues; many of them in two tables side by side where the windows take the whole width. */
export function Queues({ wide }) {
  const { queues, alarms } = snapshot.value;
  const byWait = onPhone.value && openAlarms(alarms).length > 0;
  const { listed, quiet } = queuesListed(queueOrder(queues, byWait), onPhone.value);
  const half = wide && listed.length > 1 ? Math.ceil(listed.length / 2) : listed.length;
  const parts = [listed.slice(0, half), listed.slice(half)].filter((rows) => rows.length);
  return html`<div class=${wide ? 'side-by-side' : ''}>${parts.map((rows) => html`<${QueueTable} key=${rows[0].prefix} queues=${rows} />`)}</div>
    ${quiet.length ? html`<p class="quiet-queues quiet">${figures(t('queues.quiet', { n: quiet.length, letters: quiet.map((one) => one.prefix).join(' ') }))}</p>` : null}`;
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

const NAMED = 2;
const FINE = { printer: 'device.all_paper', display: 'device.all_voice' };

function groupWords({ kind, rows, troubled }) {
  if (!troubled.length) return t(FINE[kind] || 'device.all_fine');
  if (troubled.length === rows.length && rows.every((one) => one.state === 'never')) return t('device.none_yet');
  const said = troubled.filter((one) => one.state !== 'never');
  const never = troubled.length - said.length;
  const words = said.slice(0, NAMED).map((one) => `${deviceName(one)}${t('plain.space')}${deviceWords(one)}`);
  if (said.length > NAMED) words.push(t('device.more', { n: said.length - NAMED }));
  if (never) words.push(t('device.never_n', { n: never }));
  return words.join(t('plain.semicolon'));
}

function DeviceRow({ group }) {
  const { well, each } = lampsOf(group);
  const kind = t.has(`kind.${group.kind}`) ? group.kind : 'other';
  return html`<li>
    <span class="what">${figures(`${t(`kind.${kind}`, { n: group.rows.length })} ${group.rows.length}`)}</span>
    <span class="lamps">${well ? html`<${Lamp} kind="on" /><b class="n well">${well}</b>` : null}${each.map((one) => html`<${Lamp} key=${one.id} kind=${lampOf(one)} />`)}</span>
    <span class="quiet">${figures(groupWords(group))}</span></li>`;
}

export function DeviceRows() {
  const { server } = snapshot.value;
  return html`<ul class="lines">
    ${deviceGroups(allDevices(snapshot.value)).map((group) => html`<${DeviceRow} key=${group.kind} group=${group} />`)}
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
