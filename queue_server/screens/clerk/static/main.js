// The window terminal: sign in, then call, serve, finish.
import { mountStaff } from '@shared/staff.js';
import { armTone, playTone } from '@shared/tone.js';
import { html, render } from '@shared/ui.js';
import { takeUpPending } from './act.js';
import './clerk.css';
import { listen } from './input.js';
import { loadFontsAhead } from './lost.js';
import { busy, CHIME_HZ, follow, link, panel, t } from './store.js';
import { Terminal } from './view.js';

const windowNumber = document.body.dataset.window || (/\/window\/(\d+)/.exec(location.pathname) || [])[1] || '1';

function onLive(live, root) {
  live.holdReload = () => busy.value || panel.value !== null;
  link.value = live;
  render(html`<${Terminal} />`, root);
  follow(() => playTone(CHIME_HZ));
  listen();
  takeUpPending();
  loadFontsAhead();
}

armTone();
mountStaff({
  screen: 'clerk', window: windowNumber, title: () => t('window.n', { n: windowNumber }), note: () => t('login.why'), onLive,
});
