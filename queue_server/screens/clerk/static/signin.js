// Signing in at a window. The demo fills the form in; a real hall never does.
import { command } from '@shared/api.js';
import { Clock, html, Icon, Key, useEffect, useRef, useState } from '@shared/ui.js';
import { setLang } from '@shared/words.js';
import { figures } from './parts.js';
import { english, t } from './store.js';

const KNOWN = ['bad_credentials', 'unreachable', 'not_yours', 'empty'];

async function signIn(username, password, windowNumber) {
  if (!username || !password) return { ok: false, code: 'empty' };
  return command('/login', { username, password, screen: `window-${windowNumber}` }, { giveUpMs: 10000 });
}

function problemText(problem) {
  if (KNOWN.includes(problem.code)) return t(`login.${problem.code}`);
  return problem.title || t('login.other');
}

function Field({ id, label, type = 'text', value, onValue, complete, focus }) {
  const field = useRef(null);
  useEffect(() => { if (focus) field.current.focus(); }, []);
  return html`<div class="field"><label for=${id}>${label}</label>
    <input id=${id} ref=${field} type=${type} name=${id} value=${value} autocomplete=${complete} required
      onInput=${(event) => onValue(event.target.value)} /></div>`;
}

/** refused: what the server said about the person signed in so far, or null when nobody was. */
export function SignIn({ windowNumber, onSignedIn, refused }) {
  const { demoUsername = '', demoPassword = '', hall } = document.body.dataset;
  const [username, setUsername] = useState(demoUsername);
  const [password, setPassword] = useState(demoPassword);
  const [problem, setProblem] = useState(refused);
  const [doing, setDoing] = useState(false);
  const submit = async (event) => {
    event.preventDefault();
    if (doing) return;
    setDoing(true);
    setProblem(null);
    const got = await signIn(username.trim(), password, windowNumber);
    if (got.ok) { onSignedIn(); return; }
    setDoing(false);
    setProblem(got);
  };
  return html`<div class="sign-in-page">
    <header class="head"><div class="hall"><b>${t('brand')}</b><span>${hall || ''}</span></div>
      <h1><b>${figures(t('window.n', { n: windowNumber }))}</b></h1><div class="desk-tools"><${Clock} /></div></header>
    <div class="sign-in"><form onSubmit=${submit} novalidate>
      <h2>${t('login.title')}</h2><p class="label">${t('login.why')}</p>
      <${Field} id="username" label=${t('login.user')} value=${username} onValue=${setUsername} complete="username" focus=${!demoUsername} />
      <${Field} id="password" type="password" label=${t('login.password')} value=${password} onValue=${setPassword} complete="current-password" />
      <p class=${`line ${problem ? 'warn' : ''}`} role="status">${problem ? html`<${Icon} name="warning" /><span>${problemText(problem)}</span>`
        : html`<span>${demoUsername ? t('login.demo') : ''}</span>`}</p>
      <${Key} main type="submit" class="sign-in-key" >${t(doing ? 'login.doing' : 'login.do')}<//>
      <button type="button" class="link" lang=${english.value ? 'zh-CN' : 'en'} onClick=${() => setLang(english.value ? 'zh-CN' : 'en')}>${t('lang.other')}</button>
    </form></div>
  </div>`;
}
