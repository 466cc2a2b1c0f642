// What the pages of staff share: figures in words, caps of keys, choices, and the way from sign-in to the live page.
import { command, setScreen } from './api.js';
import { connect } from './link.js';
import { SignIn } from './sign_in.js';
import words from './staff_words.json' with { type: 'json' };
import { effect, html, Lamp, render, untracked } from './ui.js';
import { lang, makeWords, setLang } from './words.js';

const t = makeWords(words);
let mounted = null;

/** Words in which each figure stands in the figure weight. */
export function figures(text) {
  return String(text).split(/([A-Z]?\d+(?:[:.-]\d+)*)/).map((part, i) => (i % 2 ? html`<b class="n">${part}</b>` : part));
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

/** The other language, as a word that can be pressed. */
export function LangKey() {
  const english = lang.value === 'en';
  return html`<button type="button" class="link" lang=${english ? 'zh-CN' : 'en'}
    onClick=${() => setLang(english ? 'zh-CN' : 'en')}>${t('lang.other')}</button>`;
}

export function Connection({ state }) {
  return html`<span class="connection"><${Lamp} kind=${state === 'ok' ? 'on' : 'dash'} /><span>${t(`link.${state}`)}</span></span>`;
}

/** Sign out; the page comes back as the sign-in page. */
export async function signOut() {
  await command('/logout', { screen: mounted }, { giveUpMs: 10000 });
  location.reload();
}

export function SignOut() {
  return html`<button type="button" class="link" onClick=${signOut}>${t('staff.sign_out')}</button>`;
}

function Waiting({ title, link }) {
  return html`<div class="waiting-page"><h1>${title()}</h1>
    <p role="status">${t(link.state.value === 'lost' ? 'login.away' : 'login.connecting')}</p></div>`;
}

/**
 * Mount a page of staff: sign-in when nobody is signed in, else the live page.
 * screen is the page's credential; title() its name; onLive(link) draws the live page into `root` and is called once.
 */
export function mountStaff({ screen, title, onLive }) {
  const root = document.getElementById('app') || document.body;
  effect(() => { document.title = `${title()} \u00b7 ${t('brand')}`; });
  setScreen(screen);
  mounted = screen;
  const signIn = () => render(html`<${SignIn} screen=${screen} title=${title} />`, root);
  if (document.body.dataset.signedIn === '0') { signIn(); return; }
  const link = connect({ screen });
  let shown = null;
  effect(() => {
    const want = (link.refused.value && 'sign-in') || (link.snapshot.value ? 'live' : 'waiting');
    if (want === shown) return;
    if (shown === 'live') { location.reload(); return; } // signed out elsewhere, or the session ended
    shown = want;
    untracked(() => {
      if (want === 'live') onLive(link, root);
      else if (want === 'waiting') render(html`<${Waiting} title=${title} link=${link} />`, root);
      else { link.close(); signIn(); }
    });
  });
}
