// Called: the window in the largest type on seal red. And what follows at the window.
import { figures } from '@shared/phone_page.js';
import { html, Icon, Num, tick } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { secondsSince } from './logic.js';
import { Materials, Mine, Purpose } from './parts.js';
import { phase, snapshot, t } from './store.js';

function windowNumber() {
  const { called, ticket } = snapshot.value;
  const name = (called && called.window) || (ticket.window && ticket.window.name) || '';
  return String(name).replace(/\D+/g, '') || String(name);
}

/** Which call, and how long ago; counted by the server's clock. */
function Since({ called }) {
  const seconds = secondsSince(called.at, tick.value);
  if (seconds === null) return null;
  const since = seconds < 100 ? t('called.seconds', { n: seconds }) : t('called.minutes', { n: Math.floor(seconds / 60) });
  return html`<span class="since">${figures(t('called.count', { calls: called.calls, since }))}</span>`;
}

export function Called() {
  const { called } = snapshot.value;
  const number = windowNumber();
  return html`<section class="call" aria-live="assertive">
    <h1><span class="unseen">${t('called.now', { n: number })}</span><span aria-hidden="true">${t('called.before')}</span></h1>
    <p class="window" aria-hidden="true"><${Num} class=${`d${Math.min(3, number.length)}`}>${number}<//>${lang.value === 'en' ? null : html`<span>${t('called.after')}</span>`}</p>
    <p class="mine"><${Num}>${snapshot.value.ticket.number}<//>${called ? html`<${Since} called=${called} />` : null}</p>
  </section>`;
}

function Place({ called }) {
  const en = lang.value === 'en';
  const place = called && ((en && called.place_en) || called.place);
  const name = called && ((en && called.window_name_en) || called.window_name);
  const where = [place, place && name && place.includes(name) ? null : name].filter(Boolean).join(t('called.comma'));
  return where ? html`<li><${Icon} name="pin" /><div class="words">${where}</div></li>` : null;
}

Called.Below = function CalledBelow() {
  const { called, policy, item } = snapshot.value;
  const count = item && item.materials ? item.materials.length : 0;
  return html`
    <ul class="rows below"><${Place} called=${called} />
      <${Materials} title=${count ? t('called.take', { n: count }) : t('called.take_ticket')} /></ul>
    ${policy ? html`<footer class="phone-foot"><p class="foot-note">${figures(t('called.rule', {
      n: policy.absent_after, minutes: Math.round(policy.return_within_s / 60), after: policy.return_after,
    }))}</p></footer>` : null}`;
};

export function Serving() {
  const number = windowNumber();
  const held = phase.value === 'held';
  const { rating } = snapshot.value;
  return html`<section class="state">
    <${Mine} small /><h1>${t(held ? 'held.title' : 'serving.title')}</h1><${Purpose} />
    <ul class="rows ruled">
      ${number ? html`<li><${Icon} name="screen" /><div class="words strong">${figures(t('serving.window', { n: number }))}</div></li>` : null}
      ${held ? html`<li><${Icon} name="hand" /><div class="words">${t('held.line')}</div></li>` : null}
      <${Materials} />
    </ul></section>
    ${held || !rating ? null : html`<footer class="phone-foot"><p class="foot-note">${t('serving.line')}</p></footer>`}`;
}
