// What the terminal knows: the link, the press under way, the open panel, the line over the main key.
import { hush, line, lost, now, snapshot } from '@shared/live.js';
import { computed, effect, signal } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import { firstOutcome, stateMark, stateOf } from './logic.js';
import { keysOf } from './offers.js';
import { isBusy, marked, passed, phaseOf, REST, SETTLE_MS } from './press.js';
import words from './words.json';

export { english, hush, line, link, lost, named, now, say, snapshot } from '@shared/live.js';

const LETTERS = 'th-clerk-letters';
/** The sound when somebody takes a number while nobody was waiting. */
export const CHIME_HZ = 660;

export const t = makeWords(words);
export const state = computed(() => stateOf(snapshot.value));
const mark = computed(() => stateMark(snapshot.value));

export const keys = computed(() => keysOf(snapshot.value, now.value, lost.value));

/** {name, …} of the panel in the right column, or null. */
export const panel = signal(null);

export const machine = signal(REST);
const beat = signal(0);
let beats = [];

/** Look at the press again when it turns from sent to waiting, retrying, unreached. */
export function beatAt(...delays) {
  beats.forEach(clearTimeout);
  beats = delays.map((ms) => setTimeout(() => {
    machine.value = passed(machine.value, performance.now());
    beat.value += 1;
  }, ms + 10));
}

export const phase = computed(() => {
  void beat.value; // read, so that a beat draws again
  return phaseOf(machine.value, performance.now());
});

export const busy = computed(() => isBusy(machine.value));

export function settleSoon() {
  setTimeout(() => { machine.value = passed(machine.value, performance.now()); }, SETTLE_MS + 10);
}

/** The outcome of the service being given. */
export const outcome = signal('done');

/** The codes of the items served to this citizen, once they were chosen by hand; else null. */
export const served = signal(null);

function readLetters() {
  try { return localStorage.getItem(LETTERS) !== 'off'; } catch { return true; }
}

/** Whether single-character keys are on; a person's choice, kept on this PC. */
export const letters = signal(readLetters());

export function setLetters(on) {
  letters.value = on;
  try { localStorage.setItem(LETTERS, on ? 'on' : 'off'); } catch { /* for this page only */ }
}

/** Follow the snapshots: a change of state makes the main key deaf for a moment, closes what no longer fits. */
export function follow(onSomebody) {
  let before = mark.peek();
  const begin = () => {
    outcome.value = firstOutcome(snapshot.peek().ticket, promisedKinds());
    served.value = null;
  };
  if (state.peek() === 'serving') begin();
  effect(() => {
    const said = line.peek();
    if (!lost.value && said && said.code === 'not_connected') hush();
  });
  effect(() => {
    const next = mark.value;
    machine.value = marked(machine.peek(), before, next, performance.now());
    if (next === before) return;
    const was = before.split(':')[0];
    const is = next.split(':')[0];
    before = next;
    if (is === 'serving') begin();
    const open = panel.peek();
    if (open && open.states && !open.states.includes(is)) panel.value = null;
    if (was === 'empty' && is === 'idle') {
      if (line.peek() && line.peek().code === 'nobody') hush();
      onSomebody();
    }
  });
}

const promisedKinds = () => [t.zh('case.promise'), t.zh('case.report')];

export function openPanel(name, details = {}) {
  const from = document.activeElement;
  hush();
  panel.value = { name, from: from && from.matches(':focus-visible') ? from : null, ...details };
}

export function closePanel() {
  const open = panel.value;
  panel.value = null;
  if (!open) return;
  if (open.from && open.from.isConnected) requestAnimationFrame(() => open.from.focus());
  else if (document.activeElement) document.activeElement.blur();
}
