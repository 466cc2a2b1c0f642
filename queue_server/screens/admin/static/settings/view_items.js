// The items citizens come for: a list to search, and the form of one.
import { figures } from '@shared/staff.js';
import { html, Key, QueueSquare, useState } from '@shared/ui.js';
import { english, sub, t } from '../store.js';
import { blank, groupsOf } from './fields.js';
import { faultOf, FaultLine, Field, Group, hasLabel, rulesOf } from './form.js';
import { freshCode, itemsFound } from './items.js';
import { draft, edit } from './store.js';

const nameOf = (item) => (english.value && item.name_en) || item.short_name || item.name;

function addItem() {
  const { items, queues } = draft.value;
  const code = freshCode(items);
  const like = items[items.length - 1] || {};
  edit('items', [...items, { ...blank(rulesOf('items')), code, name: '', short_name: '', name_en: '', case_type: rulesOf('items').find((rule) => rule.name === 'case_type').choices[0], category: like.category || '', category_en: like.category_en || '', queue: queues[0].prefix }]);
  location.hash = `items/${code}`;
}

function ItemList() {
  const [typed, setTyped] = useState('');
  const { items } = draft.value;
  const found = itemsFound(items, typed);
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.items')}</h1><p class="quiet grow">${t('items.lead')}</p><${Key} onPress=${addItem}>${t('items.add')}<//></header>
    <div class="field item-search"><label class="label" for="item-search">${t('items.search')}</label><input id="item-search" value=${typed} autocomplete="off" spellcheck="false" onInput=${(event) => setTyped(event.target.value)} />
      <p class="quiet" role="status">${figures(t('items.count', { n: found.length, all: items.length }))}</p></div>
    <${FaultLine} id="items-fault" words=${faultOf('items')} />
    <ul class="entry-list">${found.map(({ item }) => html`<li key=${item.code}><a href=${`#items/${encodeURIComponent(item.code)}`}><${QueueSquare} prefix=${item.queue} outlined size=${30} />
      <span class="entry-words"><b>${nameOf(item) || t('items.new')}</b><span class="quiet">${figures([item.code, (english.value && item.category_en) || item.category].filter(Boolean).join(' · '))}</span></span></a></li>`)}</ul></div>`;
}

function ItemForm({ index }) {
  const item = draft.value.items[index];
  const remove = () => { edit('items', draft.value.items.filter((_, i) => i !== index)); location.hash = 'items'; };
  return html`<div class="setting-page"><header class="page-head"><h1>${nameOf(item) || t('items.new')}</h1><p class="quiet grow">${item.code}</p><a class="key" href="#items">${t('items.all')}</a><${Key} onPress=${remove}>${t('items.remove')}<//></header>
    <p class="quiet lead">${t('items.what')}</p>
    ${groupsOf('items', rulesOf('items'), hasLabel('items')).map((group) => html`<${Group} key=${group.name} title=${t(`group.item_${group.name}`)}>
      ${group.rules.map((rule) => html`<${Field} key=${rule.name} table="items" index=${index} rule=${rule} />`)}<//>`)}</div>`;
}

export function ItemsPage() {
  // A code that is being changed is still the item that was opened: it is found by its place.
  const [opened, setOpened] = useState({ code: null, index: -1 });
  const code = sub.value;
  if (!code) return html`<${ItemList} />`;
  const { items } = draft.value;
  const index = opened.code === code && items[opened.index] ? opened.index : items.findIndex((item) => item.code === code);
  if (index < 0) return html`<${ItemList} />`;
  if (opened.code !== code || opened.index !== index) setOpened({ code, index });
  return html`<${ItemForm} key=${code} index=${index} />`;
}
