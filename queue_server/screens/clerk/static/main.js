// The window terminal: sign in, then call, serve, finish.
import { setScreen } from '@shared/api.js';
import { connect } from '@shared/link.js';
import { effect, html, render, untracked } from '@shared/ui.js';
import { takeUpPending } from './act.js';
import { chime, wake } from './chime.js';
import './clerk.css';
import { listen } from './input.js';
import { loadFontsAhead } from './lost.js';
import { SignIn } from './signin.js';
import { busy, follow, link, lost, panel, snapshot, t } from './store.js';
import { Terminal } from './view.js';

const root = document.getElementById('app') || document.body;
const { dataset } = document.body;
const windowNumber = dataset.window || (/\/window\/(\d+)/.exec(location.pathname) || [])[1] || '1';

/** A page opened by nobody is simply signed in to; somebody who may not be here is told so. */
function showSignIn(refused) {
  const coded = refused && /^[a-z_]+$/.test(refused.code || '');
  const said = coded && refused.code !== 'no_credential' ? refused : null;
  render(html`<${SignIn} refused=${said} windowNumber=${windowNumber} onSignedIn=${() => location.reload()} />`, root);
}

function showTerminal() {
  render(html`<${Terminal} />`, root);
  follow(chime);
  listen();
  addEventListener('pointerdown', wake);
  addEventListener('keydown', wake);
  takeUpPending();
  loadFontsAhead();
}

/** Before the first snapshot: nothing for a moment, then that the server does not answer. */
function Waiting() {
  return html`<div class="waiting-page"><h1>${t('window.n', { n: windowNumber })}</h1>
    <p role="status">${t(lost.value ? 'login.away' : 'login.connecting')}</p></div>`;
}

function start() {
  const live = connect({ screen: 'clerk', window: Number(windowNumber) });
  live.holdReload = () => busy.value || panel.value !== null;
  link.value = live;
  let shown = null;
  effect(() => {
    const refused = live.refused.value;
    const want = (refused && 'sign-in') || (snapshot.value ? 'terminal' : 'waiting');
    if (want === shown) return;
    if (shown === 'terminal') { location.reload(); return; } // signed out elsewhere, or the session ended
    shown = want;
    if (want === 'terminal') untracked(showTerminal);
    else if (want === 'waiting') render(html`<${Waiting} />`, root);
    else { live.close(); showSignIn(refused); }
  });
}

document.title = `${t('window.n', { n: windowNumber })} \u00b7 ${t('brand')}`;
setScreen(`window-${windowNumber}`);
start();
