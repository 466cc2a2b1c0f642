// How the hall speaks: wording, sound, volume by time of day, its own readings; and a key to listen to all of it.
import { Choice } from '@shared/staff.js';
import { html } from '@shared/ui.js';
import { t } from '../store.js';
import { fault, shownValue, typedValue } from './fields.js';
import { FaultLine, Field, Group, rulesOf } from './form.js';
import { timesFault, withBand } from './hours.js';
import { draft, edit, forgetFaults } from './store.js';
import { Times, told } from './view_bands.js';
import { Listen, ListenTo } from './view_listen.js';
import { SpokenWith } from './view_spoken_with.js';

const WORDING = ['template', 'template_en', 'english', 'one'];
const SOUND = ['chime', 'speed', 'volume', 'kiosk_aloud'];
const TYPED = ['clerks_announce'];
const FIRST_VOLUME = 60;

const rule = (name) => rulesOf('voice').find((one) => one.name === name);
const inner = (name, field) => rule(name).of.fields.find((one) => one.name === field);

function put(name, list) {
  forgetFaults(`voice.${name}`);
  edit('voice', { ...draft.value.voice, [name]: list });
}

const put1 = (name, index, more) => put(name, draft.value.voice[name].map((one, i) => (i === index ? { ...one, ...more } : one)));
const remove = (name, index) => put(name, draft.value.voice[name].filter((_, i) => i !== index));

function Volume({ index, one }) {
  const id = `volume-${index + 1}`;
  const what = `${one.start}–${one.end}`;
  const times = timesFault(one.start, one.end);
  const own = fault(inner('volumes', 'volume'), one.volume);
  const words = (times && t(times)) || (own && t(own.key, own.params)) || told(`voice.volumes[${index + 1}]`);
  return html`<li class=${`band ${words ? 'faulty' : ''}`}><div class="band-line">
      <${Times} id=${id} what=${what} from=${one.start} to=${one.end} faulty=${Boolean(times)} onFrom=${(start) => put1('volumes', index, { start })} onTo=${(end) => put1('volumes', index, { end })} />
      <span class="with-unit"><input class="limit" id=${`${id}-volume`} aria-label=${t('voice.volume_of', { what })} inputmode="numeric" autocomplete="off" value=${shownValue(inner('volumes', 'volume'), one.volume)}
        aria-invalid=${own ? 'true' : undefined} aria-describedby=${words ? `${id}-fault` : undefined} onInput=${(event) => put1('volumes', index, { volume: typedValue(inner('volumes', 'volume'), event.target.value) })} /><span class="unit">%</span></span>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what })} onClick=${() => remove('volumes', index)}>${t('list.remove')}</button></div>
    <${FaultLine} id=${`${id}-fault`} words=${words} /></li>`;
}

function Volumes() {
  const { volumes } = draft.value.voice;
  const add = () => {
    const { from, to } = withBand(volumes.map(({ start, end }) => ({ from: start, to: end }))).at(-1);
    put('volumes', [...volumes, { start: from, end: to, volume: volumes.length ? volumes.at(-1).volume : FIRST_VOLUME }]);
  };
  return html`<section class="group"><div class="group-head"><h2>${t('voice.volumes')}<span class="quiet note">${t('voice.volumes_note')}</span></h2><button type="button" class="link" onClick=${add}>${t('voice.add_volume')}</button></div>
    <ul class="bands">${volumes.map((one, i) => html`<${Volume} key=${i} index=${i} one=${one} />`)}</ul></section>`;
}

function Reading({ index, one }) {
  const id = `reading-${index + 1}`;
  const words = told(`voice.readings[${index + 1}]`);
  const input = (name) => html`<div class="field"><label class="label" for=${`${id}-${name}`}>${t(`voice.reading_${name}`)}</label>
    <input id=${`${id}-${name}`} value=${one[name]} autocomplete="off" spellcheck="false" aria-invalid=${words ? 'true' : undefined} aria-describedby=${words ? `${id}-fault` : undefined}
      onInput=${(event) => put1('readings', index, { [name]: event.target.value })} /></div>`;
  return html`<li class="class"><div class="fields reading">${input('words')}${input('pinyin')}</div>
    <button type="button" class="link" aria-label=${t('list.remove_of', { what: one.words || t('voice.reading_new') })} onClick=${() => remove('readings', index)}>${t('list.remove')}</button>
    <${ListenTo} id=${id} text=${one.words} />
    <${FaultLine} id=${`${id}-fault`} words=${words} /></li>`;
}

function Readings() {
  const { readings } = draft.value.voice;
  return html`<section class="group"><div class="group-head"><h2>${t('voice.readings')}<span class="quiet note">${t('voice.readings_note')}</span></h2>
      <button type="button" class="link" onClick=${() => put('readings', [...readings, { words: '', pinyin: '' }])}>${t('voice.add_reading')}</button></div>
    <ul class="classes readings">${readings.map((one, i) => html`<${Reading} key=${i} index=${i} one=${one} />`)}</ul></section>`;
}

function Timed({ index, one }) {
  const id = `timed-${index + 1}`;
  const own = fault(inner('timed', 'minutes'), one.minutes);
  const words = (own && t(own.key, own.params)) || told(`voice.timed[${index + 1}]`);
  const text = (name) => html`<div class="field wide"><label class="label" for=${`${id}-${name}`}>${t(`voice.timed_${name}`)}</label>
    <input id=${`${id}-${name}`} value=${one[name] || ''} autocomplete="off" aria-describedby=${words ? `${id}-fault` : undefined} onInput=${(event) => put1('timed', index, { [name]: event.target.value })} /></div>`;
  const options = [['break', t('voice.before_break')], ['closing', t('voice.before_closing')]];
  return html`<li class=${`timed ${words ? 'faulty' : ''}`}><div class="band-line">
      <${Choice} label=${t('voice.timed_when')} options=${options} chosen=${one.when} onChoose=${(when) => put1('timed', index, { when })} />
      <span class="with-unit"><input class="limit" id=${`${id}-minutes`} aria-label=${t('voice.timed_minutes')} inputmode="numeric" autocomplete="off" value=${shownValue(inner('timed', 'minutes'), one.minutes)}
        aria-invalid=${own ? 'true' : undefined} aria-describedby=${words ? `${id}-fault` : undefined} onInput=${(event) => put1('timed', index, { minutes: typedValue(inner('timed', 'minutes'), event.target.value) })} /><span class="unit">${t('unit.min')}</span></span>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: one.text || index + 1 })} onClick=${() => remove('timed', index)}>${t('list.remove')}</button></div>
    <div class="fields">${text('text')}${text('text_en')}</div>
    <div class="listen-row"><${ListenTo} id=${id} text=${one.text} textEn=${one.text_en || ''} /></div>
    <${FaultLine} id=${`${id}-fault`} words=${words} /></li>`;
}

function TimedList() {
  const { timed } = draft.value.voice;
  const add = () => put('timed', [...timed, { when: 'closing', minutes: 15, text: t.zh('voice.timed_first'), text_en: t.en('voice.timed_first') }]);
  return html`<section class="group"><div class="group-head"><h2>${t('voice.timed')}<span class="quiet note">${t('voice.timed_note')}</span></h2><button type="button" class="link" onClick=${add}>${t('voice.add_timed')}</button></div>
    <ul>${timed.map((one, i) => html`<${Timed} key=${i} index=${i} one=${one} />`)}</ul></section>`;
}

const fields = (names) => names.map((name) => html`<${Field} key=${name} table="voice" rule=${rule(name)} wide=${name.startsWith('template')} />`);

export function VoicePage() {
  const times = rulesOf('settings').find((one) => one.name === 'announce_times');
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.voice')}</h1><p class="quiet grow">${t('voice.lead')}</p></header>
    <${Listen} />
    <${Group} title=${t('voice.wording')} note=${t('voice.places')}>${fields(WORDING)}<//>
    <${Group} title=${t('voice.sound')}><${Field} table="settings" rule=${times} />${fields(SOUND)}<//>
    <${Volumes} /><${TimedList} /><${Group} title=${t('voice.typed')} note=${t('voice.typed_note')}>${fields(TYPED)}<//>
    <${Readings} /><${SpokenWith} /></div>`;
}
