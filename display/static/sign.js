/* The window sign: one window, drawn for the screen at it or the strip above it. */
import { connect } from '@shared/link.js';
import { effect, html, render, signal } from '@shared/ui.js';
import { signChange, signShape } from './sign_logic.js';
import { Sign } from './view_sign.js';
import { warmFonts } from './view_words.js';
import './sign.css';

const root = document.documentElement.dataset;
const windowNumber = Number(document.body.dataset.window) || undefined;
const link = connect({ screen: 'sign', window: windowNumber });
const beat = signal(0); // grows when a call dries
let timer = null;

function fitScreen() {
  const shape = signShape(window.innerWidth, window.innerHeight);
  if (root.screen !== shape) root.screen = shape;
}

fitScreen();
window.addEventListener('resize', fitScreen);

effect(() => {
  const snapshot = link.snapshot.value;
  clearTimeout(timer);
  if (!snapshot) return;
  const asked = new URLSearchParams(location.search).get('theme');
  if (!asked && snapshot.theme) root.theme = snapshot.theme;
  if (snapshot.contrast === 'high') root.contrast = 'high';
  else delete root.contrast;
  const nowMs = link.now().getTime();
  const next = signChange(snapshot, nowMs);
  if (next !== null) timer = setTimeout(() => { beat.value += 1; }, next - nowMs + 5);
});

render(html`<${Sign} link=${link} beat=${beat} />`, document.getElementById('app'));
warmFonts();
