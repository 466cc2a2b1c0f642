// The five faces of a rating: one ink, one line, one size, so that no level looks better to press than another.
import { html } from './html.js';

const MOUTHS = {
  5: 'M34 62h32q0 17-16 17t-16-17z',
  4: 'M33 61q7 13 17 13t17-13',
  3: 'M36 66h28',
  2: 'M33 73q7-13 17-13t17 13',
  1: 'M34 75h32q0-17-16-17t-16 17z',
};

/** The face of a level, 5 best to 1; only beside the level's name. Its box is 1 em: set the font size. */
export function Face({ level, class: extra }) {
  return html`<svg class=${`face ${extra || ''}`} viewBox="0 0 100 100" aria-hidden="true" focusable="false">
    <circle cx="50" cy="50" r="42" /><path d="M37 36v7" /><path d="M63 36v7" /><path d=${MOUTHS[level] || MOUTHS[3]} />
  </svg>`;
}
