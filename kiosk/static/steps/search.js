// Finding an item by letters; keys that lead nowhere are sunk but keep their place.
import { html, Key, useMemo } from '@shared/ui.js';
import { allItems, find, keysFor, liveKeys } from '../finding.js';
import { pageOf } from '../facts.js';
import { HelpKey, Title } from '../parts.js';
import { Rich, t } from '../words.js';
import { ItemRow } from './items.js';

function Keyboard({ state, items, send }) {
  const live = liveKeys(items, state.text, state.lang);
  return html`<div class=${`keyboard ${state.lang === 'en' ? 'latin' : ''}`} role="group" aria-label=${t('search.keys')}>
    ${keysFor(state.lang).map((letter) => html`<${Key} class="letter" key=${letter} disabled=${!live.has(letter) || state.text.length >= 12}
      onPress=${() => send('letter', { letter })}>${letter}<//>`)}
    <${Key} class="letter erase" disabled=${!state.text} onPress=${() => send('erase')}>${t('search.erase')}<//>
  </div>`;
}

function heading(text, count, shown) {
  if (!text) return t('search.often');
  if (!count) return t('search.none');
  return t(count > shown ? 'search.more' : 'search.found', { n: count });
}

export function Search({ state, send, portrait }) {
  const items = useMemo(() => allItems(state.snapshot.queues), [state.snapshot]);
  const found = find(items, state.text, state.lang);
  const paging = pageOf(found, state.listPage, 'search', { elder: state.elder, portrait });
  const rows = paging.rows;
  return html`<section class="top"><${Title}>${t('key.search')}<//>
      <div class="typed"><span class="unseen" role="status">${state.text ? t('search.typed', { text: state.text }) : t('search.empty')}</span>
        <span class="text fig" aria-hidden="true">${state.text}</span><i class="caret"></i>
        <span class="hint">${t(state.elder ? 'search.hint_elder' : 'search.hint')}</span></div>
      <h2 class="which"><${Rich} text=${heading(state.text, found.length, rows.length)} /></h2></section>
    <section class="field rows" aria-label=${t('key.search')}>
      ${rows.map((item) => html`<${ItemRow} key=${item.code} item=${item} queue=${item.queue} withQueue disabled=${!item.queue.open}
        onPress=${() => send('item', { code: item.code })} />`)}
      ${found.length ? null : html`<div class="nothing"><p>${t('search.none_more')}</p><${HelpKey} help=${state.help} send=${send} class="wide" /></div>`}
    </section>
    <div class="below"><${Keyboard} state=${state} items=${items} send=${send} /></div>`;
}
