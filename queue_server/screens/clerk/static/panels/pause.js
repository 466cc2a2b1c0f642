// Why pause: one of the hall's reasons, then Enter. Closing the window stands beside it.
import { html } from '@shared/ui.js';
import { act, pauseFor } from '../act.js';
import { closePanel, snapshot, t } from '../store.js';
import { PickPanel } from './pick.js';
import { Place } from './place.js';

export function PausePanel() {
  const close = () => { closePanel(); act('close'); };
  return html`<${PickPanel} title=${t('pause.title')} action="pause" options=${snapshot.value.pause_reasons.map((code) => [code, t(`reason.${code}`)])}
    word=${(code) => t('pause.do', { reason: t(`reason.${code}`) })} note=${t('pause.hint')} onDo=${pauseFor} more=${{ close }}>
    <${Place} cap="Shift P" name=${t('key.close')} onChoose=${close} />
  <//>`;
}
