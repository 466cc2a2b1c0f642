// Right: a number for somebody, and the number just given.
import { clockTime, daysUntil } from '@shared/again.js';
import { Choice, figures } from '@shared/staff.js';
import { html, Icon, Key, QueueSquare, useState } from '@shared/ui.js';
import { doStep, issuedPaper, sayShut } from './act.js';
import { findItems, isShut, issueHindrance, itemByCode, keepsBooking, qrPath, timeOf, todayAt, waitWords, withItem, withQueue } from './logic.js';
import { busy, english, form, issued, lost, named, snapshot, t } from './store.js';
import { businessOf } from './view_find.js';
import { Panel } from './view_panel.js';

const set = (change) => { form.value = { ...form.value, ...change }; };

/** Why a queue gives no number; with the time when it does again today. */
function shutWords({ closed_reason: reason, opens_at: at }) {
  const why = t(`closed.${reason || 'closed'}`);
  return at && daysUntil(at, snapshot.value.now) === 0 ? t('issue.until', { why, at: clockTime(at) }) : why;
}

function QueueKey({ queue, n }) {
  const on = form.value.queueId === queue.id;
  const shut = isShut(queue, timeOf(form.value.booked));
  const never = isShut(queue, snapshot.value.policy.appointments); // a booked time may still open the others
  const { key, params } = waitWords(queue.wait);
  const range = key === 'wait.range' || key === 'wait.within' ? t(key.replace('wait', 'issue'), params) : '';
  const how = queue.waiting === 0 ? t('issue.nobody') : `${t('issue.waiting', { n: queue.waiting })} ${range}`;
  const press = () => { if (never) sayShut(queue); else form.value = withQueue(form.value, queue.id, snapshot.value.queues); };
  return html`<button type="button" class=${`queue-key ${on ? 'on' : ''} ${shut ? 'shut' : ''}`} aria-pressed=${on ? 'true' : 'false'}
    aria-disabled=${never || lost.value ? 'true' : undefined} onClick=${press}>
    <${QueueSquare} prefix=${queue.prefix} outlined=${!on} />
    <span class="queue-words"><b>${named(queue)}</b><small>${figures(shut ? shutWords(queue) : how)}</small></span>
    ${n < 10 ? html`<kbd aria-hidden="true">${n}</kbd>` : null}
  </button>`;
}

function ItemRow({ item, on }) {
  const shut = item.open === false;
  return html`<li><button type="button" class=${`item-row ${on ? 'on' : ''} ${shut ? 'shut' : ''}`} aria-pressed=${on ? 'true' : 'false'}
    onClick=${() => { form.value = withItem(form.value, item); }}>
    <b class="fig">${item.queue.prefix}</b><span>${english.value ? item.name_en || item.name : item.short_name || item.name}</span>
    ${shut ? html`<small>${t(`closed.${item.closed_reason || 'closed'}`)}</small>` : null}
    ${on ? html`<${Icon} name="check" />` : null}</button></li>`;
}

function Items() {
  const { queues } = snapshot.value;
  const { itemCode, queueId, text } = form.value;
  const chosen = itemCode ? itemByCode(queues, itemCode) : null;
  const queue = queues.find((one) => one.id === queueId);
  if (queue && !(queue.items || []).length) return html`<p class="quiet no-items">${t('issue.no_items', { queue: named(queue) })}</p>`;
  const found = chosen && !text ? [chosen] : findItems(queues, queueId, text);
  return html`<div class="items-part">
    <div class="search small"><${Icon} name="search" />
      <input id="item-text" type="search" value=${text} placeholder=${t('issue.item_hint')} aria-label=${t('issue.item')} autocomplete="off" spellcheck="false"
        onInput=${(event) => set({ text: event.target.value })} /></div>
    <div class="item-rows" tabindex="0" role="group" aria-label=${t('issue.item')}><ul>
      ${found.map((item) => html`<${ItemRow} key=${item.code} item=${item} on=${item.code === itemCode} />`)}
    </ul>${found.length ? null : html`<p class="quiet">${t('issue.no_match')}</p>`}</div>
  </div>`;
}

function Priorities() {
  const { priority } = form.value;
  const key = (code, word) => html`<button type="button" key=${code || 'none'} class=${`chip ${priority === code ? 'on' : ''}`}
    aria-pressed=${priority === code ? 'true' : 'false'} onClick=${() => set({ priority: code })}>${word}</button>`;
  return html`<div class="chips" role="group" aria-label=${t('priority.title')}>
    ${key(null, t('issue.ordinary'))}${snapshot.value.priority_classes.map((one) => key(one.code, named(one)))}</div>`;
}

/** A booked time, if they have one; whether it will count is said before the number is taken. */
function Booked() {
  const { now: at, policy } = snapshot.value;
  const { booked } = form.value;
  const time = timeOf(booked);
  const counts = time && keepsBooking(todayAt(time, at), at, policy);
  const hint = !booked.trim() ? 'booked.hint' : time ? (counts ? 'booked.counts' : 'booked.not') : 'closed.time';
  return html`<h3 class="second-head"><label for="booked-at">${t('booked.label')}</label></h3>
    <input id="booked-at" class="time-field" value=${booked} placeholder="10:30" maxlength="5" inputmode="numeric" autocomplete="off"
      onInput=${(event) => set({ booked: event.target.value })} /><p class=${`quiet hint ${booked.trim() && !counts ? 'warn' : ''}`}>${figures(t(hint))}</p>`;
}

/** Nobody waits and a window is free: where the hall lets people go there directly, no number is needed. */
function Direct({ queue }) {
  if (!queue || !queue.free_now || !snapshot.value.policy.free_direct) return null;
  return html`<p class="direct-note"><${Icon} name="check" /><span>${figures(t('issue.direct', { windows: queue.windows.join(t('issue.or')) }))}</span></p>`;
}

export function IssuePanel() {
  const { policy, queues } = snapshot.value;
  const hindrance = issueHindrance(form.value, queues, lost.value);
  const queue = queues.find((one) => one.id === form.value.queueId);
  const word = queue ? t('issue.do', { queue: named(queue) }) : t('issue.do_plain');
  return html`<${Panel} title=${t('issue.title')} word=${word} doing="issue"
    reason=${hindrance === 'choose' ? t('issue.choose_first') : hindrance && hindrance !== 'lost' ? t(`closed.${hindrance}`) : null}>
    <div class="issue-form">
      <div class="queue-keys" role="group" aria-label=${t('issue.queue')}>${queues.map((one, i) => html`<${QueueKey} key=${one.id} queue=${one} n=${i + 1} />`)}</div>
      <${Direct} queue=${queue} />
      <${Items} />
      <div class="form-row"><h3>${t('priority.title')}</h3><${Priorities} /></div>
      <div class="form-row"><h3>${t('issue.language')}</h3>
        <${Choice} label=${t('issue.language')} options=${[['zh-CN', t('issue.zh')], ['en', t('issue.en')]]} chosen=${form.value.language} onChoose=${(language) => set({ language })} />
        ${policy.appointments ? html`<${Booked} />` : null}</div>
    </div>
  <//>`;
}

export function IssuedPanel() {
  const { ticket } = issued.value;
  const [broken, setBroken] = useState(false);
  const paper = issuedPaper();
  const { key, params } = waitWords(ticket.wait);
  const second = html`<${Key} disabled=${lost.value || busy.value !== null} onPress=${() => doStep('reprint', ticket)}>${t('key.reprint')}<//>`;
  return html`<${Panel} title=${t('issued.title')} esc=${t('key.back')} word=${t('issued.done')} doing="none" second=${second}>
    <div class="issued">
      <p class="quiet">${t('issued.give')}</p>
      <p class="num issued-number">${ticket.number}</p>
      <p class="issued-item">${businessOf(ticket)}</p>
      <p class="facts"><span>${figures(t('fact.ahead', { n: ticket.people_ahead || 0 }))}</span><span>${figures(t(key, params))}</span>
        ${ticket.waiting_zone ? html`<span>${(english.value && ticket.waiting_zone_en) || ticket.waiting_zone}</span>` : null}</p>
      <div class="issued-paper">
        ${broken ? null : html`<img class="issued-qr" src=${qrPath(ticket.url, location.href)} alt=${t('qr.alt', { number: ticket.number })} onError=${() => setBroken(true)} />`}
        <div><p class=${`paper-state ${paper === 'failed' || paper === 'unsure' ? 'warn' : ''}`}><${Icon} name=${paper === 'failed' || paper === 'unsure' ? 'warning' : 'printer'} /><span>${t(`paper.${paper}`)}</span></p>
          <p class="quiet">${t('qr.ask')}</p></div>
      </div>
    </div>
  <//>`;
}
