// Somebody new, or what is known of somebody: the form, what is wrong with it, and leaving.
import { Choice } from '@shared/staff.js';
import { html, Key, useState } from '@shared/ui.js';
import { english, lost, snapshot, t } from '../store.js';
import { FaultLine } from './form.js';
import { formOf, LONGEST, newPerson, personBody, personFaults, ROLES } from './person.js';

function Line({ name, form, fault, onChange }) {
  const id = `f-person-${name}`;
  return html`<div class=${`field ${fault ? 'faulty' : ''}`}><label class="label" for=${id}>${t(`person.${name}`)}</label>
    <input id=${id} value=${form[name]} maxlength=${LONGEST[name]} autocomplete="off" spellcheck="false" aria-invalid=${fault ? 'true' : undefined} aria-describedby=${fault ? `${id}-fault` : undefined} onInput=${(event) => onChange({ [name]: event.target.value })} />
    <${FaultLine} id=${`${id}-fault`} words=${fault ? t(`person.fault_${fault}`) : null} /></div>`;
}

function WindowLine({ form, onChange }) {
  const { windows } = snapshot.value;
  const name = (one) => `${one.number} ${(english.value && one.name_en) || one.name}`;
  return html`<div class="field"><label class="label" for="f-person-window">${t('person.window')}</label>
    <select id="f-person-window" value=${form.window ?? ''} onChange=${(event) => onChange({ window: event.target.value ? Number(event.target.value) : null })}>
      <option value="" selected=${form.window === null}>${t('form.none')}</option>${windows.map((one) => html`<option key=${one.number} value=${one.number} selected=${Number(one.number) === form.window}>${name(one)}</option>`)}</select><p class="fault"></p></div>`;
}

/** Fill in or change one person; `send(body)` tells whether the server took it. `one` is null for somebody new. */
export function PersonForm({ one, send, onLeave, onBack }) {
  const [form, setForm] = useState(one ? formOf(one) : newPerson());
  const [shown, setShown] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const faults = personFaults(form);
  const change = (more) => setForm({ ...form, ...more });
  const line = (name) => html`<${Line} name=${name} form=${form} fault=${shown ? faults[name] : null} onChange=${change} />`;
  const save = () => { setShown(true); if (!Object.keys(faults).length) send(personBody(form, { isNew: !one })); };
  return html`<section class="group person-form" aria-label=${one ? one.name : t('person.new')}><div class="fields">
      ${one ? null : line('username')}${line('name')}${line('badge')}${line('post')}
      <div class="field wide"><span class="label">${t('person.role')}</span><${Choice} label=${t('person.role')} options=${ROLES.map((role) => [role, t(`role.${role}`)])} chosen=${form.role} onChoose=${(role) => change({ role })} /></div>
      ${form.role === 'clerk' ? html`<${WindowLine} form=${form} onChange=${change} /><div class="field"><span class="label">${t('person.may_choose')}</span><${Choice} label=${t('person.may_choose')} options=${[[true, t('form.yes')], [false, t('form.no')]]} chosen=${form.may_choose} onChoose=${(right) => change({ may_choose: right })} /></div>` : null}</div>
    <div class="row-keys">${one && !leaving ? html`<${Key} disabled=${lost.value} onPress=${() => setLeaving(true)}>${t('person.leave')}<//>` : null}<${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main disabled=${lost.value} onPress=${save}>${t(one ? 'save.save' : 'person.add')}<//></div>
    ${leaving ? html`<div class="ask-line"><p>${t('person.leave_what', { name: one.name })}</p><${Key} onPress=${() => setLeaving(false)}>${t('form.back')}<//><${Key} onPress=${onLeave}>${t('person.leave')}<//></div>` : null}</section>`;
}
