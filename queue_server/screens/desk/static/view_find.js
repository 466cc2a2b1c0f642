// Middle: find a ticket by its number; the missed ones first, then today's.
import { Cap, figures } from '@shared/staff.js';
import { hhmm, html, Icon, Key, Lamp } from '@shared/ui.js';
import { doStep } from './act.js';
import { mayReturn, minutesSince, returnRule } from './logic.js';
import { busy, choose, chosen, english, lost, now, shownLists, snapshot, t, typed } from './store.js';

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

/** Until when a missed one may come back, or why not any more. */
export function absentWords(ticket, policy) {
  const { key, params, refused } = returnRule(ticket, policy, now.value);
  const at = ticket.absent_until ? hhmm(ticket.absent_until) : '';
  if (refused && refused !== 'return_too_late') return t(`row.${refused}`);
  if (refused || !at) return at ? t('row.too_late', { at }) : t('state.absent');
  return key === 'return.places' ? t('row.return_places', { at, n: params.left }) : t('row.return_until', { at });
}

/** Why it was set aside, where, and for how long. */
export function heldWords(ticket) {
  const params = { reason: t(`hold.${t.has(`hold.${ticket.reason}`) ? ticket.reason : 'other'}`), m: minutesSince(ticket.held_at, now.value) };
  return t('row.held', { ...params, n: ticket.window ? ticket.window.number || ticket.window.name : '' });
}

function AbsentRow({ ticket }) {
  const { policy } = snapshot.value;
  const may = mayReturn(ticket, policy, now.value);
  return html`<li class=${`ticket-row absent ${chosen.value && chosen.value.id === ticket.id ? 'on' : ''}`} data-ticket=${ticket.id}>
    <button type="button" class="pick" aria-pressed=${chosen.value && chosen.value.id === ticket.id ? 'true' : 'false'} onClick=${() => choose(ticket.id)}>
      <b class="fig number">${ticket.number}</b>
      <span class="what"><span class="item">${businessOf(ticket)}</span>
        <small>${figures(absentWords(ticket, policy))}</small></span>
    </button>
    ${may ? html`<${Key} class="row-key" disabled=${lost.value || busy.value !== null} onPress=${() => { choose(ticket.id); doStep('return', ticket); }}>
      ${t('key.return_short')}<span class="unseen">${ticket.number}</span><//>` : null}
  </li>`;
}

function rowWords(ticket) {
  if (ticket.state === 'called' && ticket.window) return t('row.called', { n: ticket.window.number || ticket.window.name, calls: ticket.calls });
  if (ticket.state === 'held') return heldWords(ticket);
  if (ticket.state === 'serving' && ticket.window) return t(ticket.reason === 'direct' ? 'row.direct' : 'row.serving', { n: ticket.window.number || ticket.window.name });
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
  const { absent, held, others } = shownLists.value;
  const nothing = absent.length + held.length + others.length === 0;
  return html`<section class="column find-column" aria-label=${t('find.title')}>
    <${Search} />
    <div class="column-body" tabindex="0" role="group" aria-label=${t('find.title')}>
      ${absent.length ? html`<h2 class="list-head warn">${figures(t('find.absent', { n: absent.length }))}</h2>
        <ul>${absent.map((ticket) => html`<${AbsentRow} key=${ticket.id} ticket=${ticket} />`)}</ul>` : null}
      ${held.length ? html`<h2 class="list-head">${figures(t('find.held', { n: held.length }))}</h2>
        <ul>${held.map((ticket) => html`<${Row} key=${ticket.id} ticket=${ticket}>${rowWords(ticket)}<//>`)}</ul>` : null}
      ${others.length ? html`<h2 class="list-head">${figures(t(typed.value ? 'find.found' : 'find.today', { n: others.length }))}</h2>
        <ul>${others.slice(0, SHOWN).map((ticket) => html`<${Row} key=${ticket.id} ticket=${ticket}>${rowWords(ticket)}<//>`)}</ul>` : null}
      ${others.length > SHOWN ? html`<p class="nothing">${figures(t('find.more', { n: others.length - SHOWN }))}</p>` : null}
      ${nothing ? html`<p class="nothing">${typed.value ? t('find.enter') : t('find.empty')}</p>` : null}
    </div>
  </section>`;
}
