// Waiting and nearly there: how many, how long, where, what to bring.
import { figures } from '@shared/phone_page.js';
import { hhmm, html, Icon } from '@shared/ui.js';
import { inHours } from '@shared/wait.js';
import { lang } from '@shared/words.js';
import { arm, canVibrate, disarm } from './alarm.js';
import { Cancel, Leave } from './cancel.js';
import { hasGrown, trueUntil, waitingNews, waitMinutes, windowsOf } from './logic.js';
import { Facts, GuideKey, Materials, Mine, Purpose } from './parts.js';
import { armed, doing, least, link, lost, phase, setKept, snapshot, t } from './store.js';

function waitText(wait) {
  const range = waitMinutes(wait);
  if (!range) return t('wait.none');
  const hours = inHours(range);
  if (hours) return t('wait.hours', hours);
  return range.low ? t('wait.range', range) : t('wait.under', range);
}

/** Figures of a moment past say so: an old number must never look new. */
function Numbers() {
  const { ticket, now } = snapshot.value;
  const time = lost.value ? hhmm(trueUntil(now, link.value.lostAt.value)) : null;
  const known = typeof ticket.people_ahead === 'number';
  const wait = waitText(ticket.wait);
  return html`<${Facts} rows=${[
    [t(time ? 'ahead.label_old' : 'ahead.label', { time }), known ? t('ahead.people', { n: ticket.people_ahead }) : t('wait.none'), !known],
    [t(time ? 'wait.label_old' : 'wait.label'), wait, !ticket.wait || (lang.value === 'en' && !waitMinutes(ticket.wait).low)],
  ]} />`;
}

function zoneOf({ ticket }) {
  const name = lang.value === 'en' && ticket.waiting_zone_en;
  return name ? name[0].toLowerCase() + name.slice(1) : ticket.waiting_zone; // it stands inside a sentence
}

/** The sentence of where to wait, the place itself in bold; `|` stands for it, so that no name can be taken for the sentence. */
function Zoned({ zone }) {
  const foreign = lang.value === 'en' && !snapshot.value.ticket.waiting_zone_en;
  const [before, after] = t('where.zone', { zone: '|' }).split('|');
  return html`${before}<b lang=${foreign ? 'zh-CN' : undefined}>${zone}</b>${after}`;
}

function Where() {
  const zone = zoneOf(snapshot.value);
  const numbers = windowsOf(snapshot.value);
  const last = numbers.length - 1;
  const windows = numbers.map((n, i) => t(i === last ? 'where.last' : 'where.window', { n })).join(t('where.or'));
  return html`<li><${Icon} name="pin" /><div class="words">${zone ? html`<${Zoned} zone=${zone} />` : t('where.hall')}
    ${numbers.length && numbers.length <= 4 ? html`<span class="sub">${figures(t('where.then', { windows }))}</span>` : null}</div></li>`;
}

async function toggleRing() {
  if (armed.value) {
    armed.value = false;
    setKept('armed', '0');
    disarm();
    return;
  }
  armed.value = await arm();
  setKept('armed', armed.value ? '1' : '0');
}

function Ring() {
  const tail = canVibrate ? '' : '_sound';
  return html`<li><${Icon} name="ring" /><div class="words"><span id="ring-name">${t(`ring.title${tail}`)}</span><span class="sub">${t(`ring.line${tail}`)}</span></div>
    <button type="button" role="switch" class="toggle" aria-labelledby="ring-name" aria-checked=${String(armed.value)} onClick=${toggleRing}><i></i></button></li>`;
}

/** Moved, booked, or back from a window that closed: said once, under what it is for. */
function News() {
  const news = waitingNews(snapshot.value);
  if (!news) return null;
  const { queue } = snapshot.value;
  const name = (lang.value === 'en' && queue.name_en) || queue.name;
  return html`<p class="sub news">${figures(t(news.key, { queue: name, n: news.n, at: news.at ? hhmm(news.at) : '' }))}</p>`;
}

export function Waiting() {
  const { ticket } = snapshot.value;
  const zone = zoneOf(snapshot.value);
  const near = phase.value === 'near' && !lost.value;
  return html`
    <section>
      <p class="label">${t('mine')}</p>
      <${Mine} /><${Purpose} /><${News} />
      ${near ? html`<p class="near" role="status">${zone ? t('near.line', { zone }) : t('near.line_hall')}</p>` : null}
      <${Numbers} />
      ${hasGrown(least.value, ticket) ? html`<p class="sub grown">${t('grown')}</p>` : null}
      <ul class="rows"><${Where} /><${Ring} /><${Materials} /></ul>
    </section>
    <footer class="phone-foot">${doing.value === 'cancel' ? html`<${Cancel} />` : html`<${Leave} /><${GuideKey} />`}</footer>`;
}

