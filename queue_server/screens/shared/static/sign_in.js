// Signing in at a page of staff. The demo fills the form in; a real hall never does.
import { command } from './api.js';
import words from './staff_words.json' with { type: 'json' };
import { LangKey } from './lang_key.js';
import { html, Icon, Key, useEffect, useRef, useState } from './ui.js';
import { lang, makeWords } from './words.js';

const t = makeWords(words);
const KNOWN = ['bad_credentials', 'unreachable', 'not_yours', 'empty', 'ended'];

async function signIn(username, password, screen) {
  if (!username || !password) return { ok: false, code: 'empty' };
  return command('/login', { username, password, screen }, { giveUpMs: 10000 });
}

function problemText(problem) {
  if (KNOWN.includes(problem.code)) return t(`login.${problem.code}`);
  return problem.title || t('login.other');
}

function Field({ id, label, type = 'text', value, onValue, complete, focus }) {
  const field = useRef(null);
  useEffect(() => { if (focus) field.current.focus(); }, []);
  return html`<div class="form-field"><label for=${id}>${label}</label>
    <input id=${id} ref=${field} type=${type} name=${id} value=${value} autocomplete=${complete} autocapitalize="off" spellcheck="false"
      onInput=${(event) => onValue(event.target.value)} /></div>`;
}

/**
 * screen: the credential asked for; title(): the page's name; note(): what signing in is for, or nothing;
 * refused: what the server said to the person signed in so far, or null; known: their user name;
 * onSignedIn(who): what then (default: load the page again).
 */
export function SignIn({ screen, title, note = title, refused = null, known = '', onSignedIn = () => location.reload() }) {
  const { demoUsername = '', demoPassword = '', hall, hallEn } = document.body.dataset;
  const [username, setUsername] = useState(demoUsername || known);
  const [password, setPassword] = useState(demoPassword);
  const [problem, setProblem] = useState(refused);
  const [doing, setDoing] = useState(false);
  const form = useRef(null);
  const english = lang.value === 'en';
  // Filled in already: Enter alone signs in.
  useEffect(() => { if (demoUsername) form.current.querySelector('[type=submit]').focus(); }, []);
  const submit = async (event) => {
    event.preventDefault();
    if (doing) return;
    setDoing(true);
    setProblem(null);
    const got = await signIn(username.trim(), password, screen);
    if (got.ok) { onSignedIn(got.body); return; }
    setDoing(false);
    setProblem(got);
    form.current.querySelector(username.trim() ? '#password' : '#username').select();
  };
  return html`<div class="sign-in-page">
    <header class="staff-head"><div class="staff-hall"><b>${t('brand')}</b><span>${(english && hallEn) || hall || ''}</span></div>
      <p class="staff-name"><b>${title()}</b></p><div class="staff-tools"></div></header>
    <div class="sign-in"><form ref=${form} onSubmit=${submit} novalidate>
      <h1>${t('login.title')}</h1><p class="sign-in-what">${note()}</p>
      <${Field} id="username" label=${t('login.user')} value=${username} onValue=${setUsername} complete="username" focus=${!username} />
      <${Field} id="password" type="password" label=${t('login.password')} value=${password} onValue=${setPassword} complete="current-password" focus=${username && !password} />
      <p class=${`say ${problem ? 'warn' : ''}`} role="status">${problem ? html`<${Icon} name="warning" /><span>${problemText(problem)}</span>`
        : html`<span>${demoUsername ? t('login.demo') : ''}</span>`}</p>
      <${Key} main type="submit" class="sign-in-key">${t(doing ? 'login.doing' : 'login.do')}<//>
      <${LangKey} />
    </form></div>
  </div>`;
}
