// The one filled key of a panel: Enter, off with its reason while not connected.
import { Cap } from '@shared/staff.js';
import { html, Key } from '@shared/ui.js';
import { figures } from '../parts.js';
import { busy, lost, machine, phase, t } from '../store.js';

export function PanelKey({ action, word, onPress, off }) {
  const why = lost.value ? t('off.lost') : off;
  const doing = machine.value.action === action && phase.value !== 'sent' && phase.value !== 'rest';
  return html`<${Key} main=${!why} disabled=${Boolean(why)} class=${`panel-key ${busy.value ? 'busy' : ''}`} onPress=${onPress}>
    <span class="word">${doing ? t(`doing.${action}`) : figures(word)}</span>
    ${why ? html`<span class="reason">${why}</span>` : html`<${Cap}>Enter<//>`}
  <//>`;
}
