// The lines of the hall screen, and the names that stand on paper.
import { html, Key } from '@shared/ui.js';
import { t } from '../store.js';
import { blank } from './fields.js';
import { Field, Group, rulesOf } from './form.js';
import { draft, edit } from './store.js';

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
