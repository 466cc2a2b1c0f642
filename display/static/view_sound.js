/* The small line that says why a screen cannot be heard; nothing while it can, and before it is known. */
import { html, Icon } from '@shared/ui.js';
import { textWidth } from './line_breaks.js';
import { alone, english, Label, t } from './view_words.js';

const ICON = { type: 28, around: 75 }; // the icon, its gap, and the one before the line
const SECOND = { type: 26, before: 14 };

/** The word for how a screen is unheard, or null. */
export const soundWord = (sound) => (t.has(`sound.${sound}`) ? `sound.${sound}` : null);

/** Width of the line (u): in both languages, and in the one that leads. */
export function soundWidths(of) {
  const short = textWidth(t(of)) * ICON.type + ICON.around;
  const second = textWidth((english() ? t.zh : t.en)(of)) * SECOND.type + SECOND.before;
  return { both: alone.value ? short : short + second, short };
}

export function SoundLine({ of, short }) {
  if (!of) return null;
  return html`<span class="sound"><${Icon} name="speaker" /><span>${short ? t(of) : html`<${Label} of=${of} />`}</span></span>`;
}
