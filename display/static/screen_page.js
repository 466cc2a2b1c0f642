/* A screen on the wall: the layout it was given, dressed in its theme, type and language, and kept in time. */
import { computed, effect, html, render, signal } from '@shared/ui.js';
import { callStage } from './call_stage.js';
import { takeCare } from './care.js';
import { signChange, signShape } from './sign_logic.js';
import { Board } from './view_board.js';
import { NextNumbers } from './view_next.js';
import { Notice } from './view_notice.js';
import { Sign } from './view_sign.js';
import { speak, warmFonts } from './view_words.js';
import { Zone } from './view_zone.js';
import './board.css';
import './layouts.css';
import './sign.css';

const LAYOUTS = { board: Board, zone: Zone, next: NextNumbers, notice: Notice, sign: Sign };

/** Which scale of type a layout has on this glass: a strip is measured by its height. */
function scaleOf(layout, { width, height }) {
  if (layout === 'sign') return signShape(width, height);
  return layout === 'next' && signShape(width, height) === 'sign-wide' ? 'sign-wide' : 'board';
}

function glass() {
  const read = () => ({ width: window.innerWidth, height: window.innerHeight });
  const size = signal(read());
  window.addEventListener('resize', () => { size.value = read(); });
  return size;
}

/** Theme, contrast, type size, languages and voice of the page, as the snapshot has them; a theme in the address goes before. */
function dress(snapshot) {
  const root = document.documentElement.dataset;
  const given = snapshot.screen || {};
  if (!new URLSearchParams(location.search).get('theme') && snapshot.theme) root.theme = snapshot.theme;
  if (snapshot.contrast === 'high') root.contrast = 'high';
  else delete root.contrast;
  if (given.size === 'large') root.size = 'large';
  else delete root.size;
  root.voice = given.speaks === false ? 'mute' : 'speaks'; // read by the box behind the screen, which tries the sound
  speak(given.language || 'both');
}

/** A sign's call dries by itself: grows when it does. */
function signBeat(link) {
  const beat = signal(0);
  let timer = null;
  effect(() => {
    const snapshot = link.snapshot.value;
    clearTimeout(timer);
    if (!snapshot || !snapshot.window) return;
    const now = link.now().getTime();
    const next = signChange(snapshot, now);
    if (next !== null) timer = setTimeout(() => { beat.value += 1; }, next - now + 5);
  });
  return beat;
}

/** Show what a link tells; `usual` is the layout of a page whose snapshots name none. `announcer` {speaking, sound}. */
export function show(link, announcer, usual) {
  const size = glass();
  const layout = computed(() => {
    const snapshot = link.snapshot.value;
    return (snapshot && snapshot.screen && LAYOUTS[snapshot.screen.layout] ? snapshot.screen.layout : usual);
  });
  const portrait = computed(() => size.value.height > size.value.width);
  const stage = callStage(link, announcer.speaking);
  const beat = signBeat(link);
  effect(() => { if (link.snapshot.value) dress(link.snapshot.value); });
  effect(() => { document.documentElement.dataset.screen = scaleOf(layout.value, size.value); });
  takeCare(link, stage.calls);
  // A screen that is not to speak asks nobody to touch it for its sound.
  const sound = computed(() => { const { screen } = link.snapshot.value || {}; return screen && !screen.speaks ? 'ready' : announcer.sound.value; });
  function Page() {
    const Layout = LAYOUTS[layout.value];
    const strip = scaleOf(layout.value, size.value) === 'sign-wide';
    return html`<${Layout} link=${link} ...${stage} beat=${beat} portrait=${portrait.value} strip=${strip} sound=${sound} />`;
  }
  render(html`<${Page} />`, document.getElementById('app'));
  warmFonts();
}
