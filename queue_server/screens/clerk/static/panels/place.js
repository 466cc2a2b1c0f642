// One row of a panel that can be chosen: its cap, its mark, its name and what else is good to know.
import { Cap } from '@shared/staff.js';
import { html, useEffect, useRef } from '@shared/ui.js';
import { figures } from '../parts.js';
import { letters } from '../store.js';

/** cap: the key that chooses it, if one does; on: chosen (undefined for a row that only leads on). */
export function Place({ cap, mark, name, tag, sub, detail, on, onChoose }) {
  const row = useRef(null);
  useEffect(() => { if (on) row.current.scrollIntoView({ block: 'nearest' }); }, [on]);
  return html`<li ref=${row}><button type="button" class=${`place ${on ? 'on' : ''}`} aria-pressed=${on === undefined ? undefined : String(on)} onClick=${onChoose}>
    ${cap && letters.value ? html`<${Cap}>${cap}<//>` : null}${mark ? html`<b class="n mark">${mark}</b>` : null}
    <span class="name">${name}${sub || tag ? html`<small>${tag ? html`<span class="tag act">${tag}</span> ` : null}${figures(sub || '')}</small>` : null}</span>
    ${detail ? html`<span class="detail">${figures(detail)}</span>` : null}
  </button></li>`;
}

/** The digit that chooses the nth row: only the first nine have one. */
export const digitCap = (i) => (i < 9 ? i + 1 : null);
