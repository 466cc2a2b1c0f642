// The settings pages in their frame: the page that is open, and the save bar under all of them.
import { LangKey, SignOut } from '@shared/staff.js';
import { html } from '@shared/ui.js';
import { page, t } from '../store.js';
import { base, draft } from './store.js';
import { SaveBar } from './view_bar.js';
import { HistoryPage } from './view_history.js';
import { HallPage, NoticesPage } from './view_hall.js';
import { HoursPage } from './view_hours.js';
import { ItemsPage } from './view_items.js';
import { MatrixPage } from './view_matrix.js';
import { QueuesPage } from './view_queues.js';
import { PagesPage } from './view_pages.js';
import { PrioritiesPage, RulesPage } from './view_rules.js';
import { ScreensPage } from './view_screens.js';
import { TicketPage } from './view_ticket.js';
import { VoicePage } from './view_voice.js';
import { WindowPage } from './view_window.js';

const PAGES = {
  matrix: MatrixPage, window: WindowPage, queues: QueuesPage, priorities: PrioritiesPage, rules: RulesPage, voice: VoicePage, items: ItemsPage, hours: HoursPage, notices: NoticesPage, pages: PagesPage, screens: ScreensPage, ticket: TicketPage, hall: HallPage, history: HistoryPage,
};

export function SettingsPage() {
  const Page = PAGES[page.value];
  if (!base.value || !draft.value) return html`<div class="setting-page"><p class="quiet">${t('settings.loading')}</p></div>`;
  return html`<div class="settings"><${Page} /><${SaveBar} /></div>`;
}

/** On a phone the settings are opened from a list, and what stands at the foot of the navigation on the desk is under it. */
export function SettingsIndex() {
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.settings')}</h1></header>
    <ul class="entry-list">${['people', 'printers', ...Object.keys(PAGES).filter((name) => name !== 'window')].map((name) => html`<li key=${name}><a href=${`#${name}`}><b>${t(`nav.${name}`)}</b></a></li>`)}</ul>
    <p class="index-foot"><${SignOut} /><${LangKey} /></p></div>`;
}
