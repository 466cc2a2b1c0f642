// The keyboard as a table by event.code, so that an input method does not matter.
// Space never starts, finishes or resumes, and plain Enter never calls: a held key cannot run through two states.

const ENTER = { closed: 'open', taken: 'open', handover: 'take_over', elsewhere: 'come', called: 'start', serving: 'finish' };
const SPACE = { idle: 'next', empty: 'next' };

const LETTERS = {
  KeyA: 'all', KeyG: 'guide', KeyR: 'recall', KeyX: 'absent', KeyB: 'requeue', KeyT: 'transfer', KeyL: 'held', KeyC: 'choose',
  KeyH: 'hold', KeyI: 'items',
};

/** N is a new one while nobody is there, and no proof once somebody was called. */
const N = { idle: 'direct', empty: 'direct' };

/** The letter that opened a panel closes it; some panels have letters of their own. */
const PANEL_LETTERS = { KeyA: 'all', KeyG: 'guide', KeyL: 'held', KeyI: 'items' };
const OWN_LETTERS = {
  transfer: { KeyW: 'window', KeyI: 'item' }, held: { KeyC: 'call' }, pause: { KeyP: 'close' },
};
const ARROWS = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

const isEnter = (code) => code === 'Enter' || code === 'NumpadEnter';

const asksKeys = ({ code, key, shiftKey }) => code === 'Slash' && (shiftKey || key === '?');

function digitOf(code) {
  const match = /^(?:Digit|Numpad)([1-9])$/.exec(code);
  return match ? Number(match[1]) : null;
}

/** Keys of one character, which a person may turn off (they disturb speech input). */
function letterAction(event, state) {
  const { code, shiftKey } = event;
  if (code === 'KeyP') {
    if (shiftKey) return 'close';
    return state === 'paused' ? 'resume' : 'pause_or_resume';
  }
  if (code === 'Slash') return asksKeys(event) ? 'keys' : 'find';
  if (code === 'NumpadDivide') return 'find';
  if (shiftKey) return null;
  return code === 'KeyN' ? N[state] || 'not_shown' : LETTERS[code] || null;
}

function panelAction(event, panel, typing, letters) {
  const { code } = event;
  if (code === 'Escape') return { action: 'back' };
  if (isEnter(code)) return event.shiftKey && typing ? null : { action: 'do' };
  if (typing) return null;
  if (ARROWS[code]) return { action: ARROWS[code] };
  if (code === 'Space') return panel === 'items' ? { action: 'toggle' } : null;
  if (!letters) return null;
  const digit = digitOf(code);
  if (digit !== null) return { action: 'pick', n: digit };
  const own = (OWN_LETTERS[panel] || {})[code];
  if (own && Boolean(event.shiftKey) === (own === 'close')) return { action: own };
  if (PANEL_LETTERS[code] === panel || (panel === 'keys' && asksKeys(event))) return { action: 'back' };
  return null;
}

/**
 * What a keydown means: {action, n?} or null.
 * event    {code, repeat, isComposing, ctrlKey, altKey, metaKey, shiftKey}
 * context  {state, panel: name or null, typing: in a text field, letters: single-character keys are on}
 */
export function keyAction(event, { state, panel, typing, letters }) {
  const { code } = event;
  if (event.repeat || event.isComposing || event.altKey || event.metaKey) return null;
  if (event.ctrlKey) return !panel && isEnter(code) && state === 'serving' ? { action: 'finish_next' } : null;
  if (panel) return panelAction(event, panel, typing, letters);
  if (typing) return null;
  if (isEnter(code)) return ENTER[state] && !event.shiftKey ? { action: ENTER[state] } : null;
  if (code === 'Space') return SPACE[state] && !event.shiftKey ? { action: SPACE[state] } : null;
  if (!letters) return null;
  const action = letterAction(event, state);
  return action ? { action } : null;
}

/**
 * Whether the browser's own press of the focused key must be stopped: Space and Enter on the main key obey the table,
 * and a held key never presses twice.
 */
export function mustStop(event, focus) {
  const pressing = event.code === 'Space' || isEnter(event.code);
  if (!pressing) return false;
  return focus === 'main' || (focus === 'key' && Boolean(event.repeat));
}

/** Whether a key the person walked to with Tab keeps Space and Enter for itself. */
export function belongsToFocus(event, focus) {
  return focus === 'key' && !event.ctrlKey && (event.code === 'Space' || isEnter(event.code));
}
