// The few shapes every screen is made of.
import { computed } from '@preact/signals';
import { dateLine, hhmm, hhmmss, known, tick } from './clock.js';
import { html } from './html.js';
import { Icon } from './icons.js';
import { lang } from './words.js';

const PRESS_MS = 90;

/** A length: a number of u, a token such as 'hero' (--t-hero), or any css length. */
function length(size) {
  if (size === undefined || size === null) return undefined;
  if (typeof size === 'number') return `calc(${size} * var(--u))`;
  return /^[a-z]+$/.test(size) ? `var(--t-${size})` : size;
}

const sized = (size) => (size === undefined || size === null ? undefined : { fontSize: length(size) });

/** A ticket or window number: the box is exactly as high as its capitals, so it can be centred. */
export function Num({ children, size, class: extra, ...rest }) {
  return html`<span ...${rest} class=${`num ${extra || ''}`} style=${sized(size)}>${children}</span>`;
}

/** The plate of a window; hollow when nobody is there. Its side is its font size (prop `size` or css). */
export function Plate({ number, hollow, size, class: extra }) {
  const digits = String(number).length;
  return html`<span class=${`plate d${Math.min(digits, 3)} ${hollow ? 'hollow' : ''} ${extra || ''}`} style=${sized(size)}>
    <span class="num">${number}</span>
  </span>`;
}

/** The one or two letters of a queue in a square: filled where it can be pressed, outlined where not. */
export function QueueSquare({ prefix, outlined, size, class: extra }) {
  return html`<span class=${`queue-square ${prefix.length > 1 ? 'd2' : ''} ${outlined ? 'outlined' : ''} ${extra || ''}`} style=${sized(size)}>
    <span class="num">${prefix}</span>
  </span>`;
}

/** A state lamp, always beside a word: on, half, ring, dash or square (alarm, staff screens only). */
export function Lamp({ kind = 'on', class: extra }) {
  return html`<i class=${`lamp ${kind} ${extra || ''}`} aria-hidden="true"></i>`;
}

/** What does not work, and what it means: full width under the head. */
export function WarningBand({ title, detail, icon = 'warning', class: extra, children }) {
  return html`<div class=${`warning-band ${extra || ''}`} role="alert">
    <${Icon} name=${icon} />
    <div class="warning-words"><b>${title}</b>${detail ? html` <span>${detail}</span>` : null}</div>
    ${children}
  </div>`;
}

function press(event) {
  const key = event.currentTarget;
  if (key.getAttribute('aria-disabled') === 'true') return;
  key.dataset.pressed = String(performance.now());
}

/** The key stays down for 90 ms at least, so that a quick tap is seen too. */
function release(event) {
  const key = event.currentTarget;
  const since = performance.now() - Number(key.dataset.pressed || 0);
  if (since >= PRESS_MS) delete key.dataset.pressed;
  else setTimeout(() => { delete key.dataset.pressed; }, PRESS_MS - since);
}

/**
 * Something to press: looks pressed at pointerdown, acts on click (so a finger may slide off it).
 * A disabled key keeps the focus and is announced as disabled, but does nothing.
 */
export function Key({ main, plain, disabled, onPress, class: extra, children, type = 'button', ...rest }) {
  const click = (event) => {
    if (disabled) event.preventDefault();
    else if (onPress) onPress(event);
  };
  const look = `${main ? 'main' : ''} ${plain ? 'plain' : ''} ${disabled ? 'off' : ''}`;
  return html`<button ...${rest} type=${type} class=${`key ${look} ${extra || ''}`}
    aria-disabled=${disabled ? 'true' : undefined} onClick=${click}
    onPointerDown=${press} onPointerUp=${release} onPointerLeave=${release} onPointerCancel=${release}>${children}</button>`;
}

// Texts, not times: a clock without seconds is drawn once a minute.
const minute = computed(() => (known.value ? hhmm(tick.value) : ''));
const second = computed(() => (known.value ? hhmmss(tick.value) : ''));
const day = computed(() => (known.value ? dateLine(tick.value, lang.value) : ''));

/** The server's time in the hall's zone. */
export function Clock({ seconds, class: extra }) {
  return html`<time class=${`clock fig ${extra || ''}`}>${seconds ? second.value : minute.value}</time>`;
}

/** Today's date in the page's language. */
export function Today({ class: extra }) {
  return html`<span class=${`today ${extra || ''}`}>${day.value}</span>`;
}
