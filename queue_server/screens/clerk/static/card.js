// The large card at the top: who is next, called, being served; paused, closed, not connected.
import { hhmm, html, Icon } from '@shared/ui.js';
import { clockOf, grown, isRed, minutes } from './logic.js';
import { guideCode } from './offers.js';
import { figures, Link, TermKey } from './parts.js';
import { english, keys, now, snapshot, t } from './store.js';
import { className, whyLine } from './why.js';

/** What a sentence of why needs: words, times, language, the hall's policy. */
export const saying = () => ({ t, hhmm, english: english.value, policy: snapshot.value.policy });

const numberClass = (number) => `num big ${number.length > 4 ? 'long' : ''}`;

function englishItem(ticket) {
  return ticket.item_name_en || (ticket.item && ticket.item.name_en)
    || (!ticket.item && !ticket.item_name && ((ticket.queue && ticket.queue.name_en) || ticket.queue_name_en)) || null;
}

/** The short name of the item, or of the queue when no item was chosen, in the page's language. */
export function itemOf(ticket) {
  return (english.value && englishItem(ticket)) || ticket.item_short || ticket.short_name || (ticket.item && (ticket.item.short_name || ticket.item.name)) || ticket.item_name
    || (ticket.queue && ticket.queue.name) || ticket.queue_name;
}

const LONG = { zh: 14, en: 32 };

/** A name longer than the hall's short names is set smaller and may wrap; it is never cut. */
export const nameClass = (name) => (name && name.length > LONG[english.value ? 'en' : 'zh'] ? 'long-name' : '');

/** What the citizen brings, in the page's language. */
export function materialsOf(guide) {
  const { materials = [], materials_en: other = [] } = guide || {};
  return english.value && other.length === materials.length ? other : materials;
}

/** The type of an item in the page's language, where we have a word for it. */
export function caseWord(type) {
  const known = ['case.spot', 'case.promise', 'case.report', 'case.returned'].find((key) => t.zh(key) === type);
  return known ? t(known) : type;
}

/** Waited, taken at, language. */
export function Facts({ ticket }) {
  const waits = !ticket.called_at; // once called, the wait is over
  const waited = waits ? grown(ticket.waited_s, snapshot.value, now.value) : ticket.waited_s;
  return html`<p class="facts">
    <span>${figures(t('card.waited', { n: minutes(waited) }))}</span>
    <span>${figures(t('card.taken', { at: hhmm(ticket.issued_at) }))}</span>
    ${ticket.language ? html`<span>${t(`card.lang.${ticket.language}`)}</span>` : null}
  </p>`;
}

export function NextCard() {
  const next = snapshot.value.waiting.rows[0];
  if (!next) return html`<${NobodyCard} />`;
  return html`<section class="card">
    <span class=${numberClass(next.number)}>${next.number}</span>
    <div class="beside">
      <p class="over">${t('card.next')}</p>
      <h2 class=${nameClass(itemOf(next))}>${itemOf(next)}</h2>
      <${Facts} ticket=${next} />
      <p class="facts">${figures(t('card.first', { why: whyLine(next, saying()) }))}</p>
    </div>
  </section>`;
}

export function NobodyCard() {
  return html`<section class="card calm">
    <div class="beside"><h2 class="large">${t('card.nobody')}</h2><p class="facts">${t('card.nobody_more')}</p></div>
  </section>`;
}

export function ClosedCard() {
  const { total } = snapshot.value.waiting;
  return html`<section class="card calm">
    <div class="beside"><h2 class="large">${t('card.closed')}</h2>
      <p class="facts">${figures(total > 0 ? t('card.closed_total', { n: total }) : t('card.closed_none'))}</p></div>
  </section>`;
}

function ago(ticket) {
  const seconds = Math.max(0, Math.floor((now.value - Date.parse(ticket.called_at)) / 1000));
  return seconds < 100 ? t('call.ago', { n: seconds }) : t('call.ago_min', { n: minutes(seconds) });
}

function voice({ announcement: said }) {
  if (!said || said.state === 'none' || ['replaced', 'withdrawn'].includes(said.why)) return null;
  if (said.state !== 'unspoken') return { text: t(`voice.${said.state}`), warn: false };
  const why = t(t.has(`voice.why.${said.why}`) ? `voice.why.${said.why}` : 'voice.why.failed');
  return { text: t('voice.unspoken', { why }), warn: true };
}

function shownOn(screens) {
  if (!screens) return null;
  const both = screens.board && screens.sign;
  const which = both ? 'both' : (screens.board && 'board') || (screens.sign && 'sign') || 'none';
  return { text: t(`screens.${which}`), warn: which === 'none' };
}

const Fact = ({ icon, text, warn }) => html`<li class=${warn ? 'warn' : ''}>
  <${Icon} name=${warn ? 'warning' : icon} /><span>${figures(text)}</span></li>`;

export function CalledCard() {
  const { ticket } = snapshot.value;
  const spoken = voice(ticket);
  const screens = shownOn(ticket.screens);
  return html`<section class=${`card call ${isRed(ticket, now.value) ? 'red' : 'dry'}`}>
    <span class=${numberClass(ticket.number)}>${ticket.number}</span>
    <ul class="beside">
      <${Fact} icon="check" text=${t('call.count', { n: ticket.calls, max: ticket.calls_max })} />
      <${Fact} icon="clock" text=${ago(ticket)} />
      ${spoken ? html`<${Fact} icon="speaker" ...${spoken} />` : null}
      ${screens ? html`<${Fact} icon="screen" ...${screens} />` : null}
    </ul>
  </section>`;
}

/** The class of the called or served citizen, for the clerk's eyes only. */
export function Priority({ ticket }) {
  if (!ticket.priority_name) return null;
  const claim = ticket.priority_claim;
  const notShown = keys.value.all.not_shown;
  return html`<p class="priority">
    <span class="tag act">${t('mark.priority', { name: className(ticket, english.value) })}</span>
    ${claim && t.has(`claim.${claim}`) ? html`<span>${t(`claim.${claim}`)}</span>` : null}
    ${notShown ? html`<${TermKey} at=${notShown} small />` : null}
  </p>`;
}

function Elapsed({ ticket }) {
  const seconds = Math.max(0, (now.value - Date.parse(ticket.started_at)) / 1000);
  const usual = ticket.usual_s;
  const width = usual ? `${Math.min(100, (75 * seconds) / usual)}%` : '0';
  return html`<div class="elapsed">
    <p><span>${t('serving.now')}</span><b class="n">${clockOf(seconds)}</b></p>
    ${usual ? html`<div class="track"><i style=${{ width }}></i><em></em></div>
      <p class="usual">${figures(t('serving.usual', { n: Math.max(1, Math.round(usual / 60)) }))}</p>` : null}
  </div>`;
}

export function ServingCard() {
  const { ticket } = snapshot.value;
  return html`<section class="card serving">
    <span class=${numberClass(ticket.number)}>${ticket.number}</span>
    <div class="beside">
      <h2 class=${nameClass(itemOf(ticket))}>${itemOf(ticket)}</h2>
      <${Facts} ticket=${ticket} />
      <p class="facts">
        ${ticket.guide && ticket.guide.case_type ? html`<span>${caseWord(ticket.guide.case_type)}</span>` : null}
        ${guideCode(snapshot.value) ? html`<${Link} action="guide" word=${t('key.guide')} cap="G" />` : null}
      </p>
    </div>
    ${ticket.started_at ? html`<${Elapsed} ticket=${ticket} />` : null}
  </section>`;
}

export function PausedCard() {
  const { window: own, pause_limit_s: limit } = snapshot.value;
  const seconds = own.paused_at ? Math.max(0, (now.value - Date.parse(own.paused_at)) / 1000) : 0;
  const over = limit && seconds > limit;
  const params = { at: own.paused_at ? hhmm(own.paused_at) : '', n: Math.round((limit || 0) / 60) };
  return html`<section class="card paused">
    <span class=${`num big ${seconds >= 3600 ? 'long' : ''}`}>${clockOf(seconds)}</span>
    <div class="beside">
      <p class="over">${t('paused.title')}</p>
      <h2>${own.pause_reason ? t(`reason.${own.pause_reason}`) : t('paused.title')}</h2>
      ${own.paused_at && limit ? html`<p class="facts">${figures(t('paused.since', params))}</p>` : null}
      <p class="facts">${figures(t(over ? 'paused.over' : 'paused.then', params))}</p>
    </div>
  </section>`;
}
