// Mounts the guide of one item. A plain page: it is read once, and asks nothing of the citizen.
import './guides.css';
import { query, setScreen } from '@shared/api.js';
import { keepChoices, PhoneHead } from '@shared/phone_page.js';
import { html, render, signal } from '@shared/ui.js';
import { Failed, Guide, Loading, Unknown } from './view.js';
import { t } from './words.js';

const { code = '', hall } = document.body.dataset;
const state = signal({ kind: 'loading' });

function hallOf(item) {
  if (item && item.hall) return item.hall;
  try { return JSON.parse(hall); } catch { return hall ? { name: hall } : null; }
}

async function load() {
  state.value = { kind: 'loading' };
  const answer = await query(`/api/v1/items/${encodeURIComponent(code)}`, { giveUpMs: 8000 });
  if (answer.ok) {
    state.value = { kind: 'guide', item: answer.body };
    document.title = `${answer.body.short_name || answer.body.name} \u00b7 ${t('page.title')}`;
  } else state.value = { kind: answer.status === 404 ? 'unknown' : 'failed' };
}

const PAGES = { loading: Loading, guide: Guide, unknown: Unknown, failed: Failed };

function Page() {
  const { kind, item } = state.value;
  const here = hallOf(item);
  return html`<div class=${`phone-page guide at-${kind}`}>
    <${PhoneHead} hall=${here} t=${t} /><${PAGES[kind]} item=${item} hall=${here} onAgain=${load} /></div>`;
}

setScreen('guide');
keepChoices();
load();
render(html`<${Page} />`, document.getElementById('app'));
