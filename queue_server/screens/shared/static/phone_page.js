// What the pages on a citizen's own phone have in common: the head, and the two choices the phone keeps.
import { effect, signal } from '@preact/signals';
import { html } from './html.js';
import { Key } from './parts.js';
import { lang, setLang } from './words.js';

// After these a long hall name may break: town, township, street office.
const PLACE_END = /\u9547|\u4e61|\u8857\u9053/;
const LARGE = 'th-large';
const LANGUAGE = 'th-lang';

function stored(name) {
  try { return localStorage.getItem(name); } catch { return null; }
}

function store(name, value) {
  try { localStorage.setItem(name, value); } catch { /* chosen for this page only */ }
}

/** Whether large type is on. */
export const large = signal(stored(LARGE) === '1');

/** Take up what this phone has chosen before, and keep what is chosen from now on. */
export function keepChoices() {
  const chosen = stored(LANGUAGE);
  if (chosen) setLang(chosen);
  effect(() => {
    document.documentElement.toggleAttribute('data-elder', large.value);
    document.documentElement.dataset.lang = lang.value;
  });
}

function switchLarge() {
  large.value = !large.value;
  store(LARGE, large.value ? '1' : '0');
}

function switchLanguage() {
  setLang(lang.value === 'en' ? 'zh-CN' : 'en');
  store(LANGUAGE, lang.value);
}

/** The name with its one good place to break. */
function breakable(name) {
  const match = PLACE_END.exec(name);
  const at = match ? match.index + match[0].length : 0;
  return at ? html`${name.slice(0, at)}<wbr />${name.slice(at)}` : name;
}

/** The head: the hall, large type, the other language. The name breaks after the town, not inside it. */
export function PhoneHead({ hall, t }) {
  const name = hall ? (lang.value === 'en' && hall.name_en) || hall.name || '' : '';
  const to = large.value ? 'normal' : 'large';
  return html`<header class="phone-head"><b class="phone-hall">${breakable(name)}</b>
    <${Key} plain class="phone-switch" aria-label=${t(`head.${to}_name`)} onPress=${switchLarge}>${t(`head.${to}`)}<//>
    <${Key} plain class="phone-switch" lang=${lang.value === 'en' ? 'zh-CN' : 'en'} onPress=${switchLanguage}>${t('head.other_language')}<//>
  </header>`;
}

/** Between two sentences: nothing in Chinese. */
export const gap = () => (lang.value === 'en' ? ' ' : '');

/** Figures among words in the figures' own weight. */
export function figures(text) {
  return String(text).split(/(\d[\d:\u2013-]*)/).map((part, n) => (n % 2 ? html`<b class="f">${part}</b>` : part));
}

/** A day as people say it: {month, day}, and the year when it has one. */
export function dayText(day, t) {
  if (!day) return '';
  if (lang.value !== 'en') return t('date', day);
  const parts = { day: 'numeric', month: 'short', year: day.year ? 'numeric' : undefined, timeZone: 'UTC' };
  return new Intl.DateTimeFormat('en-GB', parts).format(new Date(Date.UTC(day.year ?? 2000, day.month - 1, day.day)));
}
