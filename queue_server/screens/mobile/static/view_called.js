// Called: the window in the largest type on seal red. And what follows at the window.
import { figures } from '@shared/phone_page.js';
import { html, Icon, Num, tick } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { Cancel, Leave } from './cancel.js';
import { secondsSince } from './logic.js';
import { Materials, Mine, Purpose } from './parts.js';
import { doing, snapshot, t } from './store.js';

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
    ${policy ? html`<footer class="phone-foot"><p class="foot-note">${figures(t(policy.missed === 'void' ? 'called.rule_void' : 'called.rule', {
      n: policy.absent_after, minutes: Math.round(policy.return_within_s / 60), after: policy.return_after,
    }))}</p></footer>` : null}`;
};

export function Serving() {
  const number = windowNumber();
  const { rating } = snapshot.value;
  return html`<section class="state">
    <${Mine} small /><h1>${t('serving.title')}</h1><${Purpose} />
    <ul class="rows ruled">
      ${number ? html`<li><${Icon} name="screen" /><div class="words strong">${figures(t('serving.window', { n: number }))}</div></li>` : null}
      <${Materials} />
    </ul></section>
    ${rating ? html`<footer class="phone-foot"><p class="foot-note">${t('serving.line')}</p></footer>` : null}`;
}

/** On hold: why, and where to come back to. */
export function Held() {
  const { held } = snapshot.value;
  const number = held ? held.window : windowNumber();
  const reason = t(`held.reason.${held && t.has(`held.reason.${held.reason}`) ? held.reason : 'other'}`);
  const place = held && ((lang.value === 'en' && held.place_en) || held.place);
  return html`<section class="state">
    <div class="edge-yellow"><${Mine} small /><h1>${figures(t('held.title', { n: number }))}</h1></div><${Purpose} />
    <p class="lead">${figures(t('held.line', { n: number, reason }))}</p>
    <ul class="rows ruled">
      <li><${Icon} name="screen" /><div class="words strong">${figures(t('held.back', { n: number }))}${place ? html`<span class="sub">${place}</span>` : null}</div></li>
      <li><${Icon} name="check" /><div class="words">${t('held.kept')}</div></li>
      <${Materials} />
    </ul></section>
    <footer class="phone-foot">${doing.value === 'cancel' ? html`<${Cancel} />` : html`<${Leave} ask="held.leave" />`}</footer>`;
}
