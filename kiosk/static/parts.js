// What several pages of the kiosk are made of.
import { Clock, html, Icon, Key, Lamp, Today, useEffect, useRef, useState } from '@shared/ui.js';
import { breadth } from './facts.js';
import { isEnglish, Rich, t } from './words.js';

export function Head({ hall }) {
  const [first, second] = isEnglish() && hall.name_en ? [hall.name_en, hall.name] : [hall.name, hall.name_en];
  return html`<header class="head">
    <div class=${`hall ${breadth(first) > 17 ? 'long' : ''}`}>${first}${second ? html`<small>${second}</small>` : null}</div>
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

const HELP = { asked: 'help.asked', heard: 'help.heard', unheard: 'help.unheard' };

/** The help key; its word says what became of the call. */
export function HelpKey({ help, send, word = 'tool.help', why, class: extra = 'tool' }) {
  const said = help ? HELP[help.state] : null;
  return html`<${Key} class=${`${extra} help ${said ? 'said' : ''}`} onPress=${() => send('help', { why })} aria-live="polite">
    ${help?.state === 'heard' ? html`<${Lamp} />` : said ? null : html`<${Icon} name="bell" />`}<span>${t(said ?? word)}</span>
  <//>`;
}

function Tool({ name, icon, onPress, pressed }) {
  return html`<${Key} class="tool" onPress=${onPress} aria-pressed=${pressed}>
    ${icon ? html`<${Icon} name=${icon} />` : null}<span>${t(name)}</span>
  <//>`;
}

/** The bar at the bottom: at home the four ways to read, elsewhere the ways back. */
export function Foot({ state, send, page, guideCode }) {
  const { hall } = state.snapshot;
  const reading = html`
    <${Tool} name=${state.elder ? 'tool.standard' : 'tool.large'} icon="large" onPress=${() => send('large')} />
    <${Key} class="tool" onPress=${() => send('language')}><span lang=${isEnglish() ? 'zh-CN' : 'en'}>${t('tool.language')}</span><//>
    <${Tool} name=${state.contrast ? 'tool.colours' : 'tool.contrast'} icon="contrast" onPress=${() => send('contrast')} />`;
  const ways = html`
    <${Tool} name="tool.back" icon="chevron" onPress=${() => send('back')} />
    <${Tool} name="tool.home" icon="home" onPress=${() => send('home')} />
    ${guideCode ? html`<${Tool} name="confirm.guide" icon="doc" onPress=${() => send('guide', { code: guideCode })} />` : null}`;
  return html`<footer class="foot">
    <div class=${`bar ${page === 'home' ? 'reading' : 'ways'}`}>
      ${page === 'home' ? reading : ways}<${HelpKey} help=${state.help} send=${send} />
    </div>
    <${Lines} hall=${hall} />
  </footer>`;
}

export function Lines({ hall, phone = 'foot.phone' }) {
  return html`<p class="lines"><span>${hall.phone ? t(phone, { phone: hall.phone }) : ''}</span><span>${t('foot.complaints', { phone: hall.complaints })}</span></p>`;
}

/** previous and next; a key that leads nowhere keeps its place. */
export function Pager({ page, pages, send }) {
  if (pages < 2) return null;
  return html`<nav class="pager" aria-label=${t('page.of', { n: page + 1, total: pages })}>
    <${Key} disabled=${page === 0} onPress=${() => send('turn', { to: page - 1 })}><${Icon} name="chevron" class="before" />${t('page.previous')}<//>
    <span class="fig" aria-hidden="true">${page + 1} / ${pages}</span>
    <${Key} disabled=${page === pages - 1} onPress=${() => send('turn', { to: page + 1 })}>${t('page.next')}<${Icon} name="chevron" /><//>
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
