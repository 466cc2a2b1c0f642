// Middle: find a ticket by its number; the missed ones first, then today's.
import { Cap, figures } from '@shared/staff.js';
import { hhmm, html, Icon, Key, Lamp } from '@shared/ui.js';
import { doStep } from './act.js';
import { mayReturn } from './logic.js';
import { busy, choose, chosen, english, lost, now, shownLists, t, typed } from './store.js';

const LAMP = { waiting: 'ring', called: 'on', serving: 'on', held: 'half', absent: 'half', done: 'dash', cancelled: 'dash' };
const SHOWN = 120;

export const businessOf = (ticket) => {
  const { item, queue } = ticket;
  if (english.value) return (item && item.name_en) || queue.name_en || (item && item.name) || queue.name;
  return ticket.short_name || (item && (item.short_name || item.name)) || queue.name;
};

export function StateWord({ ticket }) {
  return html`<span class="state-word"><${Lamp} kind=${LAMP[ticket.state] || 'dash'} /><span>${t(`state.${ticket.state}`)}</span></span>`;
}

function Row({ ticket, children }) {
  const on = chosen.value && chosen.value.id === ticket.id;
  return html`<li class=${`ticket-row ${on ? 'on' : ''}`} data-ticket=${ticket.id}>
    <button type="button" class="pick" aria-pressed=${on ? 'true' : 'false'} onClick=${() => choose(ticket.id)}>
      <b class="fig number">${ticket.number}</b>
      <span class="what"><span class="item">${businessOf(ticket)}</span>
        <small>${ticket.priority ? html`<span class="tag act">${t('row.priority')}</span> ` : null}${figures(children)}</small></span>
      <${StateWord} ticket=${ticket} />
    </button>
  </li>`;
}

function AbsentRow({ ticket }) {
  const may = mayReturn(ticket, now.value);
  const until = ticket.absent_until ? hhmm(ticket.absent_until) : '';
  return html`<li class=${`ticket-row absent ${chosen.value && chosen.value.id === ticket.id ? 'on' : ''}`} data-ticket=${ticket.id}>
    <button type="button" class="pick" aria-pressed=${chosen.value && chosen.value.id === ticket.id ? 'true' : 'false'} onClick=${() => choose(ticket.id)}>
      <b class="fig number">${ticket.number}</b>
      <span class="what"><span class="item">${businessOf(ticket)}</span>
        <small>${figures(until ? t(may ? 'row.return_until' : 'row.too_late', { at: until }) : t('state.absent'))}</small></span>
    </button>
    ${may ? html`<${Key} class="row-key" disabled=${lost.value || busy.value !== null} onPress=${() => { choose(ticket.id); doStep('return', ticket); }}>
      ${t('key.return_short')}<span class="unseen">${ticket.number}</span><//>` : null}
  </li>`;
}

function rowWords(ticket) {
  if (ticket.state === 'called' && ticket.window) return t('row.called', { n: ticket.window.number || ticket.window.name, calls: ticket.calls });
  if (ticket.state === 'serving' && ticket.window) return t('row.serving', { n: ticket.window.number || ticket.window.name });
  if (ticket.state === 'waiting' && ticket.people_ahead !== null && ticket.people_ahead !== undefined) {
    return t('row.waiting', { at: hhmm(ticket.issued_at), n: ticket.people_ahead });
  }
  return t('row.taken', { at: hhmm(ticket.issued_at) });
}

function Search() {
  return html`<div class="search">
    <${Icon} name="search" />
    <input id="find-number" type="search" value=${typed.value} placeholder=${t('find.hint')} aria-label=${t('find.label')}
      autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="16" enterkeyhint="search"
      onInput=${(event) => { typed.value = event.target.value; }} />
    ${typed.value ? html`<button type="button" class="clear" aria-label=${t('find.clear')} onClick=${() => { typed.value = ''; }}><${Icon} name="close" /></button>`
      : html`<${Cap}>/<//>`}
  </div>`;
}

export function FindColumn() {
  const { absent, others } = shownLists.value;
  const nothing = absent.length + others.length === 0;
  return html`<section class="column find-column" aria-label=${t('find.title')}>
    <${Search} />
    <div class="column-body" tabindex="0" role="group" aria-label=${t('find.title')}>
      ${absent.length ? html`<h2 class="list-head warn">${figures(t('find.absent', { n: absent.length }))}</h2>
        <ul>${absent.map((ticket) => html`<${AbsentRow} key=${ticket.id} ticket=${ticket} />`)}</ul>` : null}
      ${others.length ? html`<h2 class="list-head">${figures(t(typed.value ? 'find.found' : 'find.today', { n: others.length }))}</h2>
        <ul>${others.slice(0, SHOWN).map((ticket) => html`<${Row} key=${ticket.id} ticket=${ticket}>${rowWords(ticket)}<//>`)}</ul>` : null}
      ${others.length > SHOWN ? html`<p class="nothing">${figures(t('find.more', { n: others.length - SHOWN }))}</p>` : null}
      ${nothing ? html`<p class="nothing">${typed.value ? t('find.enter') : t('find.empty')}</p>` : null}
    </div>
  </section>`;
}
