// Settings: what this hall is set to, in plain words, to read.
import { figures } from '@shared/staff.js';
import { html, QueueSquare } from '@shared/ui.js';
import { policyLines } from './logic.js';
import { named, snapshot, t } from './store.js';

function hoursWords(hours) {
  if (!hours) return t('settings.all_hours');
  if (typeof hours === 'string') return hours;
  return Array.isArray(hours) ? hours.join(t('plain.comma')) : Object.values(hours).filter((value) => typeof value === 'string').join(t('plain.comma'));
}

export function SettingsPage() {
  const { hall, settings = {}, queues, target_s: target } = snapshot.value;
  const list = settings.queues || queues;
  return html`<div class="plain-page">
    <header class="page-head"><h1>${t('nav.settings')}</h1><p class="quiet">${named(hall)}</p></header>
    <p class="set-in">${t('settings.where')}</p>
    <section class="setting"><h2>${t('settings.hours')}</h2><p>${figures(hoursWords(settings.hours))}</p></section>
    <section class="setting"><h2>${t('settings.queues')}</h2>
      <ul class="setting-queues">${list.map((queue) => html`<li key=${queue.prefix}><${QueueSquare} prefix=${queue.prefix} outlined size=${28} /><span>${named(queue)}</span>
        <span class="end quiet">${figures(queue.daily_limit ? t('settings.limit', { n: queue.daily_limit }) : t('settings.no_limit'))}</span></li>`)}</ul></section>
    <section class="setting"><h2>${t('settings.order')}</h2>
      <ul class="setting-lines">${policyLines({ target_wait_s: target, ...settings.policy }).map(({ key, params }) => html`<li key=${key}>${figures(t(key, params))}</li>`)}</ul></section>
  </div>`;
}
