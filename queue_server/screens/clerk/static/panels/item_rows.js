// A list of items with a field to find one; the rows are pressed on and off.
import { Cap } from '@shared/staff.js';
import { html, Icon, useEffect, useRef } from '@shared/ui.js';
import { english, letters, t } from '../store.js';

export const itemName = (item) => (english.value && item.name_en) || item.short_name || item.name;

function ItemRow({ item, cap, on, at, onToggle }) {
  const row = useRef(null);
  useEffect(() => { if (at) row.current.scrollIntoView({ block: 'nearest' }); }, [at]);
  return html`<li ref=${row}><button type="button" class=${`place item-place ${on ? 'on' : ''} ${at ? 'at' : ''}`} aria-pressed=${String(on)} onClick=${onToggle}>
    ${letters.value && cap ? html`<${Cap}>${cap}<//>` : null}<span class="name">${itemName(item)}</span>
    ${on ? html`<${Icon} name="check" />` : null}</button></li>`;
}

/** rows: items; chosen: codes; at: the code the arrows stand on; digits: rows have their digit; state: loading, failed or null. */
export function ItemRows({ rows, chosen, at, digits, text, onText, onToggle, state }) {
  return html`<div class="field"><input class="slim" type="search" aria-label=${t('items.find')} placeholder=${t('items.find')} value=${text} maxlength="20"
      autocomplete="off" spellcheck="false" onInput=${(event) => onText(event.target.value)} /></div>
    <ul class="places items">${rows.map((item, i) => html`<${ItemRow} key=${item.code} item=${item} cap=${digits && i < 9 ? i + 1 : null} on=${chosen.includes(item.code)}
      at=${item.code === at} onToggle=${() => onToggle(item.code)} />`)}</ul>
    ${rows.length === 0 ? html`<p class="nobody" role="status">${t(`items.${state || (text.trim() ? 'none' : 'nothing')}`)}</p>` : null}`;
}
