// Those set aside: go on with one at once, or have it called first.
import { Cap } from '@shared/staff.js';
import { html, Key, useState } from '@shared/ui.js';
import { resumeHeld } from '../act.js';
import { itemOf } from '../card.js';
import { minutes } from '../logic.js';
import { figures } from '../parts.js';
import { busy, letters, lost, now, snapshot, t } from '../store.js';
import { heldOff, stepIn } from '../visit.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { PanelKey } from './panel_key.js';
import { digitCap, Place } from './place.js';

function heldLine({ reason, held_at: at, window: n }) {
  const words = t(`hold.reason.${reason}`);
  const params = { reason: words, m: minutes((now.value - Date.parse(at)) / 1000), n };
  return t(String(n) === String(snapshot.value.window.number) ? 'held.here' : 'held.there', params);
}

/** The second key of the panel: not filled, off for the same reason as the first. */
function CallFirst({ why, onPress }) {
  const shut = Boolean(why) || lost.value || busy.value;
  return html`<${Key} class="panel-second" disabled=${shut} onPress=${onPress}>
    <span>${t('held.call')}</span>${letters.value && !shut ? html`<${Cap}>C<//>` : null}<//>`;
}

export function HeldPanel() {
  const { held } = snapshot.value;
  const [id, setId] = useState(null);
  const chosen = held.find((one) => one.id === id) || held[0] || null;
  const reason = heldOff(snapshot.value);
  const why = reason && t(reason.key, reason.params);
  const go = (call) => { if (chosen && !why && !lost.value) resumeHeld(chosen, call); };
  usePanelKeys(({ action, n }) => {
    if (action === 'do') go(false);
    else if (action === 'call') go(true);
    else if (action === 'pick' && held[n - 1]) setId(held[n - 1].id);
    else if ((action === 'up' || action === 'down') && chosen) setId(stepIn(held, chosen, action === 'up' ? -1 : 1).id);
  });
  const foot = chosen ? html`<${PanelKey} action="resume_held" word=${t('held.do', { number: chosen.number })} off=${why} onPress=${() => go(false)} />
    <${CallFirst} why=${why} onPress=${() => go(true)} /><${PanelLine} note=${figures(t('held.hint'))} />` : null;
  return html`<${PanelFrame} title=${t('key.held', { n: held.length })} foot=${foot}>
    <ul class="places two">${held.map((one, i) => html`<${Place} key=${one.id} cap=${digitCap(i)} mark=${one.number} name=${itemOf(one)} sub=${heldLine(one)}
      on=${one === chosen} onChoose=${() => setId(one.id)} />`)}</ul>
    ${held.length === 0 ? html`<p class="nobody">${t('held.nobody')}</p>` : null}
  <//>`;
}
