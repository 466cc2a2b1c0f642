// The words of a screen, in both languages, from its words.json. One language for the whole page.
import { signal } from '@preact/signals';

const root = typeof document === 'undefined' ? null : document.documentElement;

/** 'zh-CN' | 'en'; the page starts in the language it was served in. */
export const lang = signal(root && root.lang === 'en' ? 'en' : 'zh-CN');

export function setLang(next) {
  lang.value = next === 'en' ? 'en' : 'zh-CN';
  if (root) root.lang = lang.value;
}

/** Fill {name} from params; an unknown name stays visible, so that the mistake is seen. */
export function fill(text, params) {
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (params[name] === undefined ? whole : String(params[name])));
}

/** The form for a count: a text, or {one, other} chosen by params.n. */
export function form(entry, params) {
  if (typeof entry === 'string') return entry;
  return params && Number(params.n) === 1 ? entry.one : entry.other;
}

/**
 * t(key, params) in the page's language; t.zh and t.en in a fixed one; t.has(key).
 * Reading t() inside a component makes it follow a change of language.
 */
export function makeWords(words) {
  const say = (side, key, params) => {
    const entry = words[key];
    if (!entry || entry[side] === undefined) {
      console.error(`no words for ${key} (${side})`);
      return key;
    }
    return fill(form(entry[side], params), params);
  };
  const t = (key, params) => say(lang.value === 'en' ? 'en' : 'zh', key, params);
  t.zh = (key, params) => say('zh', key, params);
  t.en = (key, params) => say('en', key, params);
  t.has = (key) => key in words;
  return t;
}
