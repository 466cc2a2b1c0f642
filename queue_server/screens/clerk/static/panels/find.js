// Find a ticket by its number, and undo: bring back an absent one, put back a called one, cancel a waiting one.
import { query } from '@shared/api.js';
import { hhmm, html, Key, useEffect, useRef, useState } from '@shared/ui.js';
import { moveTicket, refuse } from '../act.js';
import { itemOf } from '../card.js';
import { ticketActions } from '../offers.js';
import { figures } from '../parts.js';
import { TEXT_MS } from '../press.js';
import { busy, lost, now, snapshot, t } from '../store.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { PanelKey } from './panel_key.js';

/** As printed on the ticket: capitals, no spaces; full-width letters and digits of an input method count too. */
function tidy(text) {
  return text.normalize('NFKC').toUpperCase().replace(/[^A-Z0-9]/g, '').slice(0, 8);
}

function TicketCard({ ticket, onDone }) {
  const [sure, setSure] = useState(false);
  const { actions, why } = ticketActions(ticket, snapshot.value, now.value);
  const go = async (action) => {
    if (action === 'cancel' && !sure) { setSure(true); return; }
    const got = await moveTicket(action, ticket);
    if (got) onDone();
  };
  return html`<li class="found">
    <div class="found-head"><b class="n number">${ticket.number}</b><span class="tag act">${t(`ticket.${ticket.state}`)}</span></div>
    <h3>${itemOf(ticket)}</h3>
    <p class="facts">
      <span>${figures(t('card.taken', { at: hhmm(ticket.issued_at) }))}</span>
      ${ticket.window ? html`<span>${figures(t('find.window', { n: ticket.window.number || ticket.window.name }))}</span>` : null}
      ${ticket.calls ? html`<span>${figures(t('find.calls', { n: ticket.calls }))}</span>` : null}
    </p>
    ${why ? html`<p class="facts">${figures(t(why.key, why.params))}</p>` : null}
    ${actions.length > 0 ? html`<div class="found-keys">${actions.map((action) => html`<${Key} key=${action} class="small"
      disabled=${lost.value || busy.value} onPress=${() => go(action)}>
      ${action === 'requeue' ? t('key.requeue') : t(action === 'cancel' && sure ? 'find.cancel_sure' : `find.${action}`)}<//>`)}</div>` : null}
  </li>`;
}

export function FindPanel() {
  const field = useRef(null);
  const asked = useRef(0);
  const [number, setNumber] = useState('');
  const [found, setFound] = useState(null);
  const [looking, setLooking] = useState(false);
  useEffect(() => { field.current.focus(); }, []);
  const look = async () => {
    const wanted = tidy(number);
    if (!wanted || lost.value) return;
    asked.current += 1;
    const mine = asked.current;
    const got = await query(`/api/v1/tickets?number=${encodeURIComponent(wanted)}`, {
      giveUpMs: 8000, slowMs: TEXT_MS, onSlow: () => setLooking(true),
    });
    if (mine !== asked.current) return;
    setLooking(false);
    if (got.ok) setFound({ number: wanted, tickets: (got.body && got.body.tickets) || [] });
    else if (got.status === 404) setFound({ number: wanted, tickets: [] });
    else refuse(got.code, got.title);
  };
  usePanelKeys(({ action }) => { if (action === 'do') look(); });
  const first = snapshot.value.waiting.rows[0];
  const foot = html`<${PanelKey} action="find" word=${t(looking ? 'find.doing' : 'find.do')} onPress=${look} /><${PanelLine} />`;
  return html`<${PanelFrame} title=${t('find.title')} foot=${foot} keepFocus>
    <div class="field"><label class="label" for="find-number">${t('find.label')}</label>
      <input id="find-number" ref=${field} value=${number} autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="12"
        onInput=${(event) => setNumber(event.target.value)} />
      <p class="label">${figures(t('find.hint', { number: first ? first.number : 'A001' }))}</p></div>
    <ul class="found-list" aria-live="polite">
      ${found && found.tickets.length === 0 ? html`<li class="nobody">${figures(t('find.none', { number: found.number }))}</li>` : null}
      ${found ? found.tickets.map((ticket) => html`<${TicketCard} key=${ticket.id} ticket=${ticket} onDone=${look} />`) : null}
    </ul>
  <//>`;
}
