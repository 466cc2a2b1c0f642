// The paper page: what the virtual printer prints, as it comes out, and switches for its faults.
import { command, query } from '@shared/api.js';
import { effect, html, render, signal } from '@shared/ui.js';
import { isFresh, settled, stack } from './logic.js';
import { poll } from './poll.js';
import './paper.css';
import { PaperPage } from './view_paper.js';
import { t } from './words.js';

const EVERY_MS = 1000;

const { data, lost } = poll('/paper/index.json', EVERY_MS);
/** Presses the server has not confirmed: {name: value}. */
const pressed = signal({});
/** The key of the words for a press that did not work. */
const failed = signal(null);
/** The id of a paper just come out, and of one chosen among the older ones. */
const fresh = signal(null);
const chosen = signal(null);
let known = null;

effect(() => {
  if (!data.value) return;
  const { newest } = stack(data.value.papers);
  if (isFresh(known, newest)) { fresh.value = newest.id; chosen.value = null; }
  known = newest ? newest.id : 0;
  const open = settled(data.value.faults, pressed.peek());
  if (Object.keys(open).length !== Object.keys(pressed.peek()).length) pressed.value = open;
});

/** Have the printer play these: {name: value}. */
async function play(wish) {
  pressed.value = { ...pressed.value, ...wish };
  failed.value = null;
  const got = await command('/paper/faults', wish, { giveUpMs: 5000 });
  if (got.ok) {
    const now = await query('/paper/index.json', { giveUpMs: 3000 });
    if (now.ok && now.body) data.value = now.body;
  } else failed.value = got.code === 'storage_away' ? 'faults.full' : 'faults.failed';
  pressed.value = Object.fromEntries(Object.entries(pressed.value).filter(([name, value]) => !(name in wish) || wish[name] !== value));
}

effect(() => { document.title = `${t('paper.title')} \u00b7 ${t('brand')}`; });
render(html`<${PaperPage} data=${data} lost=${lost} pressed=${pressed} failed=${failed} fresh=${fresh} chosen=${chosen} play=${play} />`,
  document.getElementById('app') || document.body);
