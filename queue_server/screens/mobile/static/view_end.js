// After the service, and the ways a number ends without one.
import { dayText, figures, gap } from '@shared/phone_page.js';
import { hhmm, html, Icon, Key } from '@shared/ui.js';
import { lastDay, minutes, monthDay, outcomeOf } from './logic.js';
import { Call, Facts, GuideKey, guideUrl, Materials, Mine, Purpose } from './parts.js';
import { doing, snapshot, t } from './store.js';

function facts(ended) {
  const rows = [['ended.waited', ended && ended.waited_s], ['ended.served', ended && ended.served_s]]
    .filter(([, seconds]) => typeof seconds === 'number')
    .map(([name, seconds]) => [t(name), t('ended.minutes', { n: minutes(seconds) })]);
  return rows.length ? html`<${Facts} rows=${rows} />` : html`<hr />`;
}

function When({ ended }) {
  const { ticket } = snapshot.value;
  if (!ended || !ended.at) return null;
  const n = ended.window || (ticket.window && String(ticket.window.name).replace(/\D+/g, ''));
  const words = { date: dayText(monthDay(ended.at), t), time: hhmm(ended.at), n };
  return html`<li><${Icon} name="screen" /><div class="words">${figures(t(n ? 'ended.window' : 'ended.at', words))}</div></li>`;
}

function RateFoot() {
  const { rating, page_until: until } = snapshot.value;
  const state = rating ? rating.state : 'none';
  const open = () => { doing.value = 'rate'; scrollTo(0, 0); };
  return html`<footer class="phone-foot">
    ${state === 'open' ? html`<${Key} class="wide" onPress=${open}>${t('ended.rate')}<//>` : null}
    ${state === 'done' ? html`<p class="rated" role="status"><${Icon} name="check" />${t('ended.rated')}</p>` : null}
    <p class="foot-note after">${state === 'open' ? t('ended.free') + gap() : null}${until ? figures(t('ended.kept', { date: dayText(lastDay(until), t) })) : null}</p>
  </footer>`;
}

export function Ended() {
  const { ended } = snapshot.value;
  const outcome = outcomeOf(snapshot.value);
  return html`<section class="state">
      <${Mine} small /><h1>${t('ended.title')}</h1><${Purpose} />
      ${facts(ended)}
      <ul class="rows"><${When} ended=${ended} />
        ${outcome && t.has(`outcome.${outcome}`) ? html`<li><${Icon} name="check" /><div class="words">${t(`outcome.${outcome}`)}</div></li>` : null}</ul>
    </section><${RateFoot} />`;
}

export function Incomplete() {
  const { ended } = snapshot.value;
  return html`<section class="state">
      <${Mine} small /><h1>${t('incomplete.title')}</h1><${Purpose} />
      <p class="lead ruled">${t('incomplete.line')}</p>
      <ul class="rows ruled"><${When} ended=${ended} />
        ${guideUrl() ? html`<${Materials} title=${t('incomplete.check')} />` : null}</ul>
    </section><${RateFoot} />`;
}

export function Cancelled() {
  return html`<section class="state"><${Mine} small /><h1>${t('cancelled.title')}</h1><${Purpose} />
    <p class="lead">${t('cancelled.line')}</p></section>
    <footer class="phone-foot"><${GuideKey} /></footer>`;
}

export function Expired() {
  const { hall } = snapshot.value;
  const guide = guideUrl();
  return html`<section class="state"><h1 class="top">${t('expired.title')}</h1>
      <p class="lead">${t('expired.line')}</p>
      <h2>${t('expired.again')}</h2>
      <ol class="numbered">${[guide ? 'expired.1' : null, 'expired.2'].filter(Boolean).map((key, n) => html`<li><span class="n">${n + 1}</span><span>${t(key)}</span></li>`)}</ol>
    </section>
    <footer class="phone-foot"><${GuideKey} main />
      <${Call} label=${t('enquiries')} number=${hall && (hall.phone || hall.complaints)} /></footer>`;
}
