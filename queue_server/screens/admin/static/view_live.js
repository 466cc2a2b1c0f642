// The live view: what needs somebody, six figures, then windows, queues, devices, ratings and today's waiting.
import { word } from '@shared/announce.js';
import { Cap, figures } from '@shared/staff.js';
import { hhmm, hhmmss, html, Icon, Key, Lamp, useState } from '@shared/ui.js';
import { silence, toggleBig } from './act.js';
import { alarmWords, allDevices, allOnline, grown, minutes, openAlarms, sentence, SHOWN_ALARMS } from './logic.js';
import { big, busy, english, lost, now, snapshot, t } from './store.js';
import { Chart, DeviceRows, QueueTable, RatingRows, WindowTable } from './view_tables.js';

function Head() {
  const { alarms, target_s: target } = snapshot.value;
  const { key, params, calm } = sentence(alarms);
  return html`<header class="live-head">
    ${calm ? html`<${Icon} name="check" class="calm" />` : null}
    <h1>${figures(t(key, params))}</h1>
    ${calm ? html`<p class="quiet">${figures(t(allOnline(allDevices(snapshot.value)) ? 'live.calm_detail' : 'live.calm_short', { n: minutes(target) }))}</p>` : null}
    ${!calm && openAlarms(alarms).length === 0 ? html`<p class="quiet">${figures(t('live.known_detail'))}</p>` : null}
    <span class="grow"></span>
    <span class="live-time"><${Lamp} kind=${lost.value ? 'dash' : 'on'} /><span>${figures(t(lost.value ? 'live.stopped' : 'live.updated', { at: hhmmss(now.value) }))}</span></span>
    ${big.value ? null : html`<a class="key announce-key" href="#announce"><${Icon} name="speaker" />${word('announce.key')}</a>`}
    <${Key} class="big-key" onPress=${toggleBig}>${t(big.value ? 'live.small' : 'live.big')}<${Cap}>${big.value ? 'Esc' : 'F'}<//><//>
  </header>`;
}

function detailWords(detail) {
  if (!detail) return '';
  const reason = detail.reason && t.has(`pause.${detail.reason}`) ? t(`pause.${detail.reason}`) : '';
  return [reason, t(detail.key, detail.params)].filter(Boolean).join(t('plain.comma'));
}

function Alarm({ alarm }) {
  const { red, icon, title, over, detail } = alarmWords(alarm, now.value, english.value);
  return html`<li class=${`alarm ${red ? 'red' : ''}`}>
    <${Icon} name=${icon} />
    <div class="alarm-words"><b>${figures(t(title.key, title.params))}${over ? html`<span class="over" data-join=${t('plain.comma')}>${figures(t(over.key, over.params))}</span>` : null}</b>
      <span>${figures([t('alarm.since', { at: hhmm(alarm.since) }), detailWords(detail)].filter(Boolean).join(t('plain.comma')))}</span></div>
    ${big.value ? null : html`<${Key} class="know" disabled=${lost.value || busy.value !== null} onPress=${() => silence(alarm)}>${t('alarm.know')}<//>`}
  </li>`;
}

function Alarms() {
  const [all, setAll] = useState(false);
  const open = openAlarms(snapshot.value.alarms);
  if (!open.length) return null;
  const more = open.length - SHOWN_ALARMS;
  const shown = all && !big.value ? open : open.slice(0, SHOWN_ALARMS);
  const word = figures(t(all ? 'alarm.fewer' : 'alarm.more', { n: more }));
  return html`<ul class="alarms" aria-live="polite">
    ${shown.map((alarm) => html`<${Alarm} key=${alarm.id} alarm=${alarm} />`)}
    ${more > 0 ? html`<li class="more-alarms">${big.value ? word
    : html`<button type="button" class="link" aria-expanded=${String(all)} onClick=${() => setAll(!all)}><span>${word}</span></button>`}</li>` : null}
  </ul>`;
}

function Figure({ name, value, unit, note, bad }) {
  return html`<div class=${`figure ${name}`}><dt>${t(`figure.${name}`)}</dt>
    <dd class=${bad ? 'bad' : ''}><b class="fig">${value}</b> <span>${figures(unit)}</span>${note ? html`<span class="figure-note">${figures(note)}</span>` : null}</dd></div>`;
}

function Figures() {
  const { figures: f, target_s: target } = snapshot.value;
  const longest = minutes(grown(f.longest_s, f.waiting, snapshot.value.now, now.value));
  const over = longest - minutes(target);
  return html`<dl class="figures">
    <${Figure} name="waiting" value=${f.waiting} unit=${t('unit.people')} />
    <${Figure} name="longest" value=${longest} unit=${t('unit.min')} bad=${over > 0} note=${over > 0 ? t('figure.over', { n: over }) : t('figure.target', { n: minutes(target) })} />
    <${Figure} name="open" value=${f.open} unit="" note=${f.paused ? t('figure.of_paused', { n: f.total, paused: f.paused }) : t('figure.of', { n: f.total })} />
    <${Figure} name="issued" value=${f.issued} unit=${t('unit.people')} />
    <${Figure} name="done" value=${f.done} unit=${t('unit.people')} />
    <${Figure} name="mean" value=${f.mean_wait_s === null || f.mean_wait_s === undefined ? '-' : minutes(f.mean_wait_s)} unit=${t('unit.min')} />
  </dl>`;
}

export function LivePage() {
  return html`<div class="live">
    <${Head} /><${Alarms} /><${Figures} />
    <div class="halves">
      <section class="part-windows"><h2>${t('windows.title')}</h2><${WindowTable} /></section>
      <section class="part-queues"><h2>${t('queues.title')}</h2><${QueueTable} /></section>
      <section class="part-devices"><h2>${t('devices.title')}</h2><${DeviceRows} /></section>
      <section class="part-ratings"><h2>${t('ratings.title')}</h2><${RatingRows} /><${Chart} /></section>
    </div>
  </div>`;
}
