// The number. It is shown the moment it is written, paper or not, and stays until its time is over.
import { Arrow, hhmm, html, Icon, Key, Num, tick } from '@shared/ui.js';
import { numberSize, paperPart, waitRange } from '../facts.js';
import { itemOf, queueOf, timers } from '../logic.js';
import { Facts, HelpKey, Qr, Title } from '../parts.js';
import { isEnglish, named, Phrases, t, waitFact, windowsText } from '../words.js';

const FIELD = { portrait: 968, landscape: 800, beside: 780 };
const LARGEST = 420;

/** Seconds until this page leaves by itself, drawn once a second. */
function secondsLeft(state) {
  const end = tick.value && timers(state).find(({ name }) => name === 'over');
  return end ? Math.max(0, Math.ceil((end.at - performance.now()) / 1000)) : 0;
}

function what(state, queue) {
  const { ticket } = state;
  const item = ticket.item ? itemOf(state, ticket.item.code) : null;
  const english = isEnglish();
  const itemName = item ? (english ? named(item) : item.short_name || item.name) : ticket.item?.name;
  return [queue ? named(queue) : ticket.queue.name, itemName].filter(Boolean).join(' · ');
}

function ticketFacts(ticket, queue) {
  const windows = windowsText(queue?.windows ?? [], 'at') || ticket.window?.name;
  return [
    { label: t('confirm.ahead'), text: t('confirm.people', { n: ticket.people_ahead ?? 0 }) },
    { label: t('confirm.wait'), text: waitFact(waitRange(ticket.wait)) },
    { label: t('ticket.window'), text: windows || t('ticket.listen') },
  ];
}

function Sit({ state, queue }) {
  const english = isEnglish() && queue?.waiting_zone_en;
  const zone = english || queue?.waiting_zone || state.ticket.waiting_zone;
  if (needsDesk(state)) return html`<p class="sit">${t('ticket.desk_first')}</p>`;
  if (!zone) return html`<p class="sit">${t('ticket.sit_anywhere')}</p>`;
  return html`<p class="sit">${t('ticket.sit')}<b class="zone" lang=${isEnglish() && !english ? 'zh-CN' : undefined}>${zone}</b>${t(state.elder ? 'ticket.sit_on_elder' : 'ticket.sit_on')}</p>`;
}

const needsDesk = (state) =>
  state.ticket.priority && (state.snapshot?.priority_classes ?? []).some((one) => one.code === state.priority && one.needs_desk);

function ScanWords({ state }) {
  const { near, return_within_s: back } = state.snapshot?.policy ?? {};
  return html`<div class="scan-words"><h2>${t(state.elder ? 'ticket.scan_short' : 'ticket.scan')}</h2>
    ${near && !state.elder ? html`<p>${t('ticket.near', { n: near })}</p>` : null}
    ${back ? html`<p><${Phrases} text=${t('ticket.return', { n: Math.round(back / 60) })} /></p>` : null}</div>`;
}

function KeepWords({ ticket: { number, paper, elsewhere } }) {
  const there = elsewhere && paper !== 'fault' && paper !== 'unsure';
  return html`<div class="keep-words"><h2>${t('screen.title')}</h2><p><${Phrases} text=${t('screen.photo')} /></p><p><${Phrases} text=${t(there ? 'screen.there' : 'screen.desk', { number })} /></p></div>`;
}

function Card({ state, portrait, part }) {
  const { ticket } = state;
  const queue = queueOf(state, ticket.queue.id);
  const field = FIELD[portrait ? 'portrait' : part === 'screen' ? 'beside' : 'landscape'];
  const size = numberSize(ticket.number, field, portrait ? LARGEST : part === 'screen' ? 310 : 360);
  return html`<article class="card">
    <p class="what"><span>${what(state, queue)}</span>${ticket.priority ? html`<span class="mark">${t('ticket.priority')}</span>` : null}</p>
    <${Title} class="number"><span class="unseen">${t('ticket.number', { number: ticket.number })}</span><${Num} size=${size} aria-hidden="true">${ticket.number}<//><//>
    <hr />
    <${Facts} rows=${ticketFacts(ticket, queue)} class="large" />
    ${part === 'screen' && !needsDesk(state) ? null : html`<${Sit} state=${state} queue=${queue} />`}
    ${portrait ? html`<div class="tear"></div>` : null}
    <div class="scan"><${Qr} src=${`${new URL(ticket.url, location.href).pathname}/qr.svg`} label=${t('ticket.qr')} />
      ${!portrait ? html`<p class="scan-words short">${t('ticket.scan_short')}</p>`
        : part === 'screen' ? html`<${KeepWords} ticket=${ticket} />` : html`<${ScanWords} state=${state} />`}</div>
  </article>`;
}

function Printing({ side }) {
  return html`<section class="panel printing" role="status"><div class="says"><h2>${t('printing.title')}</h2><p>${t(`printing.${side}`)}</p>
    <div class="progress" aria-hidden="true"><i></i></div></div><${Icon} name="printer" class="big" /></section>`;
}

function Done({ state, send, side }) {
  return html`<section class=${`panel done slot-${side}`} role="status"><div class="says"><h2>${t('done.title')}</h2><p>${t(`done.${side}`)}</p></div>
    <${Arrow} to=${side === 'below' ? 'down' : side} />
    <${Key} class="leave" onPress=${() => send('done')}><${Icon} name="home" />${t('done.home')}<span class="fig">${t('done.seconds', { n: secondsLeft(state) })}</span><//></section>`;
}

function Keep({ state, send, portrait }) {
  const lost = state.link === 'lost';
  return html`<section class="keep">
    ${portrait ? null : html`<${KeepWords} ticket=${state.ticket} />`}
    <div class=${`keys ${lost ? 'one' : ''}`}>${lost ? null : html`<${HelpKey} help=${state.help} send=${send} word="screen.reprint" why="reprint" class="raised" />`}
      <${Key} main class="noted" onPress=${() => send('done')}>${t('screen.noted')}<//></div>
    <p class="leaves"><span>${t('screen.leaves', { n: secondsLeft(state) })}</span>${state.ticket.issued_at ? html`<span>${t('screen.taken', { at: hhmm(state.ticket.issued_at) })}</span>` : null}</p>
  </section>`;
}

export function Ticket({ state, send, portrait }) {
  const part = paperPart(state.ticket);
  const side = state.snapshot?.slot_side ?? 'below';
  return html`<${Card} state=${state} portrait=${portrait} part=${part} />
    ${part === 'printing' ? html`<${Printing} side=${side} />` : part === 'done' ? html`<${Done} state=${state} send=${send} side=${side} />`
      : html`<${Keep} state=${state} send=${send} portrait=${portrait} />`}`;
}
