// The head: hall, window and its state, connection, clerk, pause, clock.
import { Cap, Connection } from '@shared/staff.js';
import { Clock, html, Lamp } from '@shared/ui.js';
import { act } from './act.js';
import { lampOf } from './logic.js';
import { figures, TermKey } from './parts.js';
import { english, keys, letters, link, lost, panel, snapshot, state, t } from './store.js';

export function Head() {
  const { hall, me, window: own } = snapshot.value;
  const shown = lost.value ? 'lost' : state.value;
  const paused = !lost.value && own.state === 'paused';
  const { head } = keys.value;
  const name = (english.value && own.name_en) || own.department || own.name_short || own.name || '';
  return html`<header class="staff-head">
    <div class="staff-hall"><b>${t('brand')}</b><span>${(english.value && hall.name_en) || hall.name}</span></div>
    <h1 class="staff-name"><b>${figures(t('window.n', { n: own.number }))}</b> ${name}
      <${Lamp} kind=${paused ? 'half' : lampOf(state.value, lost.value)} />
      <span class="state">${t(paused ? 'state.paused' : `state.${shown}`)}</span></h1>
    <div class="staff-tools">
      <${Connection} state=${link.value.state.value} />
      ${me ? html`<span class="who">${me.name} ${figures(me.badge)}</span>` : null}
      ${head ? html`<${TermKey} at=${head} small inert=${Boolean(panel.value)} />` : null}
      <button type="button" class=${`key small keys-key ${panel.value ? 'off' : ''}`} aria-label=${t('key.keys')}
        aria-disabled=${panel.value ? 'true' : undefined} onClick=${() => act('keys')}>${letters.value ? html`<${Cap}>?<//>` : '?'}</button>
      <${Clock} />
    </div>
  </header>`;
}
