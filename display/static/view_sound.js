/* The small line that says why a hall screen cannot be heard; nothing while it can, and before it is known. */
import { html, Icon } from '@shared/ui.js';
import { Label, t } from './view_words.js';

export function SoundLine({ sound, short }) {
  const of = `sound.${sound.value}`;
  if (!t.has(of)) return null;
  return html`<span class="sound"><${Icon} name="speaker" /><span>${short ? t.zh(of) : html`<${Label} of=${of} />`}</span></span>`;
}
