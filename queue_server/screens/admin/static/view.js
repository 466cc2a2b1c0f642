// The shell: what can be opened at the left (below on a phone), the open page beside it.
import { LangKey, LostBand, SignOut } from '@shared/staff.js';
import { Clock, html, Icon, Lamp } from '@shared/ui.js';
import { openAlarms, pendingDevices } from './logic.js';
import { PrintersPage } from './printers/view_printers.js';
import { LeaveGuard } from './settings/view_bar.js';
import { PeoplePage } from './settings/view_people.js';
import { SettingsIndex, SettingsPage } from './settings/view_settings.js';
import { big, letIn, line, link, lost, named, page, SETTINGS, snapshot, t } from './store.js';
import { AnnouncePage } from './view_announce.js';
import { DevicesPage } from './view_devices.js';
import { LivePage } from './view_live.js';

const PAGES = { live: LivePage, announce: AnnouncePage, devices: DevicesPage, printers: PrintersPage, people: PeoplePage, settings: SettingsIndex, ...Object.fromEntries(SETTINGS.map((name) => [name, SettingsPage])) };
/** The pages by what they are about; on a phone the first, the devices and the way to the rest. */
const GROUPS = [
  ['hall', ['live', 'people', 'devices', 'printers']],
  ['calling', ['matrix', 'queues', 'priorities', 'rules', 'voice']],
  ['content', ['items', 'hours', 'screens', 'pages', 'notices', 'ticket', 'hall']],
  ['record', ['history']],
];
const ON_PHONE = ['live', 'devices', 'settings'];

function counts() {
  const { alarms, enrolments } = snapshot.value;
  return { live: openAlarms(alarms).length, devices: pendingDevices(enrolments, letIn.value).length, };
}

/** Pages without a line of their own stand under another. */
const UNDER = { window: 'matrix', announce: 'live' };

const shown = (name) => page.value === name || UNDER[page.value] === name || (name === 'settings' && (page.value === 'people' || page.value === 'printers' || SETTINGS.includes(page.value)));

function NavItem({ name, count }) {
  return html`<li><a href=${`#${name}`} class=${shown(name) ? 'on' : ''} aria-current=${shown(name) ? 'page' : undefined}><span>${t(`nav.${name}`)}</span>
    ${count ? html`<b class=${`fig badge ${name === 'live' ? 'alarm-badge' : ''}`}>${count}</b>` : null}</a></li>`;
}

function Nav() {
  const { hall, me } = snapshot.value;
  const count = counts();
  return html`<nav class="nav" aria-label=${t('nav.title')}>
    <div class="nav-head"><b>${t('brand')}</b><span>${named(hall)}</span></div>
    <div class="nav-groups">${GROUPS.map(([group, names]) => html`<p class="nav-group" key=${group}>${t(`nav.group.${group}`)}</p><ul>${names.map((name) => html`<${NavItem} key=${name} name=${name} count=${count[name]} />`)}</ul>`)}</div>
    <ul class="nav-phone">${ON_PHONE.map((name) => html`<${NavItem} key=${name} name=${name} count=${count[name]} />`)}</ul>
    <div class="nav-foot">${me ? html`<p><b>${me.name}</b><span>${t('nav.manager')}</span></p>` : null}<p><${SignOut} /><${LangKey} /></p></div>
  </nav>`;
}

/** Only on a phone: hall and clock above the page. */
function PhoneHead() {
  const { hall } = snapshot.value;
  return html`<header class="phone-head"><b>${named(hall)}</b>
    <span><${Lamp} kind=${lost.value ? 'dash' : 'on'} /><span class="unseen">${t(lost.value ? 'live.lost' : 'live.live')}</span><${Clock} seconds /></span></header>`;
}

function Said() {
  const said = line.value;
  return html`<div class="said" role="status">${said ? html`<p class=${`say ${said.kind}`}><${Icon} name=${said.kind === 'warn' ? 'warning' : 'check'} /><span>${said.text()}</span></p>` : null}</div>`;
}

export function Admin() {
  const Page = PAGES[big.value ? 'live' : page.value];
  return html`<div class=${`admin ${SETTINGS.includes(page.value) ? 'setting-mode' : ''} ${big.value ? 'big' : ''} ${lost.value ? 'lost' : ''}`}>
    ${big.value ? null : html`<${Nav} />`}
    <div class="page">
      ${big.value ? null : html`<${PhoneHead} />`}
      ${lost.value ? html`<${LostBand} link=${link.value} title=${t('lost.title')}>${t('lost.auto')}<//>` : null}
      <${Page} />
      <${Said} />
      <${LeaveGuard} />
    </div>
  </div>`;
}
