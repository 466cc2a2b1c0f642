// The guide of one item, in the order people ask: what is it, how long, what to bring, where, how; then all sixteen elements.
import { dayText, figures } from '@shared/phone_page.js';
import { html, Icon, Key } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { dateOf, elementOf, elementsOf, materialsOf, phonesIn } from './logic.js';
import { Checklist } from './checklist.js';
import { t } from './words.js';

const english = (chinese, other) => (lang.value === 'en' && other) || chinese;
const marked = (foreign) => (foreign ? 'zh-CN' : undefined);
const wanted = (item, key) => elementOf(key, item, lang.value);

/** A line whose telephone numbers can be touched. */
function Phoned({ line }) {
  return phonesIn(line).map(({ text, phone }) => (phone ? html`<a class="tel" href=${`tel:${text}`}>${text}</a>` : figures(text)));
}

function Title({ item }) {
  const other = lang.value === 'en' && item.name_en;
  const kind = wanted(item, 'case_type');
  return html`<h1>${other || item.name}</h1>${other ? html`<p class="sub" lang="zh-CN">${item.name}</p>` : null}
    <p class="tags">${kind.lines.length ? html`<span class="tag on" lang=${marked(kind.foreign)}>${kind.lines[0]}</span>` : null}
      ${item.category ? html`<span class="tag" lang=${marked(lang.value === 'en' && !item.category_en)}>${english(item.category, item.category_en)}</span>` : null}
      ${item.guide && item.guide.sample ? html`<span class="tag sample">${t('sample')}</span>` : null}</p>`;
}

function FactsOf({ item }) {
  const rows = [['fact.time', wanted(item, 'promised_time_limit')], ['fact.fee', wanted(item, 'fee_standard')]];
  if (rows.every(([, { lines }]) => !lines.length)) return null;
  const size = (value) => (value && value.length > (lang.value === 'en' ? 14 : 7) ? 'words' : '');
  return html`<dl class="facts">${rows.map(([name, { lines, foreign }]) => html`
    <div><dt>${t(name)}</dt><dd class=${size(lines[0])} lang=${marked(foreign)}>${lines[0] || t('more.missing')}</dd></div>`)}</dl>`;
}

function Row({ icon, name, foreign, children }) {
  return html`<li><${Icon} name=${icon} /><div class="words"><span class="sub">${name}</span><span lang=${marked(foreign)}>${children}</span></div></li>`;
}

function Where({ item, hall }) {
  const { queue } = item;
  const windows = (queue && queue.windows) || [];
  const numbers = windows.map((n) => t('where.number', { n })).join(t('where.or'));
  const enquiries = wanted(item, 'enquiry_channels');
  const complaints = wanted(item, 'complaint_channels');
  const asked = enquiries.lines[0] || (hall && hall.phone);
  return html`<section><h2>${t('where.title')}</h2><ul class="rows">
    ${windows.length || queue ? html`<${Row} icon="pin" name=${t('where.window')}>${windows.length ? figures(numbers) : null}
      ${queue ? html`<span class="sub">${t('where.queue', { name: english(queue.name, queue.name_en) })}</span>` : null}<//>` : null}
    ${item.hours ? html`<${Row} icon="clock" name=${t('where.time')}>${figures(item.hours)}<//>` : null}
    ${asked ? html`<${Row} icon="call" name=${t('where.enquiries')} foreign=${enquiries.foreign}><${Phoned} line=${asked} /><//>` : null}
    <${Row} icon="call" name=${t('where.complaints')} foreign=${complaints.foreign}><${Phoned} line=${complaints.lines[0] || (hall && hall.complaints) || '12345'} /><//>
  </ul></section>`;
}

function Steps({ guide }) {
  const other = lang.value === 'en' && guide.steps_en && guide.steps_en.length ? guide.steps_en : null;
  const steps = other || guide.steps || [];
  if (!steps.length) return null;
  return html`<section><h2>${t('steps.title')}</h2><ol class="numbered" lang=${marked(lang.value === 'en' && !other)}>
    ${steps.map((step, n) => html`<li key=${n}><span class="n">${n + 1}</span><span>${figures(step)}</span></li>`)}</ol></section>`;
}

function Element({ name, lines, foreign }) {
  return html`<details class=${lines.length ? '' : 'missing'}><summary><span>${t(`element.${name}`)}</span>
      ${lines.length ? null : html`<span class="sub">${t('more.missing')}</span>`}<${Icon} name="chevron" /></summary>
    <div>${lines.length ? lines.map((line, n) => html`<p key=${n} lang=${marked(foreign)}><${Phoned} line=${line} /></p>`) : html`<p><${Phoned} line=${t('more.missing')} /></p>`}</div></details>`;
}

function More({ item }) {
  return html`<section class="more"><h2>${t('more.title')}</h2>
    ${elementsOf(item, lang.value).map(({ key, lines, foreign }) => html`<${Element} key=${key} name=${key} lines=${lines} foreign=${foreign} />`)}</section>`;
}

function Origin({ item }) {
  const { guide } = item;
  const { lines: [body], foreign } = wanted(item, 'implementing_body');
  const date = dateOf(guide.updated);
  return html`<p class="foot-note origin">${body ? html`<span lang=${marked(foreign)}>${t('body', { name: body })}</span><br />` : null}
    ${date ? figures(t('updated', { date: dayText(date, t), n: guide.version })) : null}</p>`;
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
      ${guide ? html`<p class="summary" lang=${marked(lang.value === 'en' && !guide.summary_en)}>${figures(english(guide.summary, guide.summary_en))}</p>`
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
