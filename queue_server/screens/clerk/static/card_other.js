// Cards of a window that is not this clerk's yet: in use, being handed over, or theirs once they leave another.
import { html } from '@shared/ui.js';
import { itemOf, nameClass } from './card.js';
import { figures } from './parts.js';
import { snapshot, t } from './store.js';

export function TakenCard() {
  const { clerk } = snapshot.value.window;
  return html`<section class="card calm edge">
    <div class="beside"><h2 class="large">${t('card.taken_title')}</h2>
      ${clerk ? html`<p class="facts">${figures(t('card.taken_by', clerk))}</p>` : null}
      <p class="facts">${t('card.taken_more')}</p></div>
  </section>`;
}

/** The citizen who is at the window and stays there. */
function Here() {
  const { here } = snapshot.value;
  if (!here) return html`<p class="facts">${t('handover.nobody')}</p>`;
  return html`<h2 class=${nameClass(itemOf(here))}>${itemOf(here)}</h2>
    <p class="facts">${t(`handover.${here.state}`)}</p>`;
}

export function HandoverCard() {
  const { here, window: { clerk } } = snapshot.value;
  return html`<section class="card edge">
    ${here ? html`<span class=${`num big ${here.number.length > 4 ? 'long' : ''}`}>${here.number}</span>` : null}
    <div class="beside"><p class="over">${clerk ? figures(t('handover.by', clerk)) : t('reason.handover')}</p>
      ${here ? null : html`<h2 class="large">${t('handover.title')}</h2>`}<${Here} /></div>
  </section>`;
}

export function ElsewhereCard() {
  const { elsewhere, here } = snapshot.value;
  const params = { n: elsewhere.number };
  const { ticket } = elsewhere;
  return html`<section class="card calm edge">
    <div class="beside"><h2 class="large">${figures(t('elsewhere.title', params))}</h2>
      <p class="facts">${figures(ticket ? t(`elsewhere.${ticket.state}`, { number: ticket.number }) : t('elsewhere.nobody', params))}</p>
      ${here ? html`<p class="facts">${figures(t('elsewhere.here', { number: here.number }))}</p>` : null}</div>
  </section>`;
}
