// How the paper ticket looks: its template line by line, its logo, and the paper as it comes out.
import { command } from '@shared/api.js';
import { Choice, figures } from '@shared/staff.js';
import { html, Icon, Key, useRef, useState } from '@shared/ui.js';
import { english, say, t } from '../store.js';
import { FaultLine, faultOf } from './form.js';
import { base, draft, edit, faults, forgetFaults } from './store.js';
import { keptText, lineFaults, standardText, withLine, withSign, withWord } from './ticket_text.js';
import { asData, Sample, Slip } from './view_preview.js';

const SHOWN_FAULTS = 4;
const LOGO_PATH = '/api/v1/settings/logo';
const SIGNS = ['#', '*', '>'];

const setTicket = (more) => edit('ticket', { ...draft.value.ticket, ...more });

async function upload(file) {
  const picture = (await asData(file)).split(',')[1] || '';
  const got = await command(LOGO_PATH, { picture }, { timeoutMs: 12000, giveUpMs: 20000 });
  if (got.ok) setTicket({ logo: got.body.logo });
  else say('warn', () => got.title || t('refused.other'));
}

function Logo() {
  const input = useRef(null);
  const { logo } = draft.value.ticket;
  const choose = (event) => { const [file] = event.target.files; if (file) upload(file); event.target.value = ''; };
  return html`<section class="group"><h2>${t('ticket.logo')}<span class="quiet note">${figures(t('ticket.logo_note'))}</span></h2>
    <div class="logo-line">${logo ? html`<img class="logo-look" src=${`data:image/png;base64,${logo}`} alt=${t('ticket.logo')} />` : html`<span class="quiet">${t('ticket.no_logo')}</span>`}
      <input ref=${input} type="file" class="unseen" tabindex="-1" aria-label=${t('ticket.upload')} accept="image/png,image/jpeg,image/webp,image/gif,image/bmp" onChange=${choose} />
      <${Key} onPress=${() => input.current.click()}>${t(logo ? 'ticket.upload_other' : 'ticket.upload')}<//>
      ${logo ? html`<button type="button" class="link" onClick=${() => setTicket({ logo: '' })}>${t('ticket.remove_logo')}</button>` : null}</div>
    <${FaultLine} id="f-ticket-all-logo" words=${faultOf('ticket.logo')} /></section>`;
}

/** The keys that put something in: blocks, values, signs. */
function Keys({ put }) {
  const { blocks, values } = base.value.template;
  const named = (names) => Object.entries(names).map(([zh, en]) => [en, english.value ? en : zh]);
  const chips = (list, act) => list.map(([key, word]) => html`<button type="button" key=${key} class="chip" onMouseDown=${(event) => event.preventDefault()} onClick=${() => act(word)}>${word}</button>`);
  return html`<dl class="insert"><dt>${t('ticket.blocks')}</dt><dd>${chips(named(blocks), (word) => put((text, from) => withLine(text, from, t('ticket.block', { name: word }))))}</dd>
    <dt>${t('ticket.values')}</dt><dd>${chips(named(values), (word) => put((text, from, to) => withWord(text, from, to, `{${word}}`)))}</dd>
    <dt>${t('ticket.signs')}</dt><dd>${chips(SIGNS.map((sign) => [sign, t(`ticket.sign.${sign}`)]), (word) => put((text, from) => withSign(text, from, SIGNS.find((sign) => t(`ticket.sign.${sign}`) === word))))}
      ${chips([['rule', t('ticket.rule')]], () => put((text, from) => withLine(text, from, '---')))}${chips([['en', t('ticket.english')]], () => put((text, from) => withLine(text, from, 'EN: ')))}</dd></dl>`;
}

function FaultList({ found, goTo }) {
  const more = found.length - SHOWN_FAULTS;
  return html`<ul class="line-faults" id="f-ticket-all-template-fault" role=${found.length ? 'alert' : undefined}>${found.slice(0, SHOWN_FAULTS).map((one) => html`<li key=${`${one.line} ${one.zh}`}><${Icon} name="warning" />
      <button type="button" class="link" onClick=${() => goTo(one.line)}>${figures(english.value ? one.en : one.zh)}</button></li>`)}${more > 0 ? html`<li class="quiet">${t('save.more', { n: more })}</li>` : null}</ul>`;
}

function Editor({ found }) {
  const area = useRef(null);
  const { template } = base.value;
  const standard = standardText(template.standard, template.blocks, english.value);
  const text = draft.value.ticket.template || standard;
  const set = (next) => { forgetFaults('ticket'); setTicket({ template: keptText(next, template) }); };
  // At once, not after the next drawing: a quick hand is somewhere else by then.
  const put = (change) => { const at = area.current; const made = change(at.value, at.selectionStart, at.selectionEnd); at.value = made.text; at.focus(); at.setSelectionRange(made.caret, made.caret); set(made.text); };
  const goTo = (line) => { const start = text.split('\n').slice(0, line - 1).join('\n').length + (line > 1 ? 1 : 0); area.current.focus(); area.current.setSelectionRange(start, start + (text.split('\n')[line - 1] || '').length); };
  const bad = new Set(found.map((one) => one.line));
  const lines = text.split('\n');
  return html`<section class="group"><div class="group-head"><h2>${t('ticket.lines')}</h2><button type="button" class="link" disabled=${!draft.value.ticket.template} onClick=${() => set(standard)}>${t('ticket.standard')}</button></div>
    <div class="template-work"><div><div class=${`template ${found.length ? 'faulty' : ''}`}><ol class="line-numbers" aria-hidden="true">${lines.map((_, i) => html`<li key=${i} class=${bad.has(i + 1) ? 'bad' : ''}>${i + 1}</li>`)}</ol>
      <textarea id="f-ticket-all-template" ref=${area} aria-label=${t('ticket.lines')} aria-invalid=${found.length ? 'true' : undefined} aria-describedby="f-ticket-all-template-fault" rows=${lines.length} value=${text} spellcheck="false" autocomplete="off" wrap="off" onInput=${(event) => set(event.target.value)}></textarea></div>
      <${FaultList} found=${found} goTo=${goTo} /></div><${Keys} put=${put} /></div>
    <ul class="how-lines">${['text', 'values', 'two', 'english', 'note'].map((one) => html`<li key=${one}>${t(`ticket.how.${one}`)}</li>`)}</ul></section>`;
}

export function TicketPage() {
  const { queues } = draft.value;
  const [letter, setLetter] = useState(null);
  const [drawn, setDrawn] = useState([]);
  const prefix = queues.some((one) => one.prefix === letter) ? letter : queues[0].prefix;
  const found = lineFaults(faults.value.length ? faults.value : drawn);
  return html`<div class="with-side"><div class="setting-page"><header class="page-head"><h1>${t('nav.ticket')}</h1><p class="quiet grow">${t('ticket.lead')}</p></header>
    <${Editor} found=${found} /><${Logo} /></div>
    <aside class="side"><${Choice} class="small queues" label=${t('ticket.queue')} options=${queues.map((one) => [one.prefix, one.prefix])} chosen=${prefix} onChoose=${setLetter} />
      <${Slip} prefix=${prefix} onFaults=${setDrawn} /><${Sample} prefix=${prefix} /></aside></div>`;
}
