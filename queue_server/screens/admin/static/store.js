// What the manager's pages know: the link, which page is open, the line that says how a press went.
import { computed, signal } from '@shared/ui.js';
import { lang, makeWords } from '@shared/words.js';
import words from './words.json';

const LINE_MS = 8000;
const PAGES = ['live', 'devices', 'settings'];

export const t = makeWords(words);
export const english = computed(() => lang.value === 'en');

export const link = signal(null);
export const snapshot = computed(() => (link.value ? link.value.snapshot.value : null));
export const lost = computed(() => Boolean(link.value) && link.value.state.value === 'lost');
export const now = computed(() => (lost.value ? link.value.lostAt.value : link.value.tick.value));

const fromHash = () => (PAGES.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'live');
/** 'live' | 'devices' | 'settings'. */
export const page = signal(fromHash());
addEventListener('hashchange', () => { page.value = fromHash(); });

/** The live view on a big screen: no names, no keys. */
export const big = signal(false);

/** Codes let in from this page; the server may name them until the device has fetched its token. */
export const letIn = signal([]);

export const busy = signal(null);
export const line = signal(null);
let timer = null;

export function say(kind, text) {
  clearTimeout(timer);
  line.value = { kind, text };
  timer = setTimeout(() => { line.value = null; }, LINE_MS);
}
