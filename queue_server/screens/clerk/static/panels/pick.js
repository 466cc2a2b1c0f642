// A panel that asks one thing: choose a row by digit, arrow or finger, then Enter.
import { html, useState } from '@shared/ui.js';
import { lost } from '../store.js';
import { stepIn } from '../visit.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { PanelKey } from './panel_key.js';
import { digitCap, Place } from './place.js';

/**
 * options: [code, name, sub?] rows, the first chosen; word(code) is what the key says; onDo(code) does it.
 * more: {action: fn} for further keys of the panel; children stand under the rows.
 */
export function PickPanel({ title, options, action, word, note, onDo, more = {}, children }) {
  const codes = options.map(([code]) => code);
  const [picked, setPicked] = useState(codes[0]);
  const chosen = codes.includes(picked) ? picked : codes[0];
  const go = () => { if (!lost.value && chosen !== undefined) onDo(chosen); };
  usePanelKeys(({ action: key, n }) => {
    if (key === 'do') go();
    else if (key === 'pick' && codes[n - 1] !== undefined) setPicked(codes[n - 1]);
    else if (key === 'up' || key === 'down') setPicked(stepIn(codes, chosen, key === 'up' ? -1 : 1));
    else if (more[key]) more[key]();
  });
  const foot = html`<${PanelKey} action=${action} word=${word(chosen)} onPress=${go} /><${PanelLine} note=${note} />`;
  return html`<${PanelFrame} title=${title} foot=${foot}>
    <ul class="places">${options.map(([code, name, sub], i) => html`<${Place} key=${code} cap=${digitCap(i)} name=${name} sub=${sub} on=${code === chosen}
      onChoose=${() => setPicked(code)} />`)}${children}</ul>
  <//>`;
}
