// The guide desk: help calls, today's tickets, a number for somebody.
import { armTone, playTone } from '@shared/tone.js';
import { mountStaff } from '@shared/staff.js';
import { effect, html, render } from '@shared/ui.js';
import { takeUpPending } from './act.js';
import './desk.css';
import { listen } from './input.js';
import { newCalls } from './logic.js';
import { busy, form, link, snapshot, t } from './store.js';
import { toneReady } from '@shared/tone.js';
import { Desk } from './view.js';

/** One tone for each new call; those already standing when the page opens sound once together. */
function soundNewCalls() {
  let heard = null;
  effect(() => {
    const { help } = snapshot.value;
    const fresh = newCalls(heard, help);
    heard = new Set([...(heard || []), ...help.map((call) => call.id)]);
    if (fresh.length) playTone();
  });
}

function onLive(live, root) {
  link.value = live;
  live.holdReload = () => busy.value !== null || form.value.queueId !== null;
  effect(() => { live.audioReady = toneReady.value; });
  render(html`<${Desk} />`, root);
  listen();
  soundNewCalls();
  takeUpPending();
}

armTone();
mountStaff({ screen: 'desk', title: () => t('desk.name'), onLive });
