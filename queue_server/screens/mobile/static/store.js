// What the views of the ticket page share.
import { computed, signal, tick } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import { phaseOf } from './logic.js';
import words from './words.json' with { type: 'json' };

export const t = makeWords(words);
export const { token } = document.body.dataset;

export const link = signal(null);
export const snapshot = computed(() => link.value.snapshot.value);
export const lost = computed(() => link.value.state.value === 'lost');
export const phase = computed(() => (snapshot.value ? phaseOf(snapshot.value, tick.value) : null));

/** Sound and vibration: allowed by a touch. */
export const armed = signal(false);
/** The fewest people ahead seen on this page. */
export const least = signal(null);
/** What the citizen is in the middle of: null, 'cancel' or 'rate'. */
export const doing = signal(null);

const name = (key) => `th-${key}-${(token || '').slice(0, 12)}`;

export function kept(key) {
  try { return sessionStorage.getItem(name(key)); } catch { return null; }
}

export function setKept(key, value) {
  try { sessionStorage.setItem(name(key), value); } catch { /* for this page only */ }
}

/** A press this soon after the page changed was meant for what stood there before. */
export const DEAF_MS = 400;
