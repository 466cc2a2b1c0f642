/* The words of the screens on the wall. One language leads; the other stands small behind fixed labels, or not at all. */
import { html, signal } from '@shared/ui.js';
import { lang, makeWords, setLang } from '@shared/words.js';
import words from './words.json';

/** t(key, params) in the language that leads. */
export const t = makeWords(words);

/** Whether the second language is left out. */
export const alone = signal(false);

/** 'both': Chinese leads; 'zh': Chinese alone; 'en': English leads. */
export function speak(language) {
  alone.value = language === 'zh';
  setLang(language === 'en' ? 'en' : 'zh-CN');
}

export const english = () => lang.value === 'en';

/** A text of the hall in the language that leads: its English stands beside it as `…_en`. */
export const named = (thing, field = 'name') => (thing ? (english() && thing[`${field}_en`]) || thing[field] || '' : '');

/** The word in the second language, small. */
export function Second({ of, params }) {
  if (alone.value) return null;
  return html`<small lang=${english() ? 'zh-CN' : 'en'}>${(english() ? t.zh : t.en)(of, params)}</small>`;
}

export function Label({ of, params }) {
  return html`${t(of, params)}<${Second} of=${of} params=${params} />`;
}

/** Load the letters of every word now: a screen that has lost the server cannot fetch the ones that say so. */
export function warmFonts() {
  if (!document.fonts) return;
  const text = Object.values(words).map((entry) => entry.zh).join('');
  const family = getComputedStyle(document.body).fontFamily;
  for (const weight of [400, 500, 600, 700]) document.fonts.load(`${weight} 20px ${family}`, text).catch(() => {});
}
