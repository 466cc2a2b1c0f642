// Keyboard, and where the focus may stay. The meaning of keys is in keys.js.
import { act } from './act.js';
import { belongsToFocus, keyAction, mustStop } from './keys.js';
import { closePanel, keys, letters, panel, state } from './store.js';

const TYPING = new Set(['INPUT', 'TEXTAREA', 'SELECT']);
let panelKeys = null;

/** The open panel takes its keys with fn({action, n}); returns what takes them away again. */
export function listenInPanel(fn) {
  panelKeys = fn;
  return () => { if (panelKeys === fn) panelKeys = null; };
}

/** 'main' | 'key' (walked to with Tab) | 'typing' | null. */
function focusKind() {
  const { activeElement: at } = document;
  if (!at || at === document.body) return null;
  if (TYPING.has(at.tagName)) return 'typing';
  if (at.dataset.main !== undefined) return 'main';
  return at.tagName === 'BUTTON' && at.matches(':focus-visible') ? 'key' : null;
}

/** A panel that is only read is turned by the arrows. */
function scrollPanel(step) {
  const read = document.querySelector('.panel');
  if (read) read.scrollBy({ top: step * 0.4 * read.clientHeight });
}

function dispatch(found) {
  if (panel.value) {
    if (found.action === 'back') closePanel();
    else if (panelKeys) panelKeys(found);
    else scrollPanel({ up: -1, down: 1 }[found.action] || 0);
    return;
  }
  const { all } = keys.value;
  if (found.action === 'pause_or_resume') act(all.pause ? 'pause' : 'resume');
  else act(found.action);
}

function onKeyDown(event) {
  const focus = focusKind();
  if (mustStop(event, focus)) event.preventDefault();
  if (belongsToFocus(event, focus)) return;
  const typing = focus === 'typing';
  if (event.code === 'Space' && !typing) event.preventDefault(); // the page must not scroll
  const found = keyAction(event, {
    state: state.value, panel: panel.value && panel.value.name, typing, letters: letters.value,
  });
  if (!found) return;
  event.preventDefault();
  dispatch(found);
}

/** A key pressed by hand takes no focus: Space must go on meaning what the table says. */
function onMouseDown(event) {
  if (event.target.closest && event.target.closest('button')) event.preventDefault();
}

function onKeyUp(event) {
  if (event.code === 'Space' && focusKind() === 'main') event.preventDefault();
}

export function listen() {
  addEventListener('keydown', onKeyDown);
  addEventListener('keyup', onKeyUp);
  addEventListener('mousedown', onMouseDown);
}
