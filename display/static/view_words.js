/* The board's and the sign's words, and the fixed label: Chinese with small English behind it. */
import { html } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import words from './words.json';

export const t = makeWords(words);

export function Label({ of, params }) {
  return html`${t.zh(of, params)}<small lang="en">${t.en(of, params)}</small>`;
}

/** Load the letters of every word now: a screen that has lost the server cannot fetch the ones that say so. */
export function warmFonts() {
  if (!document.fonts) return;
  const text = Object.values(words).map((entry) => entry.zh).join('');
  const family = getComputedStyle(document.body).fontFamily;
  for (const weight of [400, 500, 600, 700]) document.fonts.load(`${weight} 20px ${family}`, text).catch(() => {});
}
