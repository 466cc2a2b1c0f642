// The plan: the windows along the wall, the waiting area before them, the entrance and the office at the sides.
import { figures, LangKey } from '@shared/staff.js';
import { html, Icon, Lamp } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { AdminDrawing, BoardDrawing, Chairs, DeskDrawing, KioskDrawing, PaperDrawing, PhoneDrawing, SignDrawing, TabletDrawing, TerminalDrawing } from './drawings.js';
import { facts, fitting, openWindows, samePath, windowLamp, windowWord } from './logic.js';
import { t } from './words.js';

/** Of the drawing of a sign, in its own units. */
const SIGN_NAME_WIDTH = 134;
const SIGN_NAME_SIZE = 22;

const named = (thing) => (lang.value === 'en' && thing.name_en) || thing.name || '';

function Card({ to, name, detail, class: extra = '', children }) {
  const words = html`<span class="card-words"><b>${figures(name)}</b>${detail ? html`<small>${figures(detail)}</small>` : null}</span>`;
  if (!to) return html`<div class=${`card off ${extra}`}>${children}${words}</div>`;
  return html`<a class=${`card ${extra}`} href=${to} target="_blank" rel="noopener">${children}${words}</a>`;
}

function Bay({ window: one, size }) {
  const n = one.number;
  return html`<li class=${`bay ${one.state === 'closed' ? 'shut' : ''}`}>
    <p class="bay-state"><${Lamp} kind=${windowLamp(one.state)} /><span>${figures(t('bay.state', { n, state: t(`state.${windowWord(one.state)}`) }))}</span></p>
    <${Card} to=${`/sign/${n}`} name=${t('card.sign')} class="sign-card"><${SignDrawing} number=${n} name=${named(one)} size=${size} /><//>
    <div class="counter">
      <${Card} to=${`/window/${n}`} name=${t('card.window')} class="small-card"><${TerminalDrawing} /><//>
      <${Card} to=${`/tablet/${n}`} name=${t('card.tablet')} class="small-card"><${TabletDrawing} /><//>
    </div>
  </li>`;
}

function Head({ known, lost }) {
  return html`<header class="start-head">
    <div class="start-name"><h1>${t('brand')}</h1><p>${named(known.hall) || t('start.loading')}</p></div>
    <p class="start-facts">
      <span class="connection"><${Lamp} kind=${lost ? 'dash' : 'on'} /><span>${t(lost ? 'start.lost' : 'start.live')}</span></span>
      ${known.version ? html`<span>${figures(t('start.version', { version: known.version }))}</span>` : null}
      <${LangKey} />
    </p>
  </header>`;
}

function Entrance() {
  return html`<section class="zone entrance"><h2>${t('zone.entrance')}</h2><div class="zone-cards">
    <${Card} to="/kiosk" name=${t('card.kiosk')} detail=${t('card.kiosk.detail')} class="wide"><${KioskDrawing} /><//>
    <${Card} to="/desk" name=${t('card.desk')} detail=${t('card.desk.detail')} class="wide"><${DeskDrawing} /><//>
  </div></section>`;
}

function WaitingArea({ known }) {
  const { waiting, phoneUrl } = known;
  const phone = samePath(phoneUrl, location.href);
  return html`<section class="zone waiting-area"><h2>${t('zone.waiting')}${waiting === null ? null : html`<span>${figures(waiting ? t('zone.people', { n: waiting }) : t('zone.nobody'))}</span>`}</h2>
    <div class="zone-cards"><${Card} to="/board" name=${t('card.board')} detail=${t('card.board.detail')} class="board-card"><${BoardDrawing} numbers=${['C026', '3']} /><//>
      <${Card} to=${phone} name=${t('card.phone')} detail=${t(phone ? 'card.phone.detail' : 'card.phone.none')} class="wide phone-card"><${PhoneDrawing} /><//></div>
    <${Chairs} waiting=${waiting} />
  </section>`;
}

function Office({ known }) {
  const { printer } = known;
  const paper = !printer ? '' : printer.virtual ? t('card.paper.virtual') : t('card.paper.real', { address: printer.address });
  return html`<section class="zone office"><h2>${t('zone.office')}</h2><div class="zone-cards">
    <${Card} to="/paper" name=${t('card.paper')} detail=${paper || t('card.paper.detail')} class="wide"><${PaperDrawing} /><//>
    <${Card} to="/admin" name=${t('card.admin')} detail=${t('card.admin.detail')} class="wide"><${AdminDrawing} /><//>
  </div></section>`;
}

function Foot({ known }) {
  const { accounts, addresses, windows } = known;
  if (!accounts.length && !addresses.length) return null;
  const clerks = accounts.filter((one) => /^clerk/.test(one.username) || one.role === 'clerk');
  const others = accounts.filter((one) => !clerks.includes(one));
  return html`<footer class="start-foot">
    ${accounts.length ? html`<p><b>${t('foot.accounts')}</b> ${[clerks.length ? t('foot.clerks', { n: windows.length || clerks.length, names: clerks.map((one) => one.name).join(t('plain.dun')) }) : '',
      ...others.map((one) => t('foot.account', { role: t.has(`role.${one.role}`) ? t(`role.${one.role}`) : one.role, name: one.name }))].filter(Boolean).join(t('plain.semicolon'))}${t('plain.stop')}${t('foot.filled')}</p>` : null}
    ${addresses.length ? html`<p><b>${t('foot.addresses')}</b> ${addresses.map((one) => html`<span class="address" key=${one}>${one}</span>`)}</p>` : null}
  </footer>`;
}

export function StartPage({ data, lost }) {
  const known = facts(data.value);
  const open = openWindows(known.windows);
  const size = Math.min(...known.windows.map((one) => fitting(named(one), SIGN_NAME_WIDTH, SIGN_NAME_SIZE)));
  return html`<div class="start">
    <${Head} known=${known} lost=${lost.value} />
    ${lost.value ? html`<p class="lost-line" role="alert"><${Icon} name="warning" />${t('start.lost_line')}</p>` : null}
    <div class="plan">
      <section class="zone wall"><h2>${t('zone.windows')}<span>${known.windows.length ? figures(open ? t('zone.open', { n: open }) : t('zone.all_shut')) : ''}</span></h2>
        <ul class="bays">${known.windows.map((one) => html`<${Bay} key=${one.number} window=${one} size=${size} />`)}</ul></section>
      <${Entrance} /><${WaitingArea} known=${known} /><${Office} known=${known} />
    </div>
    <${Foot} known=${known} />
  </div>`;
}
