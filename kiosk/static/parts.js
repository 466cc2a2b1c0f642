// What several pages of the kiosk are made of.
import { Clock, html, Icon, Key, Lamp, Today, useEffect, useRef, useState } from '@shared/ui.js';
import { breadth } from './facts.js';
import { refusesWithoutPaper } from './logic.js';
import { isEnglish, named, Rich, t } from './words.js';

export function Head({ hall }) {
  const [first, second] = isEnglish() && hall.name_en ? [hall.name_en, hall.name] : [hall.name, hall.name_en];
  return html`<header class="head">
    <div class=${`hall ${breadth(first) > 17 ? 'long' : ''}`}>${first}${second ? html`<small lang=${isEnglish() ? 'zh-CN' : 'en'}>${second}</small>` : null}</div>
    <div class="now"><${Clock} /><${Today} /></div>
  </header>`;
}

/** A page's question; it takes the focus when the page appears, so that a screen reader says it. */
export function Title({ children, class: extra }) {
  const ref = useRef(null);
  useEffect(() => { ref.current.focus({ preventScroll: true }); }, []);
  return html`<h1 class=${`title ${extra ?? ''}`} tabindex="-1" ref=${ref}>${children}</h1>`;
}

/** Label over figure, side by side. rows: [{label, text, lamp?}], text with *figures*. */
export function Facts({ rows, class: extra }) {
  return html`<dl class=${`facts ${extra ?? ''}`}>
    ${rows.map(({ label, text, lamp }) => html`<div class="fact" key=${label}>
      <dt>${lamp ? html`<${Lamp} kind=${lamp} />` : null}${label}</dt><dd><${Rich} text=${text} /></dd>
    </div>`)}
  </dl>`;
}

/** What a kiosk without paper says before a number is taken: none from here, paper elsewhere, or the page's own words. */
export function dryWords(snapshot, otherwise) {
  if (refusesWithoutPaper(snapshot)) return t('home.refuse');
  const { instead } = snapshot.printer;
  return instead ? t('home.elsewhere', { printer: named(instead) }) : t(otherwise);
}

const HELP = { asked: 'help.asked', heard: 'help.heard', unheard: 'help.unheard' };

/** The help key; its word says what became of the call. */
export function HelpKey({ help, send, word = 'tool.help', why, class: extra = 'tool' }) {
  const said = help ? HELP[help.state] : null;
  return html`<${Key} class=${`${extra} help ${said ? 'said' : ''}`} onPress=${() => send('help', { why })} aria-live="polite">
    ${help?.state === 'heard' ? html`<${Lamp} />` : said ? null : html`<${Icon} name="bell" />`}<span>${t(said ?? word)}</span>
  <//>`;
}

function Tool({ name, icon, kind, onPress }) {
  return html`<${Key} class=${`tool ${kind}`} onPress=${onPress}><${Icon} name=${icon} /><span>${t(name)}</span><//>`;
}

/** Large type, the other language, contrast: the same three keys on every page. */
function Reading({ state, send, of }) {
  return html`<${Tool} kind="large" name=${`${of}.${state.elder ? 'standard' : 'large'}`} icon="large" onPress=${() => send('large')} />
    <${Key} class="tool language" onPress=${() => send('language')}><span lang=${isEnglish() ? 'zh-CN' : 'en'}>${t('tool.language')}</span><//>
    <${Tool} kind="contrast" name=${`${of}.${state.contrast ? 'colours' : 'contrast'}`} icon="contrast" onPress=${() => send('contrast')} />`;
}

/** The bar at the bottom: how to read and help; away from home the ways back stand before them. Large type has short words there. */
export function Foot({ state, send, page, guideCode }) {
  const home = page === 'home';
  const of = home || !state.elder ? 'tool' : 'short';
  const ways = html`<${Tool} kind="back" name="tool.back" icon="chevron" onPress=${() => send('back')} />
    <${Tool} kind="to-home" name="tool.home" icon="home" onPress=${() => send('home')} />`;
  return html`<footer class="foot">
    <div class=${`bar ${home ? 'reading' : 'ways'}`}>
      ${home ? null : ways}<${Reading} state=${state} send=${send} of=${of} />
      ${guideCode ? html`<${Tool} kind="to-guide" name=${`${of}.guide`} icon="doc" onPress=${() => send('guide', { code: guideCode })} />` : null}
      <${HelpKey} help=${state.help} send=${send} word=${`${of}.help`} />
    </div>
    <${Lines} hall=${state.snapshot.hall} />
  </footer>`;
}

export function Lines({ hall, phone = 'foot.phone' }) {
  return html`<p class="lines"><span>${hall.phone ? t(phone, { phone: hall.phone }) : ''}</span><span>${t('foot.complaints', { phone: hall.complaints })}</span></p>`;
}

/** previous and next; a key that leads nowhere keeps its place. `turn` gives the first row of a page. */
export function Pager({ page, pages, per, send, turn = (to) => to * per }) {
  if (pages < 2) return null;
  return html`<nav class="pager" aria-label=${t('page.of', { n: page + 1, total: pages })}>
    <${Key} disabled=${page === 0} onPress=${() => send('turn', { to: turn(page - 1) })}><${Icon} name="chevron" class="before" />${t('page.previous')}<//>
    <span class="fig" aria-hidden="true">${page + 1} / ${pages}</span>
    <${Key} disabled=${page === pages - 1} onPress=${() => send('turn', { to: turn(page + 1) })}>${t('page.next')}<${Icon} name="chevron" /><//>
  </nav>`;
}

/** A code to scan; when it cannot be drawn the words beside it are enough. */
export function Qr({ src, label, onMissing }) {
  const [missing, setMissing] = useState(false);
  useEffect(() => setMissing(false), [src]);
  if (missing) return null;
  return html`<img class="qr" src=${src} alt=${label} draggable=${false} onError=${() => { setMissing(true); onMissing?.(); }} />`;
}

export const guideQr = (code) => `/g/${encodeURIComponent(code)}/qr.svg`;
