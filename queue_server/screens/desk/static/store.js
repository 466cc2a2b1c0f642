// What the guide desk knows: the link, what is typed and chosen, the line over the main key.
import { NOTHING_TO_SAY } from '@shared/announce_rules.js';
import { hush, snapshot } from '@shared/live.js';
import { computed, signal } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import { CLEAN_FORM, lists } from './logic.js';
import words from './words.json';

export { english, hush, line, link, lost, named, now, say, snapshot } from '@shared/live.js';

/** After the right column changed, its main key is deaf for this long: a doubled press cannot run through two states. */
export const DEAF_MS = 700;

export const t = makeWords(words);
export const typed = signal('');
export const form = signal(CLEAN_FORM);
/** Tickets the server found that are not in the snapshot. */
export const fetched = signal([]);
const chosenId = signal(null);
/** {ticket, job} just issued, or null. */
export const issued = signal(null);

export const shownLists = computed(() => lists(snapshot.value, typed.value));

export const byId = (id) => {
  const { tickets, absent = [], held = [] } = snapshot.value;
  return [...tickets, ...absent, ...held, ...fetched.value].find((ticket) => ticket.id === id) || null;
};

export const chosen = computed(() => (chosenId.value === null ? null : byId(chosenId.value)));

/** What is being typed to be said in the hall, or null. */
export const announcing = signal(null);

/** 'announce' | 'issued' | 'ticket' | 'issue': what the right column shows. */
export const mode = computed(() => (announcing.value && 'announce') || (issued.value && 'issued') || (chosen.value && 'ticket') || 'issue');

let changedAt = -Infinity;
export const deaf = () => performance.now() - changedAt < DEAF_MS;
const changed = () => { changedAt = performance.now(); };

export function choose(id) {
  if (id === chosenId.value && !issued.value && !announcing.value) return;
  announcing.value = null;
  issued.value = null;
  chosenId.value = id;
  changed();
  hush();
}

export function showIssued(ticket, job) {
  issued.value = { ticket, job };
  chosenId.value = null;
  form.value = CLEAN_FORM;
  changed();
}

/** Type something to be said in the hall. */
export function startAnnouncement() {
  if (!announcing.value) announcing.value = { ...NOTHING_TO_SAY };
  changed();
}

/** Back to an empty form. */
export function startNew(preset = {}) {
  announcing.value = null;
  issued.value = null;
  chosenId.value = null;
  form.value = { ...CLEAN_FORM, ...preset };
  changed();
}

/** The name of the action under way, or null. */
export const busy = signal(null);
