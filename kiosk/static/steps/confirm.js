// The last page before a number: where, how many, how long, what to bring, priority, the take key.
import { html, Icon, Key, useState } from '@shared/ui.js';
import { breadth, outlook, splitName, takes } from '../facts.js';
import { itemOf, queueOf, refusesWithoutPaper } from '../logic.js';
import { dryWords, Facts, guideQr, Qr, Title } from '../parts.js';
import { bring, closedText, isEnglish, named, otherName, Rich, t, waitFact, windowsText } from '../words.js';

function factRows(queue, priority) {
  const { ahead, wait, most } = outlook(queue, priority);
  const windows = windowsText(queue.windows, 'at');
  return [
    { label: t('confirm.where'), text: windows || t('confirm.desk') },
    { label: t('confirm.ahead'), text: t(most ? 'confirm.most' : 'confirm.people', { n: ahead }) },
    { label: t('confirm.wait'), text: waitFact(most && wait ? { ...wait, low: 0 } : wait) },
  ];
}

function Bring({ item }) {
  const [code, setCode] = useState(true);
  const online = item.online && item.has_guide && code;
  const materials = bring(item);
  if (!materials.length && !online) return null;
  return html`<div class="bring">
    <dl>${materials.length ? html`<dt>${t('confirm.bring')}</dt><dd lang=${isEnglish() && materials === item.materials ? 'zh-CN' : undefined}>${materials.join(' · ')}</dd>` : null}
      ${online ? html`<dt>${t('confirm.also')}</dt><dd>${t('confirm.online')}</dd>` : null}</dl>
    ${online ? html`<${Qr} src=${guideQr(item.code)} label=${t('confirm.qr')} onMissing=${() => setCode(false)} />` : null}
  </div>`;
}

function Option({ one, chosen, onPress, disabled }) {
  const english = isEnglish() && one.name_en;
  const detail = english ? one.detail_en : one.detail;
  const [title, rest] = detail ? [named(one), detail] : splitName(named(one), english ? 'en' : 'zh-CN');
  return html`<${Key} class=${`option ${chosen ? 'chosen' : ''}`} role="checkbox" aria-checked=${chosen ? 'true' : 'false'} onPress=${onPress} disabled=${disabled}>
    <span class="box">${chosen ? html`<${Icon} name="check" />` : null}</span>
    <span class="words"><b>${title}</b>${rest ? html`<span>${rest}</span>` : null}</span>
  <//>`;
}

function Effect({ state, classes }) {
  const chosen = classes.find((one) => one.code === state.priority);
  if (!chosen) return html`<p class="effect none">${t('confirm.no_effect')}</p>`;
  return html`<p class="effect"><${Icon} name="check" /><span><${Rich} text=${t(chosen.needs_desk ? 'confirm.effect_desk' : 'confirm.effect')} /></span></p>`;
}

function Priority({ state, send, classes }) {
  return html`<section class="field priority" aria-labelledby="priority-ask">
    <h2 id="priority-ask">${t('confirm.ask')}</h2><p class="who">${t(state.elder ? 'confirm.who_elder' : 'confirm.who')}</p>
    <div class="options">${classes.map((one) => html`<${Option} key=${one.code} one=${one} chosen=${one.code === state.priority}
      disabled=${Boolean(state.issue)} onPress=${() => send('priority', { code: one.code })} />`)}</div>
    <div role="status"><${Effect} state=${state} classes=${classes} /></div>
  </section>`;
}

function refusalText({ code, title, reason, opensAt }, now) {
  if (reason && t.has(`closed.${reason}`)) return closedText({ reason, opensAt }, now);
  if (t.has(`refusal.${code}`)) return t(`refusal.${code}`);
  return title ? t('refusal.said', { title: title.replace(/[.\u3002]$/, '') }) : t('refusal.unknown');
}

function Trouble({ state, queue, item }) {
  const { now } = state.snapshot;
  const shut = [queue, item].find((one) => one && one.open === false);
  const why = shut ? closedText({ reason: shut.closed_reason ?? 'closed', opensAt: shut.opens_at }, now) : null;
  const text = why && !state.issue ? why : state.refusal ? refusalText(state.refusal, now)
    : state.snapshot.printer.state === 'down' ? dryWords(state.snapshot, 'confirm.no_paper') : null;
  return text ? html`<p class="trouble" role="alert"><${Icon} name="warning" /><span>${text}</span></p>` : null;
}

export function Confirm({ state, send }) {
  const queue = queueOf(state);
  const item = state.itemCode ? itemOf(state) : null;
  const classes = queue.ask_priority ? state.snapshot.priority_classes : [];
  const about = item ? [named(queue), item.when ? t(`confirm.${item.when}`) : null].filter(Boolean).join(' · ')
    : isEnglish() ? otherName(queue) : queue.line ?? '';
  const name = named(item ?? queue);
  return html`<section class="top">
      <p class="about" lang=${!item && isEnglish() ? 'zh-CN' : undefined}>${about}</p>
      <${Title} class=${breadth(name) > 16 ? 'long' : ''}>${name}<//>
      ${item && otherName(item) ? html`<p class="also" lang="zh-CN">${otherName(item)}</p>` : null}
      <${Facts} rows=${factRows(queue, state.priority)} />
      ${item ? html`<${Bring} item=${item} />` : null}
    </section>
    ${classes.length ? html`<${Priority} state=${state} send=${send} classes=${classes} />` : html`<section class="field"></section>`}
    <div class="below">
      <${Trouble} state=${state} queue=${queue} item=${item} />
      <${Key} main class="take" disabled=${Boolean(state.issue) || !takes(item ?? queue, queue) || refusesWithoutPaper(state.snapshot)} onPress=${() => send('take')} aria-busy=${state.issue ? 'true' : undefined}>
        ${t(state.issue ? 'confirm.taking' : 'confirm.take')}<//>
    </div>`;
}
