// What every page of staff knows: its link, whether it is cut off, the hall's time, the line that says how a press went.
import { computed, signal } from '@preact/signals';
import { lang } from './words.js';

const LINE_MS = 6000;

export const english = computed(() => lang.value === 'en');

/** A thing's name in the page's language; Chinese where the hall has no other. */
export const named = (thing) => (english.value && thing.name_en) || thing.name;

/** Set once, when somebody is signed in and the first snapshot has come. */
export const link = signal(null);
export const snapshot = computed(() => (link.value ? link.value.snapshot.value : null));
export const lost = computed(() => Boolean(link.value) && link.value.state.value === 'lost');

/** Milliseconds of the server's clock, each second; while not connected it stands still at the break. */
export const now = computed(() => {
  if (!link.value) return 0;
  const tick = link.value.tick.value;
  return lost.value ? link.value.lostAt.value : tick;
});

/** {kind: 'warn' | 'info', text, code}; a function text follows the language and the clock. */
export const line = signal(null);
let lineTimer = null;

export function say(kind, text, code = null) {
  clearTimeout(lineTimer);
  line.value = { kind, text, code };
  lineTimer = setTimeout(() => { line.value = null; }, LINE_MS);
}

export function hush() {
  clearTimeout(lineTimer);
  line.value = null;
}
