// The bands of one day: from, to, kind, and what a band is limited to.
import { Choice, figures } from '@shared/staff.js';
import { html, useEffect, useState } from '@shared/ui.js';
import { english, t } from '../store.js';
import { faultAt } from './draft.js';
import { FaultLine } from './form.js';
import { bandFault, isLimited, ofKind, unlimited, withBand } from './hours.js';
import { draft, faults } from './store.js';

const KINDS = ['normal', 'noon', 'booked'];

export const told = (path) => {
  const found = faultAt(faults.value, path);
  return found && (english.value ? found.en : found.zh);
};

/** Two times of a day; 24 hours in any browser. */
export function Times({ id, what, from, to, faulty, onFrom, onTo }) {
  const input = (name, value, onValue) => html`<input class="time num" id=${`${id}-${name}`} aria-label=${t(`hours.${name}_of`, { what })} value=${value} inputmode="numeric" maxlength="5" autocomplete="off" spellcheck="false"
    aria-invalid=${faulty ? 'true' : undefined} aria-describedby=${faulty ? `${id}-fault` : undefined} onInput=${(event) => onValue(event.target.value)} />`;
  return html`<span class="times">${input('from', from, onFrom)}<span aria-hidden="true">–</span>${input('to', to, onTo)}</span>`;
}

/** Some of several, none chosen meaning all: [value, word] pairs. */
function Chips({ label, of, chosen, onChosen }) {
  const toggle = (value) => onChosen(of.map(([one]) => one).filter((one) => (one === value ? !chosen.includes(one) : chosen.includes(one))));
  return html`<div class="chips" role="group" aria-label=${label}><span class="quiet">${label}</span>${of.map(([value, word]) => html`<button type="button" key=${value} class=${`chip num ${chosen.includes(value) ? 'on' : ''}`}
    aria-pressed=${chosen.includes(value) ? 'true' : 'false'} aria-label=${word} title=${word} onClick=${() => toggle(value)}>${value}</button>`)}</div>`;
}

const codesIn = (text) => text.split(/[\s,，、]+/).filter(Boolean);

function Codes({ id, codes, onCodes }) {
  const [text, setText] = useState(codes.join(' '));
  useEffect(() => { if (codesIn(text).join() !== codes.join()) setText(codes.join(' ')); }, [codes]);
  return html`<label class="chips"><span class="quiet">${t('hours.items')}</span><input id=${id} class="codes" value=${text} placeholder="AQ01 AQ02" autocomplete="off" spellcheck="false" onInput=${(event) => { setText(event.target.value); onCodes(codesIn(event.target.value)); }} /></label>`;
}

function Limits({ id, one, whole, onBand }) {
  const { windows, queues } = draft.value;
  const nameOf = (entry) => (english.value && entry.name_en) || entry.name;
  return html`<div class="band-line limits"><${Chips} label=${t('hours.windows')} of=${windows.map((w) => [w.number, t('hours.window', { number: w.number, name: nameOf(w) })])} chosen=${one.windows} onChosen=${(list) => onBand({ ...one, windows: list })} />
    ${whole ? html`<${Chips} label=${t('hours.queues')} of=${queues.map((q) => [q.prefix, `${q.prefix} ${nameOf(q)}`])} chosen=${one.queues} onChosen=${(list) => onBand({ ...one, queues: list })} />
      <${Codes} id=${`${id}-items`} codes=${one.items} onCodes=${(list) => onBand({ ...one, items: list })} /><span class="quiet">${t('hours.limit_how')}</span>` : null}</div>`;
}

function Band({ id, path, what, one, onBand, onRemove }) {
  const [open, setOpen] = useState(false);
  const limited = open || isLimited(one);
  const own = bandFault(one);
  const words = own ? t(own) : told(path);
  const times = Boolean(own && own !== 'hours.fault_noon') || Boolean(told(`${path}.times`));
  return html`<li class=${`band ${words ? 'faulty' : ''}`} id=${id}><div class="band-line">
      <${Times} id=${id} what=${what} from=${one.from} to=${one.to} faulty=${times} onFrom=${(from) => onBand({ ...one, from })} onTo=${(to) => onBand({ ...one, to })} />
      <${Choice} label=${t('hours.kind_of', { what })} options=${KINDS.map((kind) => [kind, t(`hours.${kind}`)])} chosen=${one.kind} onChoose=${(kind) => onBand(ofKind(one, kind))} />
      <button type="button" class="link limit" aria-expanded=${limited ? 'true' : 'false'} onClick=${() => { setOpen(!limited); if (limited) onBand(unlimited(one)); }}>${t(limited ? 'hours.unlimit' : 'hours.limit')}</button>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what })} onClick=${onRemove}>${t('list.remove')}</button></div>
    ${limited || one.kind === 'noon' ? html`<${Limits} id=${id} one=${one} whole=${limited} onBand=${onBand} />` : null}
    <${FaultLine} id=${`${id}-fault`} words=${words} /></li>`;
}

/** The bands of a day with the keys that change them; `path` is where its faults stand, `name` the day in words. */
export function Bands({ id, path, name, bands, onBands, children }) {
  return html`<ul class="bands">${bands.length ? bands.map((one, i) => html`<${Band} key=${i} id=${`${id}-${i + 1}`} path=${`${path}[${i + 1}]`} what=${`${name} ${one.from}–${one.to}`} one=${one}
      onBand=${(next) => onBands(bands.map((other, n) => (n === i ? next : other)))} onRemove=${() => onBands(bands.filter((_, n) => n !== i))} />`) : html`<li class="band none"><span class="quiet">${figures(t('hours.closed'))}</span></li>`}</ul>
    <div class="band-keys"><button type="button" class="link" aria-label=${t('hours.add_of', { what: name })} onClick=${() => onBands(withBand(bands))}>${t('hours.add')}</button>${children}</div>`;
}
