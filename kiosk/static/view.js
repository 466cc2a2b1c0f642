// The whole screen: head, band, the page of the moment, foot, and the question of the idle minute.
import { hhmm, html, Key, useEffect, useRef, WarningBand } from '@shared/ui.js';
import { paperPart, paperWords } from './facts.js';
import { itemOf, shownPage } from './logic.js';
import { Foot, Head, Lines } from './parts.js';
import { Confirm } from './steps/confirm.js';
import { Guide } from './steps/guide.js';
import { Group, Home } from './steps/home.js';
import { Guides, Items } from './steps/items.js';
import { Lost } from './steps/lost.js';
import { Search } from './steps/search.js';
import { Ticket } from './steps/ticket.js';
import { named, t } from './words.js';

const PAGES = { home: Home, group: Group, items: Items, search: Search, confirm: Confirm, guides: Guides, guide: Guide, lost: Lost, ticket: Ticket };
const WITHOUT_FOOT = new Set(['lost', 'ticket']);

function Band({ state, page }) {
  const since = state.lostAt && state.snapshot ? t('lost.since', { at: hhmm(state.lostAt) }) : t('lost.detail');
  if (page === 'ticket' && state.link === 'lost') return html`<${WarningBand} icon="warning" title=${t('lost.title')} detail=${t('lost.number')} />`;
  if (page === 'ticket' && paperPart(state.ticket) === 'screen') {
    const words = paperWords(state.ticket, state.snapshot?.printer);
    const printer = state.ticket.elsewhere ? named(state.ticket.elsewhere) : '';
    return html`<${WarningBand} icon="printer" title=${t(`${words}.title`, { printer })} detail=${t(`${words}.detail`)} />`;
  }
  if (page === 'lost') return html`<${WarningBand} icon="warning" title=${t('lost.title')} detail=${state.issue ? t('lost.asking') : since} />`;
  return null;
}

function StillThere({ send }) {
  const ref = useRef(null);
  useEffect(() => { ref.current.querySelector('button').focus({ preventScroll: true }); }, []);
  return html`<div class="still" onClick=${() => send('go_on')}>
    <div class="question" role="alertdialog" aria-modal="true" aria-labelledby="still-ask" aria-describedby="still-more" ref=${ref}>
      <div class="fuse" aria-hidden="true"><i></i></div>
      <h2 id="still-ask">${t('idle.ask')}</h2><p id="still-more">${t('idle.more')}</p>
      <${Key} main onPress=${() => send('go_on')}>${t('idle.go_on')}<//>
    </div>
  </div>`;
}

export function Kiosk({ state, send, portrait }) {
  const page = shownPage(state);
  if (page === 'connecting') return html`<div class="kiosk"><p class="waiting-first" role="status">${t('connecting')}</p></div>`;
  const Page = PAGES[page];
  const item = page === 'confirm' && state.itemCode && !state.issue ? itemOf(state) : null;
  const band = html`<${Band} state=${state} page=${page} />`;
  const part = page === 'ticket' ? paperPart(state.ticket) : '';
  const asking = state.askedAt !== null;
  const classes = ['kiosk', `on-${page}`, part ? `paper-${part}` : '', page === 'lost' || (page === 'ticket' && (part === 'screen' || state.link === 'lost')) ? 'banded' : ''];
  return html`<div class=${classes.join(' ')}>
    <div class="whole" inert=${asking}>
      ${state.snapshot ? html`<${Head} hall=${state.snapshot.hall} />` : html`<header class="head"></header>`}
      ${band}
      <div class="page" key=${`${page} ${state.queueId} ${state.itemCode} ${state.trail.length}`}><${Page} state=${state} send=${send} portrait=${portrait} /></div>
      ${page === 'lost' && state.snapshot ? html`<footer class="foot bare"><${Lines} hall=${state.snapshot.hall} phone="lost.desk" /></footer>` : null}
      ${WITHOUT_FOOT.has(page) ? null : html`<${Foot} state=${state} send=${send} page=${page} guideCode=${item?.has_guide ? item.code : null} />`}
    </div>
    ${asking ? html`<${StillThere} send=${send} />` : null}
  </div>`;
}
