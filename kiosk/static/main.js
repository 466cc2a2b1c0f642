// Mounts the kiosk: events in, wishes out, one timer for the next thing that happens by itself.
import './kiosk.css';
import { command, newKey, query, setScreen } from '@shared/api.js';
import { connect } from '@shared/link.js';
import { effect, html, render, signal, untracked } from '@shared/ui.js';
import { lang, setLang } from '@shared/words.js';
import { aloudText, reader } from './aloud.js';
import { deadline, initial, isPlainHome, step, TIMES } from './logic.js';
import { forget, keep, kept } from './pending.js';
import { Kiosk } from './view.js';
import { t } from './words.js';

setScreen('kiosk');
const clock = () => performance.now();
const state = signal(initial(clock()));
const upright = matchMedia('(orientation: portrait)');
const portrait = signal(upright.matches);
upright.addEventListener('change', () => { portrait.value = upright.matches; });

let asking = null;   // aborts the request under way
let timer = null;

const WISHES = {
  issue({ key, body }) {
    keep(key, body);
    asking = new AbortController();
    ask(key, body, asking.signal);
  },
  forget() {
    forget();
    if (asking) asking.abort();
  },
  async help({ why, ticketId }) {
    await command('/api/v1/help', ticketId ? { why, ticket_id: ticketId } : { why }, { giveUpMs: TIMES.helpWaitMs });
  },
  async guide({ code }) {
    const answer = await query(`/api/v1/items/${encodeURIComponent(code)}`, { giveUpMs: 6000 });
    send({ type: 'guide', code, guide: (answer.ok && answer.body.guide) || 'failed' });
  },
};

async function ask(key, body, stop) {
  const answer = await command('/api/v1/tickets', body, { key, giveUpMs: TIMES.repeatMs, signal: stop });
  if (answer.code === 'aborted') return;
  if (answer.ok) send({ type: 'issued', key, ...answer.body });
  else send({ type: 'refused', key, status: answer.status, code: answer.code, title: answer.title, reason: answer.body?.params?.reason, opensAt: answer.body?.opens_at });
}

function send(event) {
  const [next, wishes] = step(state.value, { at: clock(), ...event });
  state.value = next;
  for (const wish of wishes) WISHES[wish.do](wish);
  clearTimeout(timer);
  const due = deadline(next);
  if (due < Infinity) timer = setTimeout(() => send({ type: 'time' }), Math.max(0, due - clock()) + 5);
}

const press = (what, more = {}) => send({ type: 'press', what, key: newKey(), ...more });

function wear({ lang: language, elder, contrast }) {
  const root = document.documentElement;
  if (lang.value !== language) setLang(language);
  root.dataset.lang = language;
  root.toggleAttribute('data-elder', elder);
  if (contrast) root.dataset.contrast = 'high';
  else delete root.dataset.contrast;
  document.title = t('confirm.take');
}

const link = connect({ screen: 'kiosk' });
link.holdReload = () => Boolean(state.value.ticket || state.value.issue) || !isPlainHome(state.value);
effect(() => {
  const snapshot = link.snapshot.value;
  if (snapshot) untracked(() => send({ type: 'snapshot', snapshot }));
});
effect(() => {
  const event = { type: 'link', state: link.state.value, lostAt: link.lostAt.value };
  untracked(() => send(event));
});

document.addEventListener('pointerdown', () => send({ type: 'touch' }), { capture: true });
document.addEventListener('keydown', () => send({ type: 'touch' }), { capture: true });
document.addEventListener('contextmenu', (event) => event.preventDefault());
document.addEventListener('dragstart', (event) => event.preventDefault());

const open = kept();
if (open) send({ type: 'resume', ...open });

function App() {
  return html`<${Kiosk} state=${state.value} send=${press} portrait=${portrait.value} />`;
}

effect(() => wear(state.value));
const readAloud = reader(new Audio(), command);
effect(() => {
  const text = aloudText(state.value, t);
  const { lang: language } = state.value;
  untracked(() => readAloud(text, language));
});
render(html`<${App} />`, document.getElementById('app'));
