// Mounts the evaluator: taps and snapshots in, ratings out, one timer for the next thing that happens by itself.
import './evaluator.css';
import { setScreen } from '@shared/api.js';
import { connect } from '@shared/link.js';
import { keepGlyphs } from '@shared/glyphs.js';
import { effect, html, render, signal, untracked } from '@shared/ui.js';
import { lang, makeWords, setLang } from '@shared/words.js';
import { deadline, initial, pageOf, step } from './logic.js';
import { makeOutbox } from './outbox.js';
import { Evaluator } from './view.js';
import words from './words.json' with { type: 'json' };

const DONE = 'th-rated';
const t = makeWords(words);
const windowNumber = document.body.dataset.window || (/\/tablet\/(\d+)/.exec(location.pathname) || [])[1] || '1';
const clock = () => performance.now();

function lastDone() {
  try { return sessionStorage.getItem(DONE); } catch { return null; }
}

setScreen(`tablet-${windowNumber}`);
const state = signal(initial(clock(), { home: lang.value, done: lastDone() }));
let timer = null;

function send(event) {
  const [next, wishes] = step(state.value, { at: clock(), ...event });
  state.value = next;
  for (const wish of wishes) outbox.put(wish);
  clearTimeout(timer);
  const due = deadline(next);
  if (due < Infinity) timer = setTimeout(() => send({ type: 'time' }), Math.max(0, due - clock()) + 5);
}

const outbox = makeOutbox((answer) => send({ type: 'answer', ...answer }));
const link = connect({ screen: 'evaluator', window: Number(windowNumber) });
link.holdReload = () => state.value.stage !== 'rest';

effect(() => {
  const snapshot = link.snapshot.value;
  if (!snapshot) return;
  untracked(() => {
    send({ type: 'snapshot', snapshot });
    send({ type: 'resume', items: outbox.pending() });
  });
});
effect(() => {
  const event = { type: 'link', link: link.state.value, lostAt: link.lostAt.value };
  untracked(() => send(event));
});
effect(() => {
  const { done } = state.value;
  try { if (done) sessionStorage.setItem(DONE, done); } catch { /* at worst one question is seen twice */ }
});
effect(() => {
  const { lang: language, large } = state.value;
  if (lang.value !== language) setLang(language);
  document.documentElement.dataset.lang = language;
  document.documentElement.toggleAttribute('data-elder', large);
  document.title = t('page.title', { n: windowNumber });
});

const touch = () => send({ type: 'touch' });
for (const kind of ['pointerdown', 'keydown', 'input']) document.addEventListener(kind, touch, { capture: true });
document.addEventListener('contextmenu', (event) => event.preventDefault());
document.addEventListener('dragstart', (event) => event.preventDefault());

function App() {
  return html`<${Evaluator} state=${state.value} page=${pageOf(state.value)} refused=${link.refused.value}
    send=${send} t=${t} windowNumber=${windowNumber} />`;
}

keepGlyphs(Object.values(words).map(({ zh }) => zh));
render(html`<${App} />`, document.getElementById('app'));
