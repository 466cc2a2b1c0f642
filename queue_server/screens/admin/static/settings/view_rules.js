// The rules of the whole hall: order, missed calls, ratings and voice, screens; and who is served earlier.
import { figures } from '@shared/staff.js';
import { html, Key } from '@shared/ui.js';
import { english, t } from '../store.js';
import { applies, blank, groupsOf, unitOf } from './fields.js';
import { faultOf, FaultLine, Field, Group, hasLabel, rulesOf } from './form.js';
import { draft, edit } from './store.js';
import { MissedCall } from './view_preview.js';

/** The order of the queues in words; the rules themselves are the server's. */
function orderSentence() {
  const { settings } = draft.value;
  if (settings.order === 'interleave') return t('rules.interleave', { n: settings.interleave_normal });
  return t('rules.effective', { n: Math.round((settings.head_start_s || 0) / unitOf('head_start_s').factor) });
}

export function RulesPage() {
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.rules')}</h1><p class="quiet grow">${t('rules.lead')}</p></header>
    ${groupsOf('settings', rulesOf('settings'), hasLabel('settings')).map((group) => html`<${Group} key=${group.name} title=${t(`group.${group.name}`)}>
      ${group.rules.filter((rule) => applies(rule.name, draft.value.settings)).map((rule) => html`<${Field} key=${rule.name} table="settings" rule=${rule} />`)}
      ${group.name === 'order' ? html`<p class="sentence">${figures(orderSentence())}</p>` : null}${group.name === 'missed' ? html`<${MissedCall} />` : null}<//>`)}
  </div>`;
}

const COLUMNS = ['name', 'name_en', 'detail', 'detail_en', 'head_start_s', 'absolute', 'needs_desk'];

function addClass() {
  const taken = new Set(draft.value.priorities.map((one) => one.code));
  let n = taken.size + 1;
  while (taken.has(`class-${n}`)) n += 1;
  edit('priorities', [...draft.value.priorities, { ...blank(rulesOf('priorities')), code: `class-${n}`, name: '', name_en: '', head_start_s: draft.value.settings.head_start_s ?? 0 }]);
}

export function PrioritiesPage() {
  const { priorities } = draft.value;
  const rules = COLUMNS.map((name) => rulesOf('priorities').find((rule) => rule.name === name)).filter(Boolean);
  const remove = (index) => edit('priorities', priorities.filter((_, i) => i !== index));
  return html`<div class="setting-page wide-page"><header class="page-head"><h1>${t('nav.priorities')}</h1><p class="quiet grow">${t('priorities.lead')}</p><${Key} onPress=${addClass}>${t('priorities.add')}<//></header>
    <ul class="classes">${priorities.map((one, index) => html`<li key=${one.code} class="class" aria-label=${(english.value && one.name_en) || one.name || t('priorities.new')}>
      <div class="fields">${rules.map((rule) => html`<${Field} key=${rule.name} table="priorities" index=${index} rule=${rule} />`)}</div>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: (english.value && one.name_en) || one.name })} onClick=${() => remove(index)}>${t('list.remove')}</button>
      <${FaultLine} id=${`class-${index}`} words=${faultOf(`priorities[${index + 1}].code`)} /></li>`)}</ul></div>`;
}
