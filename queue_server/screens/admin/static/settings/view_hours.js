// When the hall is open, the lines of the hall screen, and the names that stand on paper.
import { Choice } from '@shared/staff.js';
import { html, Key } from '@shared/ui.js';
import { english, t } from '../store.js';
import { blank } from './fields.js';
import { FaultLine, faultOf, Field, Group, rulesOf } from './form.js';
import { faultAt } from './draft.js';
import { draft, edit, faults } from './store.js';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const WORKDAYS = DAYS.slice(0, 5);
const USUAL = '8:30-12:00, 13:30-17:00';
const usualWeek = () => ({ ...Object.fromEntries(DAYS.map((day) => [day, WORKDAYS.includes(day) ? USUAL : 'closed'])), closed_dates: [] });
const CLOSED = ['', 'closed'];

function Day({ day }) {
  const { hours } = draft.value;
  const id = `f-hours-all-${day}`;
  const told = faultAt(faults.value, `hours.${day}`);
  const words = told ? (english.value ? told.en : told.zh) : null;
  const text = CLOSED.includes(hours[day]) ? t('hours.closed') : hours[day];
  const type = (event) => edit('hours', { ...hours, [day]: event.target.value === t('hours.closed') ? 'closed' : event.target.value });
  return html`<div class=${`field day ${words ? 'faulty' : ''}`}><label class="label" for=${id}>${t(`field.hours.${day}`)}</label>
    <input id=${id} value=${text} onInput=${type} spellcheck="false" autocomplete="off" aria-invalid=${words ? 'true' : undefined} aria-describedby=${words ? `${id}-fault` : undefined} />
    <${FaultLine} id=${`${id}-fault`} words=${words} /></div>`;
}

function closedFault() {
  const told = faultAt(faults.value, 'hours.closed_dates');
  return told ? (english.value ? told.en : told.zh) : faultOf('hours');
}

function Closed() {
  const { hours } = draft.value;
  const dates = hours.closed_dates || [];
  const put = (list) => edit('hours', { ...hours, closed_dates: list });
  return html`<${Group} title=${t('hours.closed_dates')} note=${t('hours.closed_dates_note')}>
    ${dates.map((date, i) => html`<div class="field date" key=${i}><label class="label" for=${`closed-${i}`}>${t('hours.closed_date')}</label><input type="date" id=${`closed-${i}`} value=${date} onInput=${(event) => put(dates.map((one, n) => (n === i ? event.target.value : one)))} />
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: date })} onClick=${() => put(dates.filter((_, n) => n !== i))}>${t('list.remove')}</button></div>`)}
    <${Key} onPress=${() => put([...dates, ''])}>${t('hours.add_date')}<//><${FaultLine} id="closed-fault" words=${closedFault()} /><//>`;
}

export function HoursPage() {
  const { hours } = draft.value;
  const times = rulesOf('settings').filter((rule) => ['kiosk_before_s', 'last_ticket_before_s'].includes(rule.name));
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.hours')}</h1><p class="quiet grow">${t('hours.lead')}</p></header>
    <${Group} title=${t('hours.when')}><div class="field wide"><${Choice} label=${t('hours.when')} options=${[[false, t('hours.all')], [true, t('hours.week')]]} chosen=${hours !== null} onChoose=${(weekly) => edit('hours', weekly ? usualWeek() : null)} /></div><//>
    ${hours === null ? null : html`<${Group} title=${t('hours.week')} note=${t('hours.how')}>${DAYS.map((day) => html`<${Day} key=${day} day=${day} />`)}<//><${Closed} />
      <${Group} title=${t('group.take')}>${times.map((rule) => html`<${Field} key=${rule.name} table="settings" rule=${rule} />`)}<//>
      ${hours.bands || hours.special ? html`<p class="sentence">${t('hours.bands')}</p>` : null}`}</div>`;
}

function moved(list, index, by) {
  const made = [...list];
  made.splice(index + by, 0, ...made.splice(index, 1));
  return made;
}

export function NoticesPage() {
  const { notices } = draft.value;
  const rules = rulesOf('notices');
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.notices')}</h1><p class="quiet grow">${t('notices.lead')}</p>
      <${Key} onPress=${() => edit('notices', [...notices, { ...blank(rules), text: '', text_en: '' }])}>${t('notices.add')}<//></header>
    <ul class="classes">${notices.map((_, index) => html`<li key=${index} class="class"><div class="fields">${rules.map((rule) => html`<${Field} key=${rule.name} table="notices" index=${index} rule=${rule} wide=${rule.kind === 'text'} />`)}</div>
      <span class="row-keys"><button type="button" class="link" disabled=${index === 0} onClick=${() => edit('notices', moved(notices, index, -1))}>${t('list.up')}</button>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: index + 1 })} onClick=${() => edit('notices', notices.filter((__, i) => i !== index))}>${t('list.remove')}</button></span></li>`)}</ul></div>`;
}

const HALL = [{ name: 'name', kind: 'text', low: 1, high: 40 }, { name: 'name_en', kind: 'text', low: 1, high: 100 }, { name: 'enquiry_phone', kind: 'text', low: 3, high: 30 }, { name: 'complaints_phone', kind: 'text', low: 3, high: 30 }];

export function HallPage() {
  const zones = rulesOf('waiting_zones');
  const { waiting_zones: list } = draft.value;
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.hall')}</h1><p class="quiet grow">${t('hall.lead')}</p></header>
    <${Group} title=${t('group.hall')}>${HALL.map((rule) => html`<${Field} key=${rule.name} table="hall" rule=${rule} />`)}<//>
    <section class="group"><div class="group-head"><h2>${t('group.zones')}</h2><${Key} onPress=${() => edit('waiting_zones', [...list, { name: '', name_en: '' }])}>${t('hall.add_zone')}<//></div>
      <ul class="classes">${list.map((_, index) => html`<li key=${index} class="class"><div class="fields">${zones.map((rule) => html`<${Field} key=${rule.name} table="waiting_zones" index=${index} rule=${rule} />`)}</div>
        <button type="button" class="link" aria-label=${t('list.remove_of', { what: list[index].name })} onClick=${() => edit('waiting_zones', list.filter((__, i) => i !== index))}>${t('list.remove')}</button></li>`)}</ul></section></div>`;
}
