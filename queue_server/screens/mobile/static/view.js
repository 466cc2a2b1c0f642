// The ticket page: head, live line, then what the ticket's state asks for.
import { figures, PhoneHead } from '@shared/phone_page.js';
import { hhmmss, html, Lamp, tick } from '@shared/ui.js';
import { trueUntil } from './logic.js';
import { doing, link, lost, phase, snapshot, t } from './store.js';
import { Called, Held, Serving } from './view_called.js';
import { Cancelled, Ended, Expired, Incomplete } from './view_end.js';
import { Missed, MissedOver } from './view_missed.js';
import { Rate } from './view_rate.js';
import { Waiting } from './view_wait.js';

const PAGES = {
  waiting: Waiting, near: Waiting, called: Called, serving: Serving, held: Held, missed: Missed, missed_over: MissedOver,
  ended: Ended, incomplete: Incomplete, cancelled: Cancelled, expired: Expired,
};
const LIVE = new Set(['waiting', 'near', 'called', 'serving', 'held', 'missed']);

function Live() {
  if (lost.value) {
    const time = hhmmss(trueUntil(snapshot.value.now, link.value.lostAt.value));
    return html`<p class="live lost"><${Lamp} kind="half" /><span>${figures(t('live.lost', { time }))}</span></p>`;
  }
  return html`<p class="live"><${Lamp} kind="on" /><span>${figures(t('live.ok', { time: hhmmss(tick.value) }))}</span></p>`;
}

function Unknown() {
  return html`<section class="plain"><h1>${t('unknown.title')}</h1><p>${t('unknown.line')}</p>
    <ol class="numbered"><li><span class="n">1</span>${t('unknown.1')}</li><li><span class="n">2</span>${t('unknown.2')}</li></ol></section>`;
}

function Before() {
  if (link.value.refused.value) return html`<${Unknown} />`;
  return html`<p class="live" role="status">${lost.value ? html`<${Lamp} kind="half" />` : null}
    <span>${t(lost.value ? 'start.lost' : 'start.line')}</span></p>`;
}

export function Phone() {
  const now = snapshot.value;
  if (!now) return html`<div class="phone-page"><${PhoneHead} hall=${null} t=${t} /><${Before} /></div>`;
  const rating = doing.value === 'rate' && now.rating && now.rating.state === 'open';
  const Page = rating ? Rate : PAGES[phase.value] || Serving;
  const live = LIVE.has(phase.value) && !rating;
  const called = phase.value === 'called';
  return html`<div class=${`phone-page at-${phase.value} ${rating ? 'rating' : ''}`}>
    <div class=${called ? 'field red' : 'field'}>
      <${PhoneHead} hall=${now.hall} t=${t} />
      ${live || lost.value ? html`<${Live} />` : null}
      ${called ? html`<${Called} />` : null}
    </div>
    ${lost.value ? html`<p class="yellow" role="alert">${t('lost.line')}</p>` : null}
    ${called ? html`<${Called.Below} />` : html`<${Page} />`}
  </div>`;
}
