// The queues: all of them, and the form of one with the kiosk's tile and the paper beside it.
import { figures } from '@shared/staff.js';
import { batch, html, Key, QueueSquare, useState } from '@shared/ui.js';
import { english, sub, t } from '../store.js';
import { applies, blank, groupsOf } from './fields.js';
import { faultOf, FaultLine, Field, Group, hasLabel, rulesOf } from './form.js';
import { base, draft, edit, itemsTo } from './store.js';
import { Periods } from './view_periods.js';
import { MissedCall, Sample, Slip, Tile } from './view_preview.js';

const LETTERS = 'ABCDEFGHJKLNPRSTUVXYZ';
const nameOf = (queue) => (english.value && queue.name_en) || queue.name;

function addQueue() {
  const taken = draft.value.queues.map((queue) => queue.prefix);
  const prefix = [...LETTERS].find((letter) => !taken.includes(letter));
  if (!prefix) return;
  edit('queues', [...draft.value.queues, { ...blank(rulesOf('queues')), prefix, name: '', name_en: '', skip_items: true }]);
  location.hash = `queues/${prefix}`;
}

function move(index, by) {
  const list = [...draft.value.queues];
  list.splice(index + by, 0, ...list.splice(index, 1));
  edit('queues', list);
}

function QueueList() {
  const { queues } = draft.value;
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.queues')}</h1><p class="quiet grow">${t('queues.lead')}</p><${Key} onPress=${addQueue}>${t('queues.add')}<//></header>
    <ul class="entry-list">${queues.map((queue, i) => html`<li key=${queue.prefix}><a href=${`#queues/${queue.prefix}`}><${QueueSquare} prefix=${queue.prefix} outlined size=${36} />
      <span class="entry-words"><b>${nameOf(queue)}</b><span class="quiet">${figures(t('queues.about', { n: base.value.items[queue.prefix] || 0, issued: base.value.issued_today[queue.prefix] || 0 }))}</span></span></a>
      <button type="button" class="link" disabled=${i === 0} aria-label=${t('list.up_of', { what: queue.prefix })} onClick=${() => move(i, -1)}>${t('list.up')}</button>
      <button type="button" class="link" disabled=${i === queues.length - 1} aria-label=${t('list.down_of', { what: queue.prefix })} onClick=${() => move(i, 1)}>${t('list.down')}</button></li>`)}</ul>
    <${FaultLine} id="queues-fault" words=${faultOf('queues')} /></div>`;
}

/** Put a queue out of use: its items lead elsewhere, its letter leaves every window and screen. */
function retire(prefix, target) {
  const { queues, windows, screens } = draft.value;
  const left = (letters) => (letters || []).filter((one) => one !== prefix);
  batch(() => {
    if (target && base.value.items[prefix]) itemsTo.value = { ...itemsTo.value, [prefix]: target };
    edit('queues', queues.filter((queue) => queue.prefix !== prefix));
    edit('windows', windows.map((window) => ({ ...window, own: left(window.own), help: left(window.help) })));
    edit('screens', screens.map((screen) => ({ ...screen, queues: left(screen.queues) })));
  });
  location.hash = 'queues';
}

function Retire({ queue, onBack }) {
  const others = draft.value.queues.filter((one) => one.prefix !== queue.prefix);
  const items = base.value.items[queue.prefix] || 0;
  const [target, setTarget] = useState(others[0] ? others[0].prefix : '');
  return html`<section class="ask-line"><p><b>${figures(t('queues.retire_title', { prefix: queue.prefix }))}</b> ${t('queues.retire_what')}</p>
    ${items ? html`<label>${figures(t('queues.retire_items', { n: items }))} <select value=${target} onChange=${(event) => setTarget(event.target.value)}>${others.map((one) => html`<option key=${one.prefix} value=${one.prefix}>${one.prefix} ${nameOf(one)}</option>`)}</select></label>` : null}
    <${Key} onPress=${onBack}>${t('form.back')}<//><${Key} onPress=${() => retire(queue.prefix, target)}>${t('queues.retire')}<//></section>`;
}

/** The rules of the whole hall that this queue follows, edited here too. */
function HallRules() {
  const groups = groupsOf('settings', rulesOf('settings'), hasLabel('settings')).filter((group) => ['order', 'missed', 'after'].includes(group.name));
  return groups.map((group) => html`<${Group} key=${group.name} title=${t(`group.${group.name}`)} note=${t('group.whole_hall')}>
    ${group.rules.filter((rule) => applies(rule.name, draft.value.settings)).map((rule) => html`<${Field} key=${rule.name} table="settings" rule=${rule} />`)}${group.name === 'missed' ? html`<${MissedCall} />` : null}<//>`);
}

function QueueForm({ index }) {
  const queue = draft.value.queues[index];
  const [leaving, setLeaving] = useState(false);
  return html`<div class="with-side"><div class="setting-page"><header class="page-head"><h1>${nameOf(queue) || t('queues.new')}</h1>
      <p class="quiet grow">${figures(t('queues.head', { prefix: queue.prefix, n: base.value.items[queue.prefix] || 0, issued: base.value.issued_today[queue.prefix] || 0 }))}</p>
      <a class="key" href="#history"><span>${figures(t('history.key', { version: base.value.version }))}</span></a><${Key} onPress=${() => setLeaving(!leaving)}>${t('queues.retire')}<//></header>
    ${leaving ? html`<${Retire} queue=${queue} onBack=${() => setLeaving(false)} />` : null}
    ${groupsOf('queues', rulesOf('queues'), hasLabel('queues')).map((group) => html`<${Group} key=${group.name} title=${t(`group.${group.name}`)}>
      ${group.rules.map((rule) => html`<${Field} key=${rule.name} table="queues" index=${index} rule=${rule} />`)}<//>`)}
    <${Periods} index=${index} /><${HallRules} /></div>
    <aside class="side"><p class="preview-title">${t('preview.tile')}</p><${Tile} queue=${queue} /><${Slip} prefix=${queue.prefix} /><${Sample} prefix=${queue.prefix} /></aside></div>`;
}

export function QueuesPage() {
  // A letter that is being changed is still the queue that was opened: it is found by its place.
  const [opened, setOpened] = useState({ letter: null, index: -1 });
  const letter = sub.value;
  if (!letter) return html`<${QueueList} />`;
  const index = opened.letter === letter && draft.value.queues[opened.index] ? opened.index : draft.value.queues.findIndex((queue) => queue.prefix === letter);
  if (index < 0) return html`<${QueueList} />`;
  if (opened.letter !== letter || opened.index !== index) setOpened({ letter, index });
  return html`<${QueueForm} key=${letter} index=${index} />`;
}
