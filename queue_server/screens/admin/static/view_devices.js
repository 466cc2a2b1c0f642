// Devices: new ones waiting to be let in, then all with their state.
import { figures } from '@shared/staff.js';
import { hhmm, html, Key, Lamp, useState } from '@shared/ui.js';
import { approve } from './act.js';
import { allDevices, deviceLamp, pendingDevices } from './logic.js';
import { busy, letIn, lost, named, snapshot, t } from './store.js';
import { deviceName, deviceWords } from './view_tables.js';

const kindWord = (kind) => t(`kind.${t.has(`kind.${kind}`) ? kind : 'other'}`, { n: 1 });

function Select({ label, value, options, onValue }) {
  return html`<label class="select"><span>${label}</span><select value=${value} onChange=${(event) => onValue(event.target.value)}>
    <option value="">${t('enrol.none')}</option>
    ${options.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>`;
}

function Enrolment({ wish, first }) {
  const { printers = [], zones = [] } = snapshot.value;
  const [printer, setPrinter] = useState('');
  const [zone, setZone] = useState('');
  const prints = wish.kind === 'kiosk' || wish.kind === 'desk';
  const speaks = wish.kind === 'display' || wish.kind === 'board' || wish.kind === 'sign';
  return html`<li class="enrolment">
    <p class="num code"><span>${wish.code.slice(0, 3)}</span><span>${wish.code.slice(3)}</span></p>
    <div class="enrol-words"><b>${wish.name || kindWord(wish.kind)}</b>
      <span class="quiet">${figures([kindWord(wish.kind), wish.window ? t('enrol.window', { n: String(wish.window).replace(/\D/g, '') }) : '', t('enrol.at', { at: hhmm(wish.at) })].filter(Boolean).join(t('plain.comma')))}</span></div>
    ${prints && printers.length ? html`<${Select} label=${t('enrol.printer')} value=${printer} options=${printers.map((one) => [one.id, named(one)])} onValue=${setPrinter} />` : null}
    ${speaks && zones.length ? html`<${Select} label=${t('enrol.zone')} value=${zone} options=${zones.map((one) => [one.name || one, one.name || one])} onValue=${setZone} />` : null}
    <${Key} main=${first} class="approve" disabled=${lost.value || busy.value !== null} onPress=${() => approve(wish.code, { printer_id: printer, zone })}>${t('enrol.approve')}<//>
  </li>`;
}

function Row({ one }) {
  return html`<tr><td class="name"><b>${figures(deviceName(one))}</b></td><td class="kind quiet">${kindWord(one.kind)}</td>
    <td class="state"><${Lamp} kind=${one.mute ? 'half' : deviceLamp(one.state)} /><span>${figures(deviceWords(one))}</span></td>
    <td class="quiet">${one.since && one.state !== 'never' ? figures(t('device.last', { at: hhmm(one.since) })) : ''}</td></tr>`;
}

export function DevicesPage() {
  const enrolments = pendingDevices(snapshot.value.enrolments, letIn.value);
  const devices = allDevices(snapshot.value);
  return html`<div class="plain-page">
    <header class="page-head"><h1>${t('nav.devices')}</h1><p class="quiet">${figures(t('device.total', { n: devices.length }))}</p></header>
    ${enrolments.length ? html`<section class="enrolments"><h2>${t('enrol.title')}</h2><p class="quiet">${t('enrol.why')}</p>
      <ul>${enrolments.map((wish, i) => html`<${Enrolment} key=${wish.code} wish=${wish} first=${i === 0} />`)}</ul></section>`
      : html`<p class="quiet enrol-none">${t('enrol.nobody')}</p>`}
    <div class="table-box" tabindex="0" role="group" aria-label=${t('nav.devices')}><table class="devices"><thead><tr><th>${t('device.name')}</th><th class="kind">${t('device.kind')}</th><th>${t('device.state')}</th><th>${t('device.when')}</th></tr></thead>
      <tbody>${devices.map((one) => html`<${Row} key=${one.id} one=${one} />`)}</tbody></table></div>
  </div>`;
}
