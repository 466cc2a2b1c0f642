// The page: head, what does not work, and three columns: calls, tickets, the ticket or the form.
import { Connection, figures, LangKey, LostBand, SignOut } from '@shared/staff.js';
import { Clock, html, Icon } from '@shared/ui.js';
import { english, link, lost, mode, snapshot, t } from './store.js';
import { AnnouncePanel } from './view_announce.js';
import { FindColumn } from './view_find.js';
import { HelpColumn } from './view_help.js';
import { IssuedPanel, IssuePanel } from './view_issue.js';
import { TicketPanel } from './view_ticket.js';

function Head() {
  const { hall, me } = snapshot.value;
  return html`<header class="staff-head">
    <div class="staff-hall"><b>${t('brand')}</b><span>${(english.value && hall.name_en) || hall.name}</span></div>
    <h1 class="staff-name">${t('desk.name')}</h1>
    <div class="staff-tools">
      <${Connection} state=${link.value.state.value} />
      ${me ? html`<span>${me.name} ${figures(me.badge || '')}</span>` : null}
      <${SignOut} /><${LangKey} /><${Clock} />
    </div>
  </header>`;
}

const PANELS = { announce: AnnouncePanel, issue: IssuePanel, issued: IssuedPanel, ticket: TicketPanel };

export function Desk() {
  const Panel = PANELS[mode.value];
  return html`<div class=${`desk ${lost.value ? 'lost' : ''}`}>
    <${Head} />
    ${lost.value ? html`<${LostBand} link=${link.value} title=${t('lost.title')}>${t('lost.auto')} ${t('lost.do')}<//>` : null}
    <div class="columns"><${HelpColumn} /><${FindColumn} /><${Panel} /></div>
  </div>`;
}
