// Finding an item by letters; keys that lead nowhere are sunk but keep their place.
import { html, Key, useMemo } from '@shared/ui.js';
import { allItems, find, keysFor, kindsOf, liveKeys } from '../finding.js';
import { pageOf, takes } from '../facts.js';
import { HelpKey, Pager, Title } from '../parts.js';
import { foreign, named, Rich, t } from '../words.js';
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

function Modes({ by, send }) {
  return html`<div class="modes" role="group" aria-label=${t('search.modes')}>
    ${['letters', 'kind'].map((mode) => html`<${Key} key=${mode} class=${`tool mode ${by === mode ? 'chosen' : ''}`} aria-pressed=${by === mode ? 'true' : 'false'}
      onPress=${() => by === mode || send('by', { by: mode })}>${t(`search.by_${mode}`)}<//>`)}
  </div>`;
}

function Kinds({ kinds, chosen, send }) {
  return html`<div class="kinds" role="group" aria-label=${t('search.kinds')}>
    ${kinds.map((kind) => html`<${Key} key=${kind.name} class=${kind.name === chosen ? 'chosen' : ''} aria-pressed=${kind.name === chosen ? 'true' : 'false'}
      lang=${foreign(kind)} onPress=${() => send('kind', { kind: kind.name })}>${named(kind)}<//>`)}
  </div>`;
}

function Typed({ state }) {
  return html`<div class="typed"><span class="unseen" role="status">${state.text ? t('search.typed', { text: state.text }) : t('search.empty')}</span>
    <span class="text fig" aria-hidden="true">${state.text}</span><i class="caret"></i>
    <span class="hint">${t(state.elder ? 'search.hint_elder' : 'search.hint')}</span></div>`;
}

export function Search({ state, send, portrait }) {
  const items = useMemo(() => allItems(state.snapshot.queues), [state.snapshot]);
  const kinds = kindsOf(items);
  const kind = kinds.find(({ name }) => name === state.kind);
  const byKind = state.by === 'kind';
  const found = find(state.kind ? items.filter((item) => item.category === state.kind) : items, state.text, state.lang);
  const { rows, ...paging } = pageOf(found, state.from, byKind ? 'kind' : kinds.length ? 'letters' : 'search', { elder: state.elder, portrait });
  const said = kind ? t('search.in_kind', { kind: named(kind), n: found.length }) : heading(state.text, found.length, rows.length);
  return html`<section class="top"><${Title}>${t('key.search')}<//>
      ${byKind ? html`<p class="lead">${t('search.kind_hint')}</p>` : html`<${Typed} state=${state} />`}
      <h2 class="which"><${Rich} text=${said} /></h2></section>
    <section class=${`field rows ${byKind ? 'by-kind' : ''} ${kinds.length ? 'with-modes' : ''}`} aria-label=${t('key.search')}>
      ${rows.map((item) => html`<${ItemRow} key=${item.code} item=${item} queue=${item.queue} withQueue disabled=${!takes(item, item.queue)}
        onPress=${() => send('item', { code: item.code })} />`)}
      ${found.length ? null : html`<div class="nothing"><p>${t('search.none_more')}</p><${HelpKey} help=${state.help} send=${send} class="wide" /></div>`}
    </section>
    <div class="below">
      ${kinds.length ? html`<${Modes} by=${state.by} send=${send} />` : null}
      ${byKind ? html`<${Kinds} kinds=${kinds} chosen=${state.kind} send=${send} />` : html`<${Keyboard} state=${state} items=${items} send=${send} />`}
      ${byKind ? html`<div class="pager-place">${state.kind ? html`<${Pager} ...${paging} send=${send} />` : null}</div>` : null}
    </div>`;
}
