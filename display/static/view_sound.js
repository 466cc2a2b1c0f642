/* The small line that says why a hall screen cannot be heard; nothing while it can, and before it is known. */
import { html, Icon } from '@shared/ui.js';
import { Label, t } from './view_words.js';

export function SoundLine({ sound }) {
  const of = `sound.${sound.value}`;
  return t.has(of) ? html`<p class="sound"><${Icon} name="speaker" /><span><${Label} of=${of} /></span></p>` : null;
}
