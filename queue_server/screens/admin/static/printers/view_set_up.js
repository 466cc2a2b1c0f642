// One printer set up, step by step: find it, print the test ticket, say what is on the paper, save.
import { Choice, figures } from '@shared/staff.js';
import { html, Icon, Key, Lamp, useEffect } from '@shared/ui.js';
import { busy, english, lost, named, t } from '../store.js';
import { freeName, health, ofFound, testWords } from './logic.js';
import { answer, begin, change, look, save, settle, setUp, tryOut, work } from './store.js';
import { inWords } from './view_printers.js';

const off = () => lost.value || busy.value !== null;
const running = (probe) => Boolean(probe) && (probe.state === 'asked' || probe.state === 'claimed');

function Step({ number, title, children }) {
  return html`<section class="step"><h2><span class="fig step-number">${number}</span>${title}</h2><div class="step-body">${children}</div></section>`;
}

function Agent() {
  const { agents } = setUp.value;
  if (agents.length < 2) return null;
  return html`<label class="select"><span>${t('printers.agent')}</span><select value=${work.value.agent} onChange=${(event) => change({ agent: event.target.value, find: null })}>
    ${agents.map((one, i) => html`<option key=${one.id} value=${i ? one.id : ''} selected=${(i ? one.id : '') === work.value.agent}>${one.name}</option>`)}</select></label>`;
}

function Found() {
  const { find, address } = work.value;
  if (!find) return null;
  if (running(find)) return html`<p class="quiet busy" role="status"><${Icon} name="clock" /><span>${t('printers.looking')}</span></p>`;
  if (find.state === 'lost' || !find.result) return html`<p class="say warn" role="status"><${Icon} name="warning" /><span>${t('printers.no_agent')}</span></p>`;
  const found = ofFound(find.result.found || [], setUp.value.printers);
  if (!found.length) return html`<p class="say warn" role="status"><${Icon} name="warning" /><span>${t('printers.nothing')}</span></p>`;
  return html`<ul class="found" role="radiogroup" aria-label=${t('printers.found')}>${found.map((one) => {
    const how = health(one, t.has);
    return html`<li key=${one.address}><button type="button" role="radio" aria-checked=${one.address === address ? 'true' : 'false'} class=${one.address === address ? 'on' : ''} onClick=${() => change({ address: one.address, test: null, made: null, answers: {} })}>
      <b>${one.address}</b><span class="quiet">${one.known ? t('printers.known', { name: named(one.known) }) : one.name}</span>
      ${one.state === 'unknown' ? null : html`<span class="printer-health"><${Lamp} kind=${how.lamp} /><span>${t(how.key)}</span></span>`}</button></li>`;
  })}</ul>`;
}

function Where() {
  const { where, address, find } = work.value;
  return html`<div class="line-of-fields"><label class="form-field"><span>${t('printers.where')}</span>
      <input value=${where} maxlength="60" placeholder=${t('printers.where_such')} spellcheck="false" autocomplete="off" onInput=${(event) => change({ where: event.target.value })}
        onKeyDown=${(event) => { if (event.key === 'Enter' && !off()) look(); }} /></label>
      <${Agent} /><${Key} disabled=${off() || running(find)} onPress=${look}>${t('printers.look')}<//></div>
    <p class="quiet">${figures(t('printers.where_why'))}</p>
    <${Found} />
    <label class="form-field address-field"><span>${t('printers.address')}</span><input value=${address} maxlength="200" spellcheck="false" autocomplete="off" placeholder="tcp://192.168.1.50:9100" onInput=${(event) => change({ address: event.target.value, test: null, made: null })} /></label>`;
}

function Answers({ result }) {
  const parts = [['dle_eot', result.dle_eot], ['gs_r', result.gs_r_ms !== null], ['gs_h', result.gs_h_ms !== null]];
  return html`<p class="quiet answers">${parts.map(([name, there]) => html`<span key=${name}><${Lamp} kind=${there ? 'on' : 'dash'} />${t(`printers.answers.${name}.${there ? 'yes' : 'no'}`)}</span>`)}</p>`;
}

function Trial() {
  const { address, model, test } = work.value;
  const set = (event) => { change({ model: event.target.value }); settle(setUp.value.questions); };
  const said = test && test.state === 'done' ? testWords(test.result, t.has) : null;
  return html`<div class="line-of-fields"><label class="select model"><span>${t('printers.model')}</span><select value=${model} onChange=${set}>
      ${setUp.value.models.map((one) => html`<option key=${one.name} value=${one.name} selected=${one.name === model}>${named({ name: one.title, name_en: one.title_en })}</option>`)}</select></label>
      <${Key} main=${!said || !said.ok} disabled=${off() || running(test) || !address.trim()} onPress=${tryOut}>${t(test ? 'printers.again' : 'printers.try')}<//></div>
    <p class="quiet">${t('printers.model_why')}</p>
    <div class="trial-said" role="status">${running(test) ? html`<p class="quiet busy"><${Icon} name="clock" /><span>${t('printers.printing')}</span></p>` : null}
      ${test && test.state === 'lost' ? html`<p class="say warn"><${Icon} name="warning" /><span>${t('printers.no_agent')}</span></p>` : null}
      ${said ? html`<p class=${`say ${said.ok && !said.why ? 'info' : 'warn'}`}><${Icon} name=${said.ok && !said.why ? 'check' : 'warning'} /><span>${t(said.key)}${said.why ? t('printers.because', { why: t(said.why) }) : ''}</span></p>` : null}
      ${said && said.ok ? html`<${Answers} result=${test.result} />` : null}</div>`;
}

function Question({ one }) {
  const side = english.value ? 'en' : 'zh';
  return html`<div class="question"><p><b class="fig letter">${one.letter}</b><span>${one[side]}</span></p>
    <${Choice} label=${one[side]} options=${one.options.map((option) => [option.code, option[side]])} chosen=${work.value.answers[one.code]} onChoose=${(option) => answer(one.code, option)} /></div>`;
}

function Result() {
  const { made, name, printer } = work.value;
  const go = async () => { if (await save()) location.hash = '#printers'; };
  return html`${made ? html`<p class="made"><b>${figures(inWords(made.profile))}</b></p>
      ${made.warnings.map((code) => html`<p class="say warn" key=${code}><${Icon} name="warning" /><span>${t(`printers.warn.${code}`)}</span></p>`)}`
    : html`<p class="quiet">${t('printers.unmade')}</p>`}
    <div class="line-of-fields"><label class="form-field"><span>${t('printers.name')}</span><input value=${name} maxlength="40" autocomplete="off" onInput=${(event) => change({ name: event.target.value })} /></label>
      <${Key} main=${Boolean(made)} disabled=${off() || !name.trim() || !work.value.address.trim()} onPress=${go}>${t(made ? 'printers.save' : printer ? 'printers.save_untested' : 'printers.save_model')}<//></div>`;
}

export function SetUp({ printer }) {
  useEffect(() => { begin(printer); if (!printer) change({ name: freeName(t('printers.new'), setUp.value.printers) }); }, []);
  if (!work.value) return null;
  const { test } = work.value;
  const asks = test && test.state === 'done' && testWords(test.result, t.has).ok;
  return html`<div class="plain-page printers-page"><header class="page-head"><h1>${printer ? figures(named(printer)) : t('printers.add')}</h1><p class="quiet grow">${t('printers.minutes')}</p><a class="key" href="#printers">${t('form.back')}</a></header>
    <${Step} number="1" title=${t('printers.step.find')}><${Where} /><//>
    <${Step} number="2" title=${t('printers.step.try')}><${Trial} /><//>
    ${asks ? html`<${Step} number="3" title=${t('printers.step.ask')}>${setUp.value.questions.map((one) => html`<${Question} key=${one.code} one=${one} />`)}<//>` : null}
    <${Step} number=${asks ? '4' : '3'} title=${t('printers.step.save')}><${Result} /><//>
  </div>`;
}
