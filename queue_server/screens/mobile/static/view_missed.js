// A missed call: what still holds, until when, and where to go.
import { figures, gap } from '@shared/phone_page.js';
import { hhmm, html, Icon, tick } from '@shared/ui.js';
import { Cancel, Leave } from './cancel.js';
import { minutesLeft, overBecause } from './logic.js';
import { Facts, GuideKey, Mine } from './parts.js';
import { doing, snapshot, t } from './store.js';

const bold = (text) => html`<b>${text}</b>`;

export function Missed() {
  const { missed, desk_phone: phone, policy } = snapshot.value;
  const until = missed && missed.until ? hhmm(missed.until) : null;
  const ahead = missed && typeof missed.ahead_after === 'number' ? missed.ahead_after : null;
  const places = missed && typeof missed.places_left === 'number';
  const after = missed && missed.after !== undefined ? missed.after : policy.return_after;
  return html`
    <section class="state">
      <div class="edge-yellow"><${Mine} small /><h1>${t('missed.title')}</h1></div>
      <p class="lead">${missed ? figures(t('missed.called', { n: missed.calls, time: hhmm(missed.at) })) : null}${until ? html`${gap()}${figures(t('missed.before', { time: until, after }))}` : null}</p>
      ${until ? html`<${Facts} rows=${[
        [t('missed.left'), t('missed.minutes', { n: minutesLeft(missed.until, tick.value) })],
        ...(ahead === null ? [] : [[t('missed.then'), t('ahead.people', { n: ahead })]]),
      ]} />` : null}
      <ol class="numbered">
        <li><span class="n">1</span><span>${bold(t('missed.1'))}</span></li>
        <li><span class="n">2</span><span>${t('missed.2')}</span></li>
        ${until ? html`<li><span class="n">3</span><span>${figures(t(places ? 'missed.3_places' : 'missed.3', { time: until, n: missed.places_left }))}</span></li>` : null}
      </ol>
    </section>
    <footer class="phone-foot">${doing.value === 'cancel' ? html`<${Cancel} />` : html`
      ${phone ? html`<a class="key wide main" href=${`tel:${phone}`}><${Icon} name="call" />${t('missed.call_desk')}</a>` : null}
      <${Leave} ask="missed.leave" />`}</footer>`;
}

export function MissedOver() {
  const { missed } = snapshot.value;
  const why = overBecause(missed, tick.value);
  return html`<section class="state">
      <div class="edge-yellow"><${Mine} small /><h1>${t(why === 'void' ? 'over.title_void' : 'over.title')}</h1></div>
      <p class="lead">${figures(t('missed.called', { n: missed.calls, time: hhmm(missed.at) }))}${gap()}${figures(t(`over.${why}`, { time: hhmm(missed.until) }))}</p>
    </section>
    <footer class="phone-foot"><${GuideKey} /></footer>`;
}
