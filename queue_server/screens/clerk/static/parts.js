// Small shapes of the terminal: a key with its cap and its reason, a word that opens something.
import { Cap, figures as withFigures } from '@shared/staff.js';
import { html, Key } from '@shared/ui.js';
import { act } from './act.js';
import { busy, letters, machine, phase, t } from './store.js';

/** Words in which each figure stands in the figure weight, as one piece: the rows of the terminal have gaps. */
export const figures = (text) => html`<span>${withFigures(text)}</span>`;

/** What the key says: its word, or what it is doing once that takes longer than a blink. */
function wordOf(key) {
  const doing = machine.value.action === key.action && ['waiting', 'retrying', 'unreached'].includes(phase.value);
  return doing ? t(`doing.${key.action}`) : figures(t(`key.${key.word}`, key.params));
}

function reason(off) {
  if (off.part === undefined) return html`<span class="reason">${figures(t(off.key, off.params))}</span>`;
  const width = `${Math.round(off.part * 100)}%`;
  return html`<span class="reason gap">${figures(t(off.key, off.params))}</span><i class="bar" style=${{ width }}></i>`;
}

/**
 * A key of the terminal. One that is off stays where it is, says why, and answers a press with the reason at length.
 * Only the first of two quick presses counts, so a busy terminal keeps its keys but makes them inert.
 */
export function TermKey({ at, main, small, inert, class: extra = '' }) {
  const off = Boolean(at.off);
  const cap = at.cap && (!at.letter || letters.value) ? at.cap : null;
  const look = `${main ? 'main-key' : ''} ${small ? 'small' : ''} ${extra}`;
  const inside = html`<span class="word">${wordOf(at)}</span>
    ${at.off && !(small && at.off.key === 'off.lost') ? reason(at.off) : null}
    ${cap && !(at.off && at.off.key === 'off.lost') ? html`<${Cap}>${cap}<//>` : null}`;
  const shared = { 'data-main': main ? '' : undefined, 'aria-keyshortcuts': cap ? shortcut(cap) : undefined };
  if (off || inert) {
    return html`<button type="button" ...${shared} class=${`key off ${look}`} aria-disabled="true"
      onClick=${() => act(at.action)}>${inside}</button>`;
  }
  return html`<${Key} ...${shared} main=${main} class=${`${look} ${busy.value ? 'busy' : ''}`} aria-busy=${busy.value ? 'true' : undefined}
    onPress=${() => act(at.action)}>${inside}<//>`;
}

const shortcut = (cap) => cap.replace('Ctrl ', 'Control+').replace('Shift ', 'Shift+');

/** A word with a cap, that opens something: a guide, the whole queue. */
export function Link({ action, word, cap, onPress }) {
  return html`<button type="button" class="link" onClick=${onPress || (() => act(action))}>
    <span>${word}</span>${cap && letters.value ? html`<${Cap}>${cap}<//>` : null}
  </button>`;
}
