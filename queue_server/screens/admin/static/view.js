// The shell: what can be opened at the left (below on a phone), the open page beside it.
import { LangKey, LostBand, SignOut } from '@shared/staff.js';
import { Clock, html, Icon, Lamp } from '@shared/ui.js';
import { openAlarms, pendingDevices } from './logic.js';
import { big, letIn, line, link, lost, named, page, snapshot, t } from './store.js';
import { DevicesPage } from './view_devices.js';
import { LivePage } from './view_live.js';
import { SettingsPage } from './view_settings.js';

const PAGES = { live: LivePage, devices: DevicesPage, settings: SettingsPage };

function counts() {
  const { alarms, enrolments } = snapshot.value;
  return { live: openAlarms(alarms).length, devices: pendingDevices(enrolments, letIn.value).length, settings: 0 };
}

function Nav() {
  const { hall, me } = snapshot.value;
  const count = counts();
  return html`<nav class="nav" aria-label=${t('nav.title')}>
    <div class="nav-head"><b>${t('brand')}</b><span>${named(hall)}</span></div>
    <ul>${Object.keys(PAGES).map((name) => html`<li key=${name}><a href=${`#${name}`} class=${page.value === name ? 'on' : ''} aria-current=${page.value === name ? 'page' : undefined}>
      <span>${t(`nav.${name}`)}</span>${count[name] ? html`<b class=${`fig badge ${name === 'live' ? 'alarm-badge' : ''}`}>${count[name]}</b>` : null}</a></li>`)}</ul>
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
  return html`<div class=${`admin ${big.value ? 'big' : ''} ${lost.value ? 'lost' : ''}`}>
    ${big.value ? null : html`<${Nav} />`}
    <div class="page">
      ${big.value ? null : html`<${PhoneHead} />`}
      ${lost.value ? html`<${LostBand} link=${link.value} title=${t('lost.title')}>${t('lost.auto')}<//>` : null}
      <${Page} />
      <${Said} />
    </div>
  </div>`;
}
