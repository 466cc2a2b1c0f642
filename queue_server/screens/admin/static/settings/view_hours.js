// When the hall is open: the bands of the week, and the dates unlike their weekday.
import { Choice } from '@shared/staff.js';
import { html, inHall, Key, now } from '@shared/ui.js';
import { t } from '../store.js';
import { FaultLine, faultOf, Field, Group, rulesOf } from './form.js';
import { DAYS, dateFault, differs, keptAs, toWorkdays, usualWeek, withDate, WORKDAYS } from './hours.js';
import { draft, edit, forgetFaults } from './store.js';
import { Bands, told } from './view_bands.js';

const KEPT = ['closed', 'like', 'own'];

/** Change the hours; what the server said of the part that changes no longer stands. */
function put(part, hours) {
  forgetFaults(`hours.${part}`);
  edit('hours', hours);
}

function Day({ day }) {
  const { hours } = draft.value;
  const name = t(`field.hours.${day}`);
  return html`<div class="hours-row" id=${`f-hours-all-${day}`} role="group" aria-label=${name}><b class="day-name">${name}</b>
    <${Bands} id=${`band-${day}`} path=${`hours.${day}`} name=${name} bands=${hours[day] || []} onBands=${(bands) => put(day, { ...hours, [day]: bands })}>
      ${WORKDAYS.includes(day) && differs(hours, day) ? html`<button type="button" class="link" aria-label=${t('hours.copy_of', { what: name })} onClick=${() => WORKDAYS.forEach((one) => put(one, toWorkdays(hours, day)))}>${t('hours.copy')}</button>` : null}<//></div>`;
}

function SpecialDate({ index }) {
  const { hours } = draft.value;
  const entry = hours.special[index];
  const id = `special-${index + 1}`;
  const path = `hours.special[${index + 1}]`;
  const name = entry.date || t('hours.date');
  const change = (next) => put(`special[${index + 1}]`, { ...hours, special: hours.special.map((one, i) => (i === index ? next : one)) });
  const remove = () => put('special', { ...hours, special: hours.special.filter((_, i) => i !== index) });
  const own = dateFault(hours.special, index);
  const inBands = entry.as === 'own' && told(`${path}.bands`);
  const words = own ? t(own) : !inBands && told(path);
  return html`<div class="special" role="group" aria-label=${name}><div class=${`band-line ${words ? 'faulty' : ''}`}>
      <input type="date" id=${`${id}-date`} aria-label=${t('hours.date')} value=${entry.date} aria-invalid=${words ? 'true' : undefined} aria-describedby=${words ? `${id}-fault` : undefined} onInput=${(event) => change({ ...entry, date: event.target.value })} />
      <${Choice} label=${t('hours.kept_of', { what: name })} options=${KEPT.map((as) => [as, t(`hours.as_${as}`)])} chosen=${entry.as} onChoose=${(as) => { if (as !== entry.as) change(keptAs(entry, as)); }} />
      ${entry.as === 'like' ? html`<select id=${`${id}-like`} aria-label=${t('hours.as_like')} value=${entry.like} onChange=${(event) => change({ ...entry, like: event.target.value })}>${DAYS.map((day) => html`<option key=${day} value=${day} selected=${day === entry.like}>${t(`field.hours.${day}`)}</option>`)}</select>` : null}
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: name })} onClick=${remove}>${t('list.remove')}</button></div>
    <${FaultLine} id=${`${id}-fault`} words=${words} />
    ${entry.as === 'own' ? html`<div class="hours-row"><span></span><${Bands} id=${id} path=${`${path}.bands`} name=${name} bands=${entry.bands} onBands=${(bands) => change({ ...entry, bands })} /></div>` : null}</div>`;
}

function Special() {
  const { hours } = draft.value;
  const special = hours.special || [];
  const today = () => inHall(now()).toISOString().slice(0, 10);
  return html`<section class="group" id="f-hours-all-special"><div class="group-head"><h2>${t('hours.special')}<span class="quiet note">${t('hours.special_note')}</span></h2>
      <${Key} onPress=${() => edit('hours', { ...hours, special: withDate(special, today()) })}>${t('hours.add_date')}<//></div>
    <div class="specials">${special.map((_, index) => html`<${SpecialDate} key=${index} index=${index} />`)}</div></section>`;
}

export function HoursPage() {
  const { hours } = draft.value;
  const times = rulesOf('settings').filter((rule) => ['kiosk_before_s', 'last_ticket_before_s'].includes(rule.name));
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.hours')}</h1><p class="quiet grow">${t('hours.lead')}</p></header>
    <${Group} title=${t('hours.when')}><div class="field wide"><${Choice} label=${t('hours.when')} options=${[[false, t('hours.all')], [true, t('hours.week')]]} chosen=${hours !== null} onChoose=${(weekly) => { if (weekly !== (hours !== null)) put('', weekly ? usualWeek() : null); }} /></div><//>
    ${hours === null ? null : html`<section class="group"><h2>${t('hours.week')}<span class="quiet note">${t('hours.how')}</span></h2><${FaultLine} id="hours-fault" words=${faultOf('hours')} />${DAYS.map((day) => html`<${Day} key=${day} day=${day} />`)}</section><${Special} />
      <${Group} title=${t('group.take')}>${times.map((rule) => html`<${Field} key=${rule.name} table="settings" rule=${rule} />`)}<//>`}</div>`;
}
