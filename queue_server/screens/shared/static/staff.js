// What the pages of staff share: figures in words, caps of keys, choices, and the way from sign-in to the live page.
import { command, setScreen, whenSignedOut } from './api.js';
import { clockOf } from './durations.js';
import { LangKey } from './lang_key.js';
import { connect } from './link.js';
import { SignIn } from './sign_in.js';
import words from './staff_words.json' with { type: 'json' };
import { effect, html, Icon, Lamp, render, untracked } from './ui.js';
import { lang, makeWords, setLang } from './words.js';

export { LangKey };

const LANGUAGE = 'th-staff-language';
const t = makeWords(words);
let mounted = null;
let leaving = false;

/** What the head says in Chinese while not connected, for a page that loads its characters ahead. */
export const RECONNECTING = t.zh('link.lost');

/** Words in which each figure stands in the figure weight. */
export function figures(text) {
  return String(text).split(/([A-Z]{0,2}\d+(?:[:.-]\d+)*)/).map((part, i) => (i % 2 ? html`<b class="n">${part}</b>` : part));
}

export function Cap({ children }) {
  return html`<kbd aria-hidden="true">${children}</kbd>`;
}

/** One of several: buttons side by side, the chosen one tinted. options: [value, word] pairs. */
export function Choice({ label, options, chosen, onChoose, disabled, class: extra = '' }) {
  return html`<div class=${`choice ${extra}`} role="group" aria-label=${label}>
    ${options.map(([value, word]) => html`<button type="button" key=${String(value)} class=${value === chosen ? 'on' : ''}
      aria-pressed=${value === chosen ? 'true' : 'false'} aria-disabled=${disabled ? 'true' : undefined}
      onClick=${() => { if (!disabled) onChoose(value); }}>${word}</button>`)}
  </div>`;
}

export function Connection({ state }) {
  return html`<span class="connection"><${Lamp} kind=${state === 'ok' ? 'on' : 'dash'} /><span>${t(`link.${state}`)}</span></span>`;
}

/** Under the head while not connected: for how long, and what to do meanwhile. */
export function LostBand({ link, title, children }) {
  const since = link.lostAt.value;
  const seconds = since === null ? 0 : (link.tick.value - since) / 1000;
  return html`<div class="lost-band" role="alert"><${Icon} name="warning" />
    <p><b>${title} <span class="fig">${clockOf(seconds)}</span></b> ${children}</p></div>`;
}

/** Sign out; the page comes back as the sign-in page. */
export async function signOut() {
  leaving = true;
  await command('/logout', { screen: mounted }, { giveUpMs: 10000 });
  location.reload();
}

export function SignOut() {
  return html`<button type="button" class="link" onClick=${signOut}>${t('staff.sign_out')}</button>`;
}

/** A page opened by nobody is simply signed in to; somebody who may not be here is told so. */
function refusal(refused) {
  const said = refused && /^[a-z_]+$/.test(refused.code || '');
  return said && refused.code !== 'no_credential' ? refused : null;
}

function Waiting({ title, link }) {
  return html`<div class="waiting-page"><h1>${title()}</h1>
    <p role="status">${t(link.state.value === 'lost' ? 'login.away' : 'login.connecting')}</p></div>`;
}

/** The language of this tab outlives signing in and a new build. */
function keepLanguage() {
  try {
    setLang(sessionStorage.getItem(LANGUAGE) || lang.value);
    effect(() => sessionStorage.setItem(LANGUAGE, lang.value));
  } catch { /* storage is off: the page starts in the hall's language */ }
}

/** The session ended under a live page: sign in over it. The same person goes on where they were, another begins anew. */
function overPage(root, link, signIn) {
  let over = null;
  const end = (who) => {
    const { me } = link.snapshot.value;
    if (!me || !who || me.badge !== who.badge || me.name !== who.name) { location.reload(); return; }
    render(null, over);
    over.remove();
    over = null;
    root.inert = false;
    link.reconnect();
  };
  return () => {
    if (over || leaving) return;
    over = document.createElement('div');
    over.className = 'sign-in-over';
    for (const name of ['keydown', 'keyup', 'mousedown', 'click']) over.addEventListener(name, (event) => event.stopPropagation());
    document.body.append(over);
    root.inert = true;
    const { me } = link.snapshot.value;
    render(signIn({ code: 'ended' }, end, me ? me.username : ''), over);
  };
}

/** Somebody else has signed in at this terminal in another tab: nothing of the first stays on the page. */
function beginAnewForAnother(link) {
  let first = null;
  effect(() => {
    const { me } = link.snapshot.value || {};
    if (!me) return;
    if (first === null) first = me.username;
    else if (first !== me.username) location.reload();
  });
}

/**
 * Mount a page of staff: sign-in when nobody is signed in, else the live page.
 * screen is the page's kind, window its window if it has one; title() its name, note() what signing in is for;
 * onLive(link, root) draws the live page and is called once.
 */
export function mountStaff({ screen, window: windowNumber, title, note, onLive }) {
  const root = document.getElementById('app') || document.body;
  effect(() => { document.title = `${title()} \u00b7 ${t('brand')}`; });
  keepLanguage();
  mounted = windowNumber ? `window-${windowNumber}` : screen;
  setScreen(mounted);
  const link = connect(windowNumber ? { screen, window: Number(windowNumber) } : { screen });
  const signIn = (refused, onSignedIn, known) => html`<${SignIn} screen=${mounted} title=${title} note=${note} refused=${refused}
    known=${known} onSignedIn=${onSignedIn} />`;
  const signInAgain = overPage(root, link, signIn);
  beginAnewForAnother(link);
  let shown = null;
  effect(() => {
    const refused = link.refused.value;
    const want = (refused && 'sign-in') || (link.snapshot.value ? 'live' : 'waiting');
    if (want === shown) return;
    if (shown === 'live') { untracked(signInAgain); return; } // signed out elsewhere, or the session ended
    shown = want;
    untracked(() => {
      if (want === 'live') { whenSignedOut(signInAgain); onLive(link, root); return; }
      if (want === 'sign-in') link.close();
      render(want === 'waiting' ? html`<${Waiting} title=${title} link=${link} />` : signIn(refusal(refused)), root);
    });
  });
}
