// Devices: new ones waiting to be let in, then all with their state.
import { figures } from '@shared/staff.js';
import { dateLine, hhmm, html, Key, Lamp, useState } from '@shared/ui.js';
import { approve, giveScreen, rename, revoke } from './act.js';
import { allDevices, lampOf, pendingDevices } from './logic.js';
import { busy, letIn, lost, named, snapshot, t } from './store.js';
import { deviceName, deviceWords } from './view_tables.js';

const kindWord = (kind) => t(`kind.${t.has(`kind.${kind}`) ? kind : 'other'}`, { n: 1 });

function Select({ label, value, options, onValue }) {
  return html`<label class="select"><span>${label}</span><select value=${value} onChange=${(event) => onValue(event.target.value)}>
    <option value="">${t('enrol.none')}</option>
    ${options.map(([id, name]) => html`<option key=${id} value=${id}>${name}</option>`)}</select></label>`;
}

function Enrolment({ wish, first }) {
  const { printers = [], zones = [], screens = [] } = snapshot.value;
  const [printer, setPrinter] = useState('');
  const [zone, setZone] = useState('');
  const [screen, setScreen] = useState('');
  const prints = wish.kind === 'kiosk' || wish.kind === 'desk';
  const speaks = wish.kind === 'display' || wish.kind === 'board' || wish.kind === 'sign';
  return html`<li class="enrolment">
    <p class="num code"><span>${wish.code.slice(0, 3)}</span><span>${wish.code.slice(3)}</span></p>
    <div class="enrol-words"><b>${wish.name || kindWord(wish.kind)}</b>
      <span class="quiet">${figures([kindWord(wish.kind), wish.window ? t('enrol.window', { n: String(wish.window).replace(/\D/g, '') }) : '', t('enrol.at', { at: hhmm(wish.at) })].filter(Boolean).join(t('plain.comma')))}</span></div>
    ${prints && printers.length ? html`<${Select} label=${t('enrol.printer')} value=${printer} options=${printers.map((one) => [one.id, named(one)])} onValue=${setPrinter} />` : null}
    ${speaks && zones.length ? html`<${Select} label=${t('enrol.zone')} value=${zone} options=${zones.map((one) => [one.name, named(one)])} onValue=${setZone} />` : null}
    ${wish.kind === 'display' && screens.length ? html`<${Select} label=${t('enrol.screen')} value=${screen} options=${screens.map((one) => [one.code, named(one)])} onValue=${setScreen} />` : null}
    <${Key} main=${first} class="approve" disabled=${lost.value || busy.value !== null} onPress=${() => approve(wish.code, { printer_id: printer, zone, screen })}>${t('enrol.approve')}<//>
  </li>`;
}

/** Asked once before: what is shut out stops at once. */
function Revoke({ one, onBack }) {
  const go = async () => { if (await revoke(one)) onBack(); };
  return html`<div class="ask-line"><p>${figures(t('device.revoke_ask', { name: deviceName(one) }))}</p><${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main disabled=${lost.value || busy.value !== null} onPress=${go}>${t('device.revoke_do')}<//></div>`;
}

function Rename({ one, onBack }) {
  const [name, setName] = useState(one.name);
  const wanted = name.trim();
  const go = async () => { if (wanted === one.name || await rename(one, wanted)) onBack(); };
  return html`<form class="ask-line" onSubmit=${(event) => { event.preventDefault(); if (wanted) go(); }}>
    <label>${t('device.new_name')} <input value=${name} maxlength="40" onInput=${(event) => setName(event.target.value)} /></label>
    <${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main disabled=${!wanted || lost.value || busy.value !== null} onPress=${go}>${t('device.rename_do')}<//></form>`;
}

/** What a display shows at /screen; without one of the settings the hall board. */
function Shows({ one, onBack }) {
  const { screens = [] } = snapshot.value;
  const [screen, setScreen] = useState(one.screen || '');
  const go = async () => { if (await giveScreen(one, screen || null)) onBack(); };
  return html`<div class="ask-line"><label>${t('device.shows')} <select value=${screen} onChange=${(event) => setScreen(event.target.value)}><option value="">${t('device.shows_board')}</option>
      ${screens.map((each) => html`<option key=${each.code} value=${each.code} selected=${each.code === screen}>${named(each)}</option>`)}</select></label>
    <${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main disabled=${lost.value || busy.value !== null} onPress=${go}>${t('device.show_do')}<//>
    <p class="quiet">${t('device.shows_note')} <a href="#screens">${t('nav.screens')}</a></p></div>`;
}

const ASKED = { rename: Rename, revoke: Revoke, show: Shows };

/** When its box last checked its sound, and what came of it. */
function checkWords({ sound_check: check }) {
  if (!check) return null;
  const why = check.ran ? t('check.ran') : t(t.has(`check.${check.why}`) ? `check.${check.why}` : 'check.failed');
  return html`<small class="sound-check">${figures(t('check.at', { at: `${dateLine(check.at)} ${hhmm(check.at)}`, why }))}</small>`;
}

function Row({ one, open, onOpen }) {
  const Asked = ASKED[open];
  const link = (what) => html`<button type="button" class="link" disabled=${lost.value} aria-expanded=${open === what ? 'true' : 'false'} onClick=${() => onOpen(open === what ? null : what)}>${t(`device.${what}`)}<span class="unseen"> ${deviceName(one)}</span></button>`;
  return html`<tr class=${open ? 'asking' : ''}><td class="name"><b>${figures(deviceName(one))}</b></td><td class="kind quiet">${kindWord(one.kind)}</td>
    <td class="state"><${Lamp} kind=${lampOf(one)} /><span>${figures(deviceWords(one, 3))}</span>${checkWords(one)}</td>
    <td class="when quiet">${one.since && one.state !== 'never' ? figures(t('device.last', { at: hhmm(one.since) })) : ''}</td>
    <td class="device-keys">${one.kind === 'printer' ? null : [one.kind === 'display' ? link('show') : null, link('rename'), link('revoke')]}</td></tr>
    ${Asked ? html`<tr class="asked"><td colspan="5"><${Asked} one=${one} onBack=${() => onOpen(null)} /></td></tr>` : null}`;
}

export function DevicesPage() {
  const enrolments = pendingDevices(snapshot.value.enrolments, letIn.value);
  const devices = allDevices(snapshot.value);
  const [open, setOpen] = useState({});
  return html`<div class="plain-page">
    <header class="page-head"><h1>${t('nav.devices')}</h1><p class="quiet">${figures(t('device.total', { n: devices.length }))}</p></header>
    ${enrolments.length ? html`<section class="enrolments"><h2>${t('enrol.title')}</h2><p class="quiet">${t('enrol.why')}</p>
      <ul>${enrolments.map((wish, i) => html`<${Enrolment} key=${wish.code} wish=${wish} first=${i === 0} />`)}</ul></section>`
      : html`<p class="quiet enrol-none">${t('enrol.nobody')}</p>`}
    <div class="table-box" tabindex="0" role="group" aria-label=${t('nav.devices')}><table class="devices"><thead><tr><th>${t('device.name')}</th><th class="kind">${t('device.kind')}</th><th>${t('device.state')}</th><th class="when">${t('device.when')}</th><th><span class="unseen">${t('device.keys')}</span></th></tr></thead>
      <tbody>${devices.map((one) => html`<${Row} key=${one.id} one=${one} open=${open.id === one.id ? open.what : null} onOpen=${(what) => setOpen({ id: one.id, what })} />`)}</tbody></table></div>
  </div>`;
}
