// The keyboard of the guide desk: / search, N new number, 1-9 a queue, arrows through the list, Enter the main key, Esc back.
import { back, doMain, find } from './act.js';
import { neighbour, withQueue } from './logic.js';
import { chosen, choose, form, lost, mode, shownLists, snapshot, startNew, typed } from './store.js';

const FIELD = 'find-number';
const ITEM_FIELD = 'item-text';

const field = () => document.getElementById(FIELD);

function walk(step) {
  const { absent, held, others } = shownLists.value;
  const id = neighbour([...absent, ...held, ...others].map((ticket) => ticket.id), chosen.value && chosen.value.id, step);
  if (id === null) return;
  choose(id);
  const row = document.querySelector(`[data-ticket="${CSS.escape(id)}"]`);
  if (row) row.scrollIntoView({ block: 'nearest' });
}

function startTyping() {
  field().focus();
  field().select();
}

function newTicket() {
  startNew();
  if (document.activeElement) document.activeElement.blur();
}

function pickQueue(n) {
  const queue = snapshot.value.queues[n - 1];
  if (queue && mode.value === 'issue' && !lost.value) form.value = withQueue(form.value, queue.id, snapshot.value.queues);
}

function inField(event) {
  if (event.key === 'Escape') {
    const had = typed.value;
    if (event.target.id === FIELD) typed.value = '';
    if (event.target.id !== FIELD || !had) { back(); event.target.blur(); }
  } else if (event.target.id === FIELD && event.key === 'Enter') {
    if (typed.value.trim()) { find(); event.target.blur(); }
  }
  else if ((event.target.id === 'booked-at' || event.target.closest('.announce')) && event.key === 'Enter') { event.target.blur(); doMain(); }
  else if (event.target.id === FIELD && event.key === 'ArrowDown') walk(1);
  else if (event.target.id === FIELD && event.key === 'ArrowUp') walk(-1);
  else if (event.target.id === ITEM_FIELD && event.key === 'Enter') {
    const first = document.querySelector('.item-rows button');
    if (first && form.value.text) first.click();
    event.target.blur();
  } else return;
  event.preventDefault();
}

const PLAIN = {
  '/': startTyping,
  n: newTicket,
  Escape: back,
  ArrowDown: () => walk(1),
  ArrowUp: () => walk(-1),
};

function onKeyDown(event) {
  if (event.repeat && !event.key.startsWith('Arrow')) return;
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (['INPUT', 'TEXTAREA'].includes(event.target.tagName)) { inField(event); return; }
  const onKey = event.target.tagName === 'BUTTON' && event.target.matches(':focus-visible');
  if (event.key === 'Enter' || event.key === ' ') {
    if (onKey) return; // a key walked to with Tab is pressed itself
    event.preventDefault();
    if (event.key === 'Enter') doMain();
    return;
  }
  const key = event.code === 'Slash' ? '/' : event.code === 'KeyN' ? 'n' : event.key;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
  if (PLAIN[key]) PLAIN[key]();
  else if (digit) pickQueue(Number(digit[1]));
  else return;
  event.preventDefault();
}

/** A key pressed by hand keeps no focus, so that Enter goes on meaning the main key; one walked to with Tab does. */
function onClick(event) {
  const key = event.detail > 0 && event.target.closest && event.target.closest('button');
  if (key) key.blur();
}

export function listen() {
  addEventListener('click', onClick);
  addEventListener('keydown', onKeyDown);
}
