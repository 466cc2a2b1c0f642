// Every version of the settings: who, when, what; and the way back to one.
import { command } from '@shared/api.js';
import { figures } from '@shared/staff.js';
import { dateLine, hhmm, html, Key, signal, useEffect } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { t } from '../store.js';
import { changeWords, namesOf } from './change_words.js';
import { dayWord } from './day.js';
import { base, restore, unsaved } from './store.js';

const SHOWN = 8;
const versions = signal(null);

async function read() {
  const got = await command('/api/v1/settings/versions', null, { method: 'GET' });
  if (got.ok) versions.value = got.body;
}

function state(one, inForce) {
  if (one.version === inForce) return t('history.in_force');
  if (one.in_force_at) return '';
  return one.version === base.value.version ? t('history.waits', { day: dayWord(one.from_day) }) : t('history.never');
}

function Version({ one, inForce }) {
  const words = one.version === 1 && !one.changes.length ? [t('history.first')] : changeWords(one.changes, namesOf(base.value.sections));
  const shown = words.slice(0, SHOWN).join(t('plain.semicolon'));
  const now = state(one, inForce);
  return html`<li class="version"><b class="fig">${t('history.version', { version: one.version })}</b>
    <div class="version-words"><p>${figures(words.length > SHOWN ? `${shown}${t('plain.semicolon')}${t('save.more', { n: words.length - SHOWN })}` : shown || t('history.same'))}</p>
      <p class="quiet">${figures(`${one.author || t('history.installer')} ${dateLine(one.at, lang.value)} ${hhmm(one.at)}`)}${now ? html` <span class=${`tag ${one.version === inForce ? 'ok' : 'warn'}`}>${now}</span>` : null}</p></div>
    ${one.version === inForce && one.version === base.value.version ? null : html`<${Key} disabled=${unsaved.value} onPress=${async () => { await restore(one.version); read(); }}>${t('history.restore')}<//>`}</li>`;
}

export function HistoryPage() {
  useEffect(() => { read(); }, [base.value.version, base.value.in_force]);
  const { value } = versions;
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.history')}</h1><p class="quiet grow">${t('history.lead')}</p></header>
    ${unsaved.value ? html`<p class="sentence">${t('history.save_first')}</p>` : null}
    ${value ? html`<ol class="versions">${value.versions.map((one) => html`<${Version} key=${one.version} one=${one} inForce=${value.in_force} />`)}</ol>` : html`<p class="quiet">${t('settings.loading')}</p>`}</div>`;
}
