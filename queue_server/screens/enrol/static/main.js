// An unknown device shows six digits until a manager lets it in.
import { command, query, setScreen } from '@shared/api.js';
import { html, render, signal } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import './enrol.css';
import { grouped, nextStep, POLL_MS, RETRY_MS } from './logic.js';
import words from './words.json';

const t = makeWords(words);
const { kind, screen, window: number, title } = document.body.dataset;
const [name] = title.split(' \u00b7 '); // without the product's name behind it
const code = signal('');
const lost = signal(false);
setScreen(screen);

async function ask() {
  const wish = { kind, name };
  if (number) wish.window = number;
  const answer = await command('/api/v1/devices/enrol', wish, { giveUpMs: 4000 });
  lost.value = !answer.ok;
  if (!answer.ok) return setTimeout(ask, RETRY_MS);
  code.value = answer.body.code;
  return setTimeout(() => poll(answer.body.poll_token), POLL_MS);
}

async function poll(token) {
  const path = `/api/v1/devices/enrol/${encodeURIComponent(token)}?screen=${encodeURIComponent(screen)}`;
  const step = nextStep(await query(path, { giveUpMs: RETRY_MS }));
  lost.value = step === 'lost';
  if (step === 'open') return location.reload();
  if (step === 'again') return ask();
  return setTimeout(() => poll(token), POLL_MS);
}

const Enrol = () => html`
  <section class="enrol">
    <h1>${t.zh('title')}<small lang="en">${t.en('title')}</small></h1>
    <p class="code n" aria-live="polite">${grouped(code.value) || html`<span class="asking">${t.zh('asking')}</span>`}</p>
    <p class="what">${name}</p>
    <p class="how">${t.zh('how')}<small lang="en">${t.en('how')}</small></p>
    <p class="lost" role="status">${lost.value ? `${t.zh('lost')} ${t.en('lost')}` : ''}</p>
  </section>`;

render(html`<${Enrol} />`, document.getElementById('app'));
ask();
