/* The hall board: connects, keeps the stage of calls in time, speaks, and draws. */
import { connect } from '@shared/link.js';
import { batch, effect, html, render, signal, tick, untracked } from '@shared/ui.js';
import { startAnnouncer } from './announcer.js';
import { advance, EMPTY_STAGE, NOTICE_MS, recentCalls, redNumbers, REMOVE_AFTER_MS, stageView } from './board_logic.js';
import { Board } from './view_board.js';
import { warmFonts } from './view_words.js';
import './board.css';

const RECENT_MAX = 8;

const link = connect({ screen: 'display' });
const announcer = startAnnouncer(link);
const upright = window.matchMedia('(orientation: portrait)');
const portrait = signal(upright.matches);
upright.addEventListener('change', () => { portrait.value = upright.matches; });

/** What the view draws of the calls; renewed whenever something about them changes. */
const calls = signal({ fields: [], recent: [], red: new Set() });
const notice = signal(0);
const removed = signal(false);

let stage = EMPTY_STAGE;
let timer = null;

function speakingNumbers(snapshot) {
  const here = announcer.speaking.value;
  const elsewhere = snapshot.speaking ? snapshot.speaking.number : null;
  return new Set([here, elsewhere].filter(Boolean));
}

/** Carry the stage on to this instant and wake up at its next change. */
function refresh() {
  clearTimeout(timer);
  const snapshot = link.snapshot.value;
  if (!snapshot) return;
  const context = {
    calls: snapshot.calls,
    now: link.now().getTime(),
    speaking: speakingNumbers(snapshot),
    connected: link.state.value !== 'lost',
  };
  const step = advance(stage, context);
  stage = step.stage;
  calls.value = {
    fields: stageView(stage, context),
    recent: recentCalls(stage, snapshot.calls, RECENT_MAX),
    red: redNumbers(stage, context),
  };
  if (step.next !== null) timer = setTimeout(refresh, Math.max(20, step.next - context.now + 5));
}

effect(() => {
  const snapshot = link.snapshot.value;
  const watched = [link.state.value, announcer.speaking.value];
  if (snapshot && watched) untracked(refresh);
});

effect(() => {
  const snapshot = link.snapshot.value;
  const root = document.documentElement.dataset;
  if (!snapshot) return;
  const asked = new URLSearchParams(location.search).get('theme');
  if (!asked && snapshot.theme) root.theme = snapshot.theme;
  if (snapshot.contrast === 'high') root.contrast = 'high';
  else delete root.contrast;
});

function removeAfter() {
  const snapshot = link.snapshot.value;
  return snapshot && snapshot.stale_after_s ? snapshot.stale_after_s * 1000 : REMOVE_AFTER_MS;
}

/** Once a second: the notice moves on unless a call is red; old content goes when the server stays away. */
let shownFor = 0;
let lastTick = 0;
effect(() => {
  const at = tick.value;
  untracked(() => {
    const passed = Math.min(2000, Math.max(0, at - lastTick));
    lastTick = at;
    if (!calls.value.red.size) shownFor += passed;
    batch(() => {
      removed.value = link.state.value === 'lost' && at - (link.lostAt.value || at) >= removeAfter();
      if (shownFor >= NOTICE_MS) {
        shownFor = 0;
        notice.value += 1;
      }
    });
  });
});

render(
  html`<${Board} link=${link} calls=${calls} notice=${notice} removed=${removed} portrait=${portrait} sound=${announcer.sound} />`,
  document.getElementById('app'),
);
warmFonts();
