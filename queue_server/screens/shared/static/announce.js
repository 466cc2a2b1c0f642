// Something to be said in the hall: what, where, when; and what became of the last ones. Each page of staff brings its own keys.
import words from './announce_words.json' with { type: 'json' };
import { announceHindrance, fateOf, withdrawable } from './announce_rules.js';
import { english, lost, named } from './live.js';
import { Choice, figures } from './staff.js';
import { hhmm, html } from './ui.js';
import { makeWords } from './words.js';

export { announceBody, announceHindrance, NOTHING_TO_SAY } from './announce_rules.js';

/** The words of announcing, for the page that frames it. */
export const word = makeWords(words);

/** Why the key is off, in words; '' when it is not. */
export const hindranceWords = (wish) => { const found = announceHindrance(wish); return found ? word(`announce.${found}`) : ''; };

/** What is said once it has been sent. */
export const sentWords = ({ urgent }) => word(urgent ? 'line.announce_urgent' : 'line.announce');

function Zones({ zones, chosen, onChosen }) {
  const toggle = (name) => onChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const chip = (key, on, name, press) => html`<button type="button" key=${key} class=${`chip ${on ? 'on' : ''}`} aria-pressed=${on ? 'true' : 'false'} onClick=${press}>${name}</button>`;
  return html`<div class="chips" role="group" aria-label=${word('announce.zones')}>
    ${chip('', chosen.length === 0, word('announce.whole'), () => onChosen([]))}
    ${zones.map((zone) => chip(zone.name, chosen.includes(zone.name), named(zone), () => toggle(zone.name)))}</div>`;
}

function zoneName(name, zones) {
  const zone = zones.find((one) => one.name === name);
  return zone ? named(zone) : name || word('announce.whole');
}

function Last({ one, zones, onWithdraw }) {
  const { key, warn } = fateOf(one);
  const why = warn && one.why && word.has(`announce.why_${one.why}`) ? word('announce.because', { why: word(`announce.why_${one.why}`) }) : '';
  return html`<li class="said-row"><span class="said-words"><b>${(english.value && one.text_en) || one.text}</b>
      <small class=${warn ? 'warn' : ''}>${figures(`${hhmm(one.at)} \u00b7 ${zoneName(one.zone, zones)} \u00b7 ${word(`announce.${one.kind}`)} \u00b7 ${word(key)}${why}`)}</small></span>
    ${onWithdraw ? html`<button type="button" class="link" aria-label=${word('announce.withdraw_of', { text: one.text })} onClick=${() => onWithdraw(one)}>${word('announce.withdraw')}</button>` : null}</li>`;
}

/**
 * The fields of an announcement and the last ones. wish: as NOTHING_TO_SAY; onWish(wish); zones: [{name, name_en}];
 * rows: as the server lists them; onWithdraw(row); children stand between the two.
 */
export function AnnounceForm({ wish, onWish, zones, rows, onWithdraw, children }) {
  const set = (change) => onWish({ ...wish, ...change });
  const field = (id, label, name, most) => html`<label class="said-label" for=${id}>${label}</label>
    <textarea id=${id} rows="2" maxlength=${most} value=${wish[name]} autocomplete="off" onInput=${(event) => set({ [name]: event.target.value })}></textarea>`;
  const back = withdrawable(rows);
  return html`<div class="announce">
    ${field('say-text', word('announce.text'), 'text', 100)}${field('say-text-en', word('announce.text_en'), 'textEn', 200)}
    ${zones.length ? html`<p class="said-label">${word('announce.zones')}</p><${Zones} zones=${zones} chosen=${wish.zones} onChosen=${(chosen) => set({ zones: chosen })} />` : null}
    <p class="said-label">${word('announce.when')}</p>
    <${Choice} label=${word('announce.when')} options=${[[false, word('announce.after_calls')], [true, word('announce.at_once')]]} chosen=${wish.urgent} onChoose=${(urgent) => set({ urgent })} />
    <p class="quiet">${word('announce.privacy')}</p>
    ${children}
    ${rows.length ? html`<p class="said-label">${word('announce.last')}</p><ul>${rows.map((one, i) => html`<${Last} key=${i} one=${one} zones=${zones} onWithdraw=${back.has(one) && !lost.value ? onWithdraw : null} />`)}</ul>` : null}
  </div>`;
}
