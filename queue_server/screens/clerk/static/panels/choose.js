// Call one out of turn: pick from the order, say why; it is logged.
import { html, useState } from '@shared/ui.js';
import { callChosen } from '../act.js';
import { itemOf, saying } from '../card.js';
import { grown, minutes } from '../logic.js';
import { figures } from '../parts.js';
import { lost, now, snapshot, t } from '../store.js';
import { callReasons, reasonOf, stepIn } from '../visit.js';
import { markOf, rowLine } from '../why.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { PanelKey } from './panel_key.js';
import { digitCap, Place } from './place.js';

const REASON_MAX = 60;

function Reasons({ codes, picked, onPick }) {
  return html`<div class="chips" role="group" aria-label=${t('choose.why')}>
    ${codes.map((code) => html`<button type="button" key=${code} class=${`chip ${picked === code ? 'on' : ''}`} aria-pressed=${String(picked === code)}
      onClick=${() => onPick(code)}>${t(`choose.reason.${code}`)}</button>`)}</div>`;
}

/** What is still missing before the key may be pressed, or null. */
function missing(chosen, reason) {
  if (!chosen) return t('choose.first');
  return reason ? null : t('choose.reason_first');
}

export function ChoosePanel() {
  const { choosing, waiting } = snapshot.value;
  const codes = callReasons(choosing);
  const [id, setId] = useState(null);
  const [picked, setPicked] = useState(choosing.right ? null : codes[0]);
  const [written, setWritten] = useState('');
  const chosen = waiting.rows.find((row) => row.id === id) || null;
  const reason = reasonOf(picked, written);
  const off = missing(chosen, reason);
  const go = () => { if (!off && !lost.value) callChosen(chosen, reason); };
  const pick = (code) => { setPicked(code === picked && choosing.right ? null : code); setWritten(''); };
  usePanelKeys(({ action, n }) => {
    if (action === 'do') go();
    else if (action === 'pick' && waiting.rows[n - 1]) setId(waiting.rows[n - 1].id);
    else if ((action === 'up' || action === 'down') && waiting.rows.length) setId(stepIn(waiting.rows, chosen, action === 'up' ? -1 : 1).id);
    else if (action === 'left' || action === 'right') { setPicked(stepIn(codes, picked, action === 'left' ? -1 : 1)); setWritten(''); }
  });
  const foot = html`<div class="field reason-field"><span class="label">${t('choose.why')}</span>
      <${Reasons} codes=${codes} picked=${written.trim() ? null : picked} onPick=${pick} />
      ${choosing.right ? html`<input class="slim" aria-label=${t('choose.write')} placeholder=${t('choose.write')} value=${written} maxlength=${REASON_MAX}
        autocomplete="off" onInput=${(event) => setWritten(event.target.value)} />` : null}</div>
    <${PanelKey} action="choose" word=${chosen ? t('choose.do', { number: chosen.number }) : t('key.choose')} off=${off} onPress=${go} />
    <${PanelLine} note=${t('choose.hint')} />`;
  return html`<${PanelFrame} title=${t('choose.title')} foot=${foot}>
    <ul class="places two">${waiting.rows.map((row, i) => html`<${Place} key=${row.id} cap=${digitCap(i)} mark=${row.number} name=${itemOf(row)} tag=${markOf(row, saying())} sub=${rowLine(row, saying())}
      detail=${t('queue.minutes', { n: minutes(grown(row.waited_s, snapshot.value, now.value)) })} on=${row === chosen} onChoose=${() => setId(row.id)} />`)}</ul>
    ${waiting.rows.length === 0 ? html`<p class="nobody">${figures(t('queue.nobody'))}</p>` : null}
  <//>`;
}
