// The page at the hall's address: where staff sign in, and what a new device opens. It asks the server nothing.
import './entrance.css';
import { LangKey } from '@shared/staff.js';
import { effect, html, render } from '@shared/ui.js';
import { lang, makeWords } from '@shared/words.js';
import words from './words.json';

const t = makeWords(words);
const { hall, hallEn, windows } = document.body.dataset;
const numbers = JSON.parse(windows);

function Way({ to, name, what }) {
  return html`<a class="way" href=${to}><b>${name}</b>${what ? html`<small>${what}</small>` : null}</a>`;
}

/** One of each window: their numbers, as on the plates in the hall. */
function Numbered({ kind, name, what }) {
  return html`<div class="numbered"><p><b>${name}</b>${what ? html`<small>${what}</small>` : null}</p>
    <ul>${numbers.map((n) => html`<li key=${n}><a class="way fig" href=${`/${kind}/${n}`} aria-label=${t(`number.${kind}`, { n })}>${n}</a></li>`)}</ul></div>`;
}

function Entrance() {
  return html`<header class="staff-head"><div class="staff-hall"><b>${t('brand')}</b><span>${(lang.value === 'en' && hallEn) || hall}</span></div>
      <p class="staff-name"></p><div class="staff-tools"><${LangKey} /></div></header>
    <div class="entrance">
      <section><h1>${t('staff.title')}</h1>
        <${Numbered} kind="window" name=${t('staff.window')} what=${t('staff.window_which')} />
        <${Way} to="/desk" name=${t('staff.desk')} what=${t('staff.desk_what')} />
        <${Way} to="/admin" name=${t('staff.admin')} what=${t('staff.admin_what')} /></section>
      <section><h1>${t('device.title')}</h1><p class="how">${t('device.how')}</p>
        <${Way} to="/kiosk" name=${t('device.kiosk')} /><${Way} to="/board" name=${t('device.board')} />
        <${Way} to="/screen" name=${t('device.screen')} what=${t('device.screen_what')} />
        <${Numbered} kind="sign" name=${t('device.sign')} /><${Numbered} kind="tablet" name=${t('device.tablet')} /></section>
    </div>`;
}

effect(() => { document.title = `${t('page.title')} \u00b7 ${t('brand')}`; });
render(html`<${Entrance} />`, document.getElementById('app'));
