// The head: hall, window and its state, connection, clerk, pause, clock.
import { Clock, html, Lamp } from '@shared/ui.js';
import { act } from './act.js';
import { lampOf } from './logic.js';
import { Cap, figures, TermKey } from './parts.js';
import { keys, letters, link, lost, panel, snapshot, state, t } from './store.js';

function Connection() {
  const word = lost.value ? 'lost' : link.value.state.value;
  return html`<span class="connection">
    <${Lamp} kind=${word === 'ok' ? 'on' : 'dash'} /><span>${t(`link.${word}`)}</span>
  </span>`;
}

export function Head() {
  const { hall, me, window: own } = snapshot.value;
  const shown = lost.value ? 'lost' : state.value;
  const paused = !lost.value && own.state === 'paused';
  const { head } = keys.value;
  return html`<header class="head">
    <div class="hall"><b>${t('brand')}</b><span>${hall.name}</span></div>
    <h1><b>${figures(t('window.n', { n: own.number }))}</b> ${own.department || own.name_short || own.name || ''}
      <${Lamp} kind=${paused ? 'half' : lampOf(state.value, lost.value)} />
      <span class="state">${t(paused ? 'state.paused' : `state.${shown}`)}</span></h1>
    <div class="desk-tools">
      <${Connection} />
      ${me ? html`<span class="who">${me.name} ${figures(me.badge)}</span>` : null}
      ${head && !panel.value ? html`<${TermKey} at=${head} small />` : null}
      ${panel.value ? null : html`<button type="button" class="key small keys-key" aria-label=${t('key.keys')} onClick=${() => act('keys')}>
        ${letters.value ? html`<${Cap}>?<//>` : '?'}
      </button>`}
      <${Clock} />
    </div>
  </header>`;
}
