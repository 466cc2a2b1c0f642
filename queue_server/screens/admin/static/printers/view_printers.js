// Printers: each with its health, its settings, who prints there; then who prints where.
import { figures } from '@shared/staff.js';
import { html, Icon, Key, Lamp, useEffect, useState } from '@shared/ui.js';
import { busy, lost, named, snapshot, sub, t } from '../store.js';
import { fresh, health, origin, settingsWords, users } from './logic.js';
import { accept, assign, printSlip, read, remove, setUp, slip, undo, work } from './store.js';
import { SetUp } from './view_set_up.js';

const off = () => lost.value || busy.value !== null;
const dun = (list) => list.join(t('printers.dun'));
export const inWords = (profile) => settingsWords(profile).map((part) => t(part.key, part.params)).join(t('plain.comma'));

function modelTitle(profile) {
  const found = setUp.value.models.find((one) => one.name === profile.model);
  return found ? named({ name: found.title, name_en: found.title_en }) : '';
}

function Origin({ profile }) {
  const from = origin(profile);
  const words = t(`printers.origin.${from}`, { model: modelTitle(profile), day: (profile.confirmed_at || '').slice(0, 10) });
  return html`<span class=${`tag ${from === 'confirmed' ? 'ok' : 'warn'}`}>${words}</span>`;
}

function Users({ printer }) {
  const { first, second } = users(setUp.value.devices, printer.id);
  const words = [first.length ? dun(first.map(named)) : t('printers.nobody'), second.length ? t('printers.stands_in', { names: dun(second.map(named)) }) : ''];
  return html`<p class="quiet">${figures(words.filter(Boolean).join(t('plain.semicolon')))}</p>`;
}

function SlipLine({ printer }) {
  const said = slip.value;
  if (!said || said.printer !== printer.id) return null;
  const why = said.why && t.has(`printers.why.${said.why}`) ? t(`printers.why.${said.why}`) : '';
  return html`<p class="slip-line quiet" role="status">${figures(`${t(said.key)}${why ? t('printers.because', { why }) : ''}`)}</p>`;
}

/** Removing asks once; it can be taken back, but citizens' paper comes out elsewhere meanwhile. */
function Remove({ printer, onBack }) {
  const go = async () => { if (await remove(printer)) onBack(); };
  return html`<div class="ask-line"><p>${t('printers.remove_ask', { name: named(printer) })}</p>
    <${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main disabled=${off()} onPress=${go}>${t('printers.remove')}<//></div>`;
}

function Printer({ printer }) {
  const [asking, setAsking] = useState(false);
  const how = health(printer, t.has);
  const unsure = printer.profile.barrier === 'none';
  return html`<li class="printer-row"><div class="printer-words">
      <p class="printer-name"><b>${figures(named(printer))}</b><span class="printer-health"><${Lamp} kind=${how.lamp} /><span>${t(how.key)}</span></span><span class="quiet address">${printer.address}</span></p>
      <p class="printer-set">${figures(inWords(printer.profile))} <${Origin} profile=${printer.profile} /></p>
      <${Users} printer=${printer} /><${SlipLine} printer=${printer} /></div>
    <div class="row-keys"><${Key} disabled=${off()} onPress=${() => printSlip(printer)}>${t('printers.slip')}<//>
      <a class="key" href=${`#printers/${printer.id}`}>${t('printers.set_up')}</a>
      ${unsure ? html`<${Key} disabled=${off()} onPress=${() => accept(printer, !printer.profile.sent_is_done)}>${t(printer.profile.sent_is_done ? 'printers.unaccept' : 'printers.accept')}<//>` : null}
      ${printer.can_undo ? html`<${Key} plain disabled=${off()} onPress=${() => undo(printer)}>${t('printers.undo')}<//>` : null}
      <${Key} plain disabled=${off()} onPress=${() => setAsking(true)}>${t('printers.remove')}<//></div>
    ${asking ? html`<${Remove} printer=${printer} onBack=${() => setAsking(false)} />` : null}</li>`;
}

function Select({ label, value, none, options, onValue }) {
  return html`<label class="select"><span class="unseen">${label}</span><select value=${value || ''} disabled=${off()} onChange=${(event) => onValue(event.target.value || null)}>
    <option value="">${none}</option>${options.map((one) => html`<option key=${one.id} value=${one.id} selected=${one.id === value}>${named(one)}</option>`)}</select></label>`;
}

function Assignments({ printers }) {
  const { devices } = setUp.value;
  if (!devices.length || !printers.length) return null;
  return html`<section class="assignments"><h2>${t('printers.who')}</h2><p class="quiet">${t('printers.who_why')}</p>
    <div class="table-box" tabindex="0" role="group" aria-label=${t('printers.who')}><table><thead><tr><th>${t('printers.device')}</th><th>${t('printers.first')}</th><th>${t('printers.second')}</th></tr></thead>
    <tbody>${devices.map((one) => html`<tr key=${one.id}><td><b>${figures(named(one))}</b></td>
      <td><${Select} label=${t('printers.first_of', { name: named(one) })} value=${one.printer_id} none=${t('printers.none')} options=${printers} onValue=${(id) => assign(one, id, one.second_printer_id)} /></td>
      <td><${Select} label=${t('printers.second_of', { name: named(one) })} value=${one.second_printer_id} none=${t('printers.none')} options=${printers.filter((each) => each.id !== one.printer_id)} onValue=${(id) => assign(one, one.printer_id, id)} /></td></tr>`)}</tbody></table></div></section>`;
}

function Removed() {
  const { removed } = setUp.value;
  if (!removed.length) return null;
  return html`<ul class="removed">${removed.map((one) => html`<li key=${one.id}><span class="quiet">${figures(t('printers.removed_one', { name: one.name }))}</span>
    <${Key} plain disabled=${off()} onPress=${() => undo(one)}>${t('printers.restore')}<//></li>`)}</ul>`;
}

function List() {
  const printers = fresh(setUp.value.printers, snapshot.value.printers);
  return html`<div class="plain-page printers-page"><header class="page-head"><h1>${t('nav.printers')}</h1><p class="quiet grow">${t('printers.lead')}</p><a class="key main" href="#printers/add">${t('printers.add')}</a></header>
    ${printers.length ? html`<ul class="printer-list">${printers.map((one) => html`<${Printer} key=${one.id} printer=${one} />`)}</ul>`
      : html`<p class="quiet no-printers"><${Icon} name="printer" /><span>${t('printers.empty')}</span></p>`}
    <${Removed} />
    <${Assignments} printers=${printers} /></div>`;
}

export function PrintersPage() {
  useEffect(() => { read(); }, [(snapshot.value.printers || []).map((one) => one.id).join()]);
  if (!setUp.value) return html`<div class="plain-page"><header class="page-head"><h1>${t('nav.printers')}</h1></header><p class="quiet"><${Icon} name="clock" /> ${t('settings.loading')}</p></div>`;
  const printer = setUp.value.printers.find((one) => one.id === sub.value);
  if (sub.value === 'add' || printer) return html`<${SetUp} key=${sub.value} printer=${printer || null} />`;
  if (work.value) work.value = null;
  return html`<${List} />`;
}
