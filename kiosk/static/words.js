// The kiosk's words, and the few sentences put together from several of them.
import { lang, makeWords } from '@shared/words.js';
import { againText, clockTime, daysUntil } from '@shared/again.js';
import { html } from '@shared/ui.js';
import { inHours } from '@shared/wait.js';
import { waitRange } from './facts.js';
import words from './words.json';

export const t = makeWords(words);
export const isEnglish = () => lang.value === 'en';

/** Words in which *this* is a figure or a stress. */
export function Rich({ text }) {
  return text.split('*').map((part, index) => (index % 2 ? html`<b>${part}</b>` : part));
}

/** Rich words that break only after a phrase, so that a figure stays with what it counts. */
export function Phrases({ text }) {
  const phrases = text.match(/(?:[^\uff0c,\u00b7]|,(?! ))+(?:\uff0c|, | ?\u00b7 ?)?/g) ?? []; // a comma or dot stays with what it ends
  return phrases.map((one) => html`<span class="nobr"><${Rich} text=${one.trimEnd()} /></span>${one.endsWith(' ') ? ' ' : ''}`);
}

/** Where to go: up to three windows by number, the queue's own first, else the first and how many there are. */
export function windowsText(windows, where = 'windows') {
  if (windows.length > 3) return t(`${where}.many`, { first: windows[0], n: windows.length });
  return windows.length ? t(`${where}.few`, { list: windows.map((one) => `*${one}*`).join(t('list.stop')) }) : '';
}

const figuresOf = (range) => (range ? inHours(range) ?? range : {});
const kind = (range) => (!range ? 'unknown' : inHours(range) ? 'hours' : range.low === 0 ? 'within' : 'about');

/** A queue's wait as one phrase; short for the narrow tiles of large type. */
export function waitText(wait, short = false) {
  const range = waitRange(wait);
  return t(`wait.${kind(range)}${short ? '_short' : ''}`, figuresOf(range));
}

/** A wait as figure and unit, for a fact. */
export function waitFact(range) {
  return t({ unknown: 'confirm.unknown', within: 'confirm.within', about: 'confirm.minutes', hours: 'confirm.hours' }[kind(range)], figuresOf(range));
}

/** What the narrow tile of a closed queue says after its reason: when to come again, or whom to ask. */
export function tileAgain(at, nowIso) {
  const days = at ? daysUntil(at, nowIso) : Infinity;
  if (days > 1) return t('tile.ask');
  return t(days ? 'tile.again_tomorrow' : 'tile.again_today', { at: clockTime(at) });
}

/** Why a queue or item gives no number, and what to do: a sentence. */
export function closedText({ reason, opensAt }, nowIso) {
  if (reason === 'daily_limit') return t('confirm.full');
  return t('confirm.closed', { why: t(`closed.${reason}`), again: againText(opensAt, nowIso) });
}

/** A name in the page's language, Chinese when there is no other. */
export const named = (one) => (isEnglish() && one.name_en ? one.name_en : one.name);

/** The language to mark a name with that an English page can only give in Chinese. */
export const foreign = (one) => (isEnglish() && !one.name_en ? 'zh-CN' : undefined);

/** What to bring, in the page's language where the hall has it. */
export const bring = (item) => (isEnglish() && item.materials_en?.length ? item.materials_en : item.materials ?? []);

/** The name in the other language, or nothing when it would say the same. */
export const otherName = (one) => (isEnglish() && one.name_en ? one.name : '');
