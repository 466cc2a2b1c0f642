// The other language, as a word that can be pressed.
import words from './staff_words.json' with { type: 'json' };
import { html } from './ui.js';
import { lang, makeWords, setLang } from './words.js';

const t = makeWords(words);

export function LangKey() {
  const english = lang.value === 'en';
  return html`<button type="button" class="link" lang=${english ? 'zh-CN' : 'en'}
    onClick=${() => setLang(english ? 'zh-CN' : 'en')}>${t('lang.other')}</button>`;
}
