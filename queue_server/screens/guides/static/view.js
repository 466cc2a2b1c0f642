// The guide of one item, in the order people ask: what is it, how long, what to bring, where, how; then all sixteen elements.
import { figures } from '@shared/phone_page.js';
import { html, Icon, Key } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { dateOf, elementsOf, linesOf, materialsOf, phonesIn } from './logic.js';
import { Checklist } from './checklist.js';
import { t } from './words.js';

const english = (chinese, other) => (lang.value === 'en' && other) || chinese;

/** A line whose telephone numbers can be touched. */
function Phoned({ line }) {
  return phonesIn(line).map(({ text, phone }) => (phone ? html`<a class="tel" href=${`tel:${text}`}>${text}</a>` : figures(text)));
}

function Title({ item }) {
  const other = lang.value === 'en' && item.name_en;
  const kind = linesOf('case_type', item)[0];
  return html`<h1>${other || item.name}</h1>${other ? html`<p class="sub" lang="zh-CN">${item.name}</p>` : null}
    <p class="tags">${kind ? html`<span class="tag on">${kind}</span>` : null}
      ${item.category ? html`<span class="tag">${item.category}</span>` : null}
      ${item.guide && item.guide.sample ? html`<span class="tag sample">${t('sample')}</span>` : null}</p>`;
}

function FactsOf({ item }) {
  const time = linesOf('promised_time_limit', item)[0];
  const fee = linesOf('fee_standard', item)[0];
  if (!time && !fee) return null;
  const size = (value) => (value && value.length > 7 ? 'words' : '');
  return html`<dl class="facts">
    <div><dt>${t('fact.time')}</dt><dd class=${size(time)}>${time || t('more.missing')}</dd></div>
    <div><dt>${t('fact.fee')}</dt><dd class=${size(fee)}>${fee || t('more.missing')}</dd></div></dl>`;
}

function Row({ icon, name, children }) {
  return html`<li><${Icon} name=${icon} /><div class="words"><span class="sub">${name}</span>${children}</div></li>`;
}

function Where({ item, hall }) {
  const { queue } = item;
  const windows = (queue && queue.windows) || [];
  const numbers = windows.map((n) => t('where.number', { n })).join(t('where.or'));
  const enquiries = linesOf('enquiry_channels', item)[0] || (hall && hall.phone);
  const complaints = linesOf('complaint_channels', item)[0] || (hall && hall.complaints) || '12345';
  return html`<section><h2>${t('where.title')}</h2><ul class="rows">
    ${windows.length || queue ? html`<${Row} icon="pin" name=${t('where.window')}>${windows.length ? figures(numbers) : null}
      ${queue ? html`<span class="sub">${t('where.queue', { name: english(queue.name, queue.name_en) })}</span>` : null}<//>` : null}
    ${item.hours ? html`<${Row} icon="clock" name=${t('where.time')}>${figures(item.hours)}<//>` : null}
    ${enquiries ? html`<${Row} icon="call" name=${t('where.enquiries')}><${Phoned} line=${enquiries} /><//>` : null}
    <${Row} icon="call" name=${t('where.complaints')}><${Phoned} line=${complaints} /><//>
  </ul></section>`;
}

function Steps({ guide }) {
  const steps = english(guide.steps, guide.steps_en && guide.steps_en.length ? guide.steps_en : null) || [];
  if (!steps.length) return null;
  return html`<section><h2>${t('steps.title')}</h2><ol class="numbered">
    ${steps.map((step, n) => html`<li key=${n}><span class="n">${n + 1}</span><span>${figures(step)}</span></li>`)}</ol></section>`;
}

function Element({ name, lines }) {
  return html`<details class=${lines.length ? '' : 'missing'}><summary><span>${t(`element.${name}`)}</span>
      ${lines.length ? null : html`<span class="sub">${t('more.missing')}</span>`}<${Icon} name="chevron" /></summary>
    <div>${lines.length ? lines.map((line, n) => html`<p key=${n}><${Phoned} line=${line} /></p>`) : html`<p><${Phoned} line=${t('more.missing')} /></p>`}</div></details>`;
}

function More({ item }) {
  return html`<section class="more"><h2>${t('more.title')}</h2>
    ${elementsOf(item).map(({ key, lines }) => html`<${Element} key=${key} name=${key} lines=${lines} />`)}</section>`;
}

function Origin({ item }) {
  const { guide } = item;
  const body = linesOf('implementing_body', item)[0];
  const date = dateOf(guide.updated);
  return html`<p class="foot-note origin">${body ? html`${t('body', { name: body })}<br />` : null}
    ${date ? figures(t('updated', { date: t('updated.date', date), n: guide.version })) : null}</p>`;
}

/** The foot stays in reach of a thumb. */
function Bar({ item }) {
  const online = item.guide && /^https?:/.test(item.guide.online_url || '') ? item.guide.online_url : null;
  return html`<footer class="bar">
    <${Key} class="wide" onPress=${() => window.print()}><${Icon} name="printer" />${t('print')}<//>
    ${online ? html`<a class="key wide main" href=${online} rel="noreferrer">${t('online')}</a>` : null}</footer>`;
}

export function Guide({ item, hall }) {
  const { guide } = item;
  const materials = materialsOf(item);
  return html`<article>
      <${Title} item=${item} />
      ${guide ? html`<p class="summary">${figures(english(guide.summary, guide.summary_en))}</p>`
    : html`<div class="yellow none"><b>${t('none.title')}</b><p><${Phoned} line=${t('none.line')} /></p></div>`}
      ${guide && guide.sample ? html`<p class="sample-line sub">${t('sample.line')}</p>` : null}
      <${FactsOf} item=${item} />
      ${guide || materials.length ? html`<${Checklist} code=${item.code} materials=${materials} />` : null}
      <${Where} item=${item} hall=${hall} />
      ${guide ? html`<${Steps} guide=${guide} />` : null}
      <${More} item=${item} />
      ${guide ? html`<${Origin} item=${item} />` : null}
    </article>
    ${materials.length ? html`<${Bar} item=${item} />` : null}`;
}

export const Loading = () => html`<p class="sub" role="status">${t('loading')}</p>`;

export function Unknown() {
  return html`<section class="state"><h1>${t('unknown.title')}</h1><p class="summary"><${Phoned} line=${t('unknown.line')} /></p></section>`;
}

export function Failed({ onAgain }) {
  return html`<section class="state"><h1>${t('failed.title')}</h1><p class="summary">${t('failed.line')}</p></section>
    <footer class="phone-foot"><${Key} main class="wide" onPress=${onAgain}>${t('failed.again')}<//></footer>`;
}
