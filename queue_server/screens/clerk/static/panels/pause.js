// Why pause: one of the hall's reasons, then Enter.
import { Cap } from '@shared/staff.js';
import { html, useState } from '@shared/ui.js';
import { pauseFor } from '../act.js';
import { letters, lost, snapshot, t } from '../store.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { PanelKey } from './panel_key.js';

export function PausePanel() {
  const { pause_reasons: reasons } = snapshot.value;
  const [chosen, setChosen] = useState(reasons[0]);
  const go = () => { if (!lost.value) pauseFor(chosen); };
  usePanelKeys(({ action, n }) => {
    const at = reasons.indexOf(chosen);
    if (action === 'do') go();
    else if (action === 'pick' && reasons[n - 1]) setChosen(reasons[n - 1]);
    else if (action === 'down') setChosen(reasons[Math.min(reasons.length - 1, at + 1)]);
    else if (action === 'up') setChosen(reasons[Math.max(0, at - 1)]);
  });
  const foot = html`<${PanelKey} action="pause" word=${t('pause.do', { reason: t(`reason.${chosen}`) })} onPress=${go} />
    <${PanelLine} note=${t('pause.hint')} />`;
  return html`<${PanelFrame} title=${t('pause.title')} foot=${foot}>
    <ul class="places">${reasons.map((reason, i) => html`<li key=${reason}>
      <button type="button" class=${`place ${reason === chosen ? 'on' : ''}`} aria-pressed=${reason === chosen ? 'true' : 'false'}
        onClick=${() => setChosen(reason)}>
        ${letters.value ? html`<${Cap}>${i + 1}<//>` : null}<span class="name">${t(`reason.${reason}`)}</span>
      </button></li>`)}</ul>
  <//>`;
}
