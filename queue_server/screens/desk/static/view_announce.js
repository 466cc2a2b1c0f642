// Right: something to be said in the hall, in which zones, and what became of the last ones.
import { Choice, figures } from '@shared/staff.js';
import { hhmm, html } from '@shared/ui.js';
import { announceHindrance } from './logic.js';
import { announcing, english, lost, named, snapshot, t } from './store.js';
import { Panel } from './view_panel.js';

const set = (change) => { announcing.value = { ...announcing.value, ...change }; };

function Zones({ zones }) {
  const { zones: chosen } = announcing.value;
  const toggle = (name) => set({ zones: chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name] });
  return html`<div class="chips" role="group" aria-label=${t('announce.zones')}>
    <button type="button" class=${`chip ${chosen.length ? '' : 'on'}`} aria-pressed=${chosen.length ? 'false' : 'true'} onClick=${() => set({ zones: [] })}>${t('announce.whole')}</button>
    ${zones.map((zone) => html`<button type="button" key=${zone.name} class=${`chip ${chosen.includes(zone.name) ? 'on' : ''}`} aria-pressed=${chosen.includes(zone.name) ? 'true' : 'false'} onClick=${() => toggle(zone.name)}>${named(zone)}</button>`)}</div>`;
}

function zoneName(name, zones) {
  const zone = zones.find((one) => one.name === name);
  return zone ? named(zone) : name || t('announce.whole');
}

function Last({ one, zones }) {
  const why = one.why && t.has(`announce.why_${one.why}`) ? t('announce.because', { why: t(`announce.why_${one.why}`) }) : '';
  return html`<li class="said-row"><b>${(english.value && one.text_en) || one.text}</b>
    <small class=${one.state === 'unspoken' ? 'warn' : ''}>${figures(`${hhmm(one.at)} · ${zoneName(one.zone, zones)} · ${t(`announce.${one.kind}`)} · ${t(`announce.${one.state}`)}${why}`)}</small></li>`;
}

export function AnnouncePanel() {
  const { zones, announcements } = snapshot.value;
  const { text, textEn, urgent } = announcing.value;
  const hindrance = announceHindrance(announcing.value);
  const field = (id, label, value, name, most) => html`<label class="said-label" for=${id}>${label}</label>
    <textarea id=${id} rows="2" maxlength=${most} value=${value} autocomplete="off" onInput=${(event) => set({ [name]: event.target.value })}></textarea>`;
  return html`<${Panel} title=${t('announce.title')} esc=${t('key.back')} word=${t('announce.say')} doing="announce" reason=${!lost.value && hindrance ? t(`announce.${hindrance}`) : ''}>
    <div class="announce">
      ${field('say-text', t('announce.text'), text, 'text', 100)}${field('say-text-en', t('announce.text_en'), textEn, 'textEn', 200)}
      ${zones.length ? html`<p class="said-label">${t('announce.zones')}</p><${Zones} zones=${zones} />` : null}
      <p class="said-label">${t('announce.when')}</p>
      <${Choice} label=${t('announce.when')} options=${[[false, t('announce.after_calls')], [true, t('announce.at_once')]]} chosen=${urgent} onChoose=${(value) => set({ urgent: value })} />
      <p class="quiet">${t('announce.privacy')}</p>
      ${announcements.length ? html`<p class="said-label">${t('announce.last')}</p><ul>${announcements.map((one, i) => html`<${Last} key=${i} one=${one} zones=${zones} />`)}</ul>` : null}
    </div><//>`;
}
