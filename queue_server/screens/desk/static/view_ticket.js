// Right: one ticket, its state, its priority, and what can be done with it.
import { figures } from '@shared/staff.js';
import { hhmm, html, Key, QueueSquare, useEffect, useRef, useState } from '@shared/ui.js';
import { doStep, givePriority, moveTo } from './act.js';
import { actionsOf, claimOf, keepsBooking, minutesSince, paperState, qrPath, returnRule, waitWords } from './logic.js';
import { busy, chosen, english, lost, named, now, snapshot, t } from './store.js';
import { absentWords, businessOf, heldWords, StateWord } from './view_find.js';
import { Panel } from './view_panel.js';

const OPEN = ['waiting', 'called', 'serving'];
const off = () => lost.value || busy.value !== null;

/** The booked time, and whether it counts for the place. */
function bookedWords(ticket) {
  const counts = keepsBooking(ticket.booked_at, ticket.issued_at, snapshot.value.policy);
  return t(counts ? 'fact.booked' : 'fact.booked_not', { at: hhmm(ticket.booked_at) });
}

function facts(ticket) {
  const { window, state } = ticket;
  const at = window && (window.number || window.name);
  const list = [t('fact.taken', { at: hhmm(ticket.issued_at) })];
  if (state === 'waiting') {
    list.push(t('fact.waited', { n: minutesSince(ticket.arrived_at || ticket.issued_at, now.value) }));
    if (ticket.people_ahead !== null && ticket.people_ahead !== undefined) list.push(t('fact.ahead', { n: ticket.people_ahead }));
    const { key, params } = waitWords(ticket.wait);
    list.push(t(key, params));
  }
  if (at && state === 'called') list.push(t('fact.called', { n: at, calls: ticket.calls }));
  if (at && (state === 'serving' || state === 'done')) list.push(t(`fact.${state}`, { n: at }));
  if (state === 'absent') {
    list.push(t('fact.calls', { n: ticket.calls }));
    list.push(absentWords(ticket, snapshot.value.policy));
  }
  if (state === 'held') list.push(heldWords(ticket));
  if (ticket.booked_at) list.push(bookedWords(ticket));
  if (ticket.language === 'en') list.push(t('fact.english'));
  const paper = paperState(ticket.print);
  if (paper !== 'none') list.push(t(`paper.short.${paper}`));
  return list;
}

function Qr({ ticket }) {
  const [broken, setBroken] = useState(false);
  useEffect(() => setBroken(false), [ticket.id]);
  if (broken || !ticket.url || lost.value) return null;
  return html`<figure class="qr"><img src=${qrPath(ticket.url, location.href)} alt=${t('qr.alt', { number: ticket.number })} onError=${() => setBroken(true)} />
    <figcaption>${t('qr.caption')}</figcaption></figure>`;
}

function className(ticket) {
  const known = snapshot.value.priority_classes.find((one) => one.code === ticket.priority);
  if (english.value && known) return known.name_en;
  return ticket.priority_name || (known && known.name) || t('row.priority');
}

function GivePriority({ ticket, onDone }) {
  return html`<div class="classes" role="group" aria-label=${t('priority.choose')}>
    ${snapshot.value.priority_classes.map((one) => html`<${Key} key=${one.code} class="small" disabled=${off()}
      onPress=${async () => { if (await givePriority(ticket, one.code)) onDone(); }}>${english.value ? one.name_en : one.name}<//>`)}
    <${Key} plain class="small" onPress=${onDone}>${t('key.leave')}<//>
  </div>`;
}

function Priority({ ticket, steps }) {
  const [giving, setGiving] = useState(false);
  useEffect(() => setGiving(false), [ticket.id, ticket.priority]);
  const claim = claimOf(ticket);
  return html`<section class="priority-part">
    <h3>${t('priority.title')}</h3>
    <div class="priority-row">
      ${claim ? html`<b>${className(ticket)}</b><span class=${`tag ${claim === 'confirmed' ? 'ok' : claim === 'awaiting_desk' ? 'warn' : 'act'}`}>${t(`claim.${claim}`)}</span>`
        : html`<span class="quiet">${t('priority.none')}</span>`}
      <span class="grow"></span>
      ${steps.filter((step) => step !== 'give').map((step) => html`<${Key} key=${step} class="small" disabled=${off()} onPress=${() => doStep(step, ticket)}>${t(`key.${step}`)}<//>`)}
      ${steps.includes('give') && !giving ? html`<${Key} class="small" disabled=${off()} onPress=${() => setGiving(true)}>${t('key.give')}<//>` : null}
    </div>
    ${giving ? html`<${GivePriority} ticket=${ticket} onDone=${() => setGiving(false)} />` : null}
    ${claim === 'awaiting_desk' ? html`<p class="quiet note">${t('claim.awaiting_note')}</p>` : null}
  </section>`;
}

/** 退号 asks once: the key turns into the question and back. */
function CancelKey({ ticket }) {
  const [sure, setSure] = useState(false);
  useEffect(() => {
    setSure(false);
    return undefined;
  }, [ticket.id, ticket.state]);
  useEffect(() => {
    if (!sure) return undefined;
    const timer = setTimeout(() => setSure(false), 6000);
    return () => clearTimeout(timer);
  }, [sure]);
  const press = () => { if (sure) doStep('cancel', ticket); else setSure(true); };
  return html`<${Key} class=${sure ? 'sure' : ''} disabled=${off()} onPress=${press}>${t(sure ? 'key.cancel_sure' : 'key.cancel')}<//>`;
}

/** The hall's rule for a missed number, in words. */
function ReturnNote({ ticket }) {
  const { key, params } = returnRule(ticket, snapshot.value.policy, now.value);
  return html`<p class="quiet note">${figures(t(key, params))}</p>`;
}

/** The other queues, to move the ticket to with one press. */
function MoveTo({ ticket, onDone }) {
  const part = useRef(null);
  useEffect(() => { part.current.scrollIntoView({ block: 'nearest' }); }, []);
  return html`<section class="priority-part" ref=${part}><h3>${t('transfer.title')}</h3>
    <div class="classes" role="group" aria-label=${t('transfer.title')}>
      ${snapshot.value.queues.filter((queue) => queue.id !== ticket.queue.id).map((queue) => html`<${Key} key=${queue.id} class="small" disabled=${off()}
        onPress=${async () => { if (await moveTo(ticket, queue, named(queue))) onDone(); }}><${QueueSquare} prefix=${queue.prefix} outlined /> ${named(queue)}<//>`)}
      <${Key} plain class="small" onPress=${onDone}>${t('transfer.leave')}<//></div>
    <p class="quiet note">${t('transfer.note')}</p></section>`;
}

export function TicketPanel() {
  const ticket = chosen.value;
  const { policy } = snapshot.value;
  const [moving, setMoving] = useState(false);
  useEffect(() => setMoving(false), [ticket.id, ticket.state]);
  const { main, more, priority } = actionsOf(ticket, policy, now.value);
  const press = (step) => (step === 'transfer' ? setMoving(!moving) : doStep(step, ticket));
  const second = more.map((step) => (step === 'cancel' ? html`<${CancelKey} key="cancel" ticket=${ticket} />`
    : html`<${Key} key=${step} disabled=${off()} onPress=${() => press(step)}>${t(`key.${step}`)}<//>`));
  const name = english.value ? null : ticket.item && ticket.item.name;
  return html`<${Panel} title=${t('ticket.title', { number: ticket.number })} esc=${t('key.back')} word=${t(`key.${main}`)} doing=${main} second=${second.length ? second : null}>
    <article class="ticket-card">
      <div class="ticket-main">
        <p class="num ticket-number">${ticket.number}</p>
        <p class="ticket-state"><${StateWord} ticket=${ticket} />${ticket.item ? html`<span class="quiet">${english.value ? ticket.queue.name_en || ticket.queue.name : ticket.queue.name}</span>` : null}</p>
      </div>
      <${Qr} ticket=${ticket} />
    </article>
    <h3 class="ticket-item">${name || businessOf(ticket)}</h3>
    <p class="facts">${facts(ticket).map((fact) => html`<span>${figures(fact)}</span>`)}</p>
    ${!moving && OPEN.includes(ticket.state) && (claimOf(ticket) || priority.length) ? html`<${Priority} ticket=${ticket} steps=${priority} />` : null}
    ${moving ? html`<${MoveTo} ticket=${ticket} onDone=${() => setMoving(false)} />` : null}
    ${ticket.state === 'absent' ? html`<${ReturnNote} ticket=${ticket} />` : null}
    ${ticket.state === 'held' ? html`<p class="quiet note">${t('ticket.held_note')}</p>` : null}
  <//>`;
}
