// What several states of the ticket page are made of.
import { figures } from '@shared/phone_page.js';
import { html, Icon, Num } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { snapshot, t } from './store.js';

/** The number in the largest type, and what it is for. */
export function Mine({ small }) {
  const { ticket } = snapshot.value;
  const Tag = small ? 'p' : 'h1';
  return html`<${Tag} class=${`number ${small ? 'small' : ''} ${ticket.number.length > 4 ? 'wide' : ''}`}><${Num}>${ticket.number}<//>
    ${ticket.priority ? html`<span class="tag">${t('priority')}</span>` : null}<//>`;
}

/** The item, or the queue when none was chosen; in English the Chinese name stays, because the clerk reads it. */
export function Purpose() {
  const { item, queue } = snapshot.value;
  const what = item || queue || {};
  const english = lang.value === 'en' && what.name_en;
  if (!what.name) return null;
  return html`<div class="purpose"><p>${english || what.name}</p>${english ? html`<p class="sub" lang="zh-CN">${what.name}</p>` : null}</div>`;
}

export function Facts({ rows }) {
  return html`<dl class="facts">${rows.map(([name, value, words]) => html`<div><dt>${figures(name)}</dt><dd class=${words ? 'words' : ''}>${value}</dd></div>`)}</dl>`;
}

export const guideUrl = () => {
  const { item } = snapshot.value;
  return item && item.has_guide ? `/g/${encodeURIComponent(item.code)}` : null;
};

/** What to bring, in English where every material has its English name. */
function materialsOf(item) {
  const other = lang.value === 'en' && item && item.materials_en;
  return other && other.length && other.every(Boolean) ? other : (item && item.materials) || [];
}

/** What to bring, in one row, with the way to the guide. */
export function Materials({ title }) {
  const { item } = snapshot.value;
  const list = materialsOf(item);
  const url = guideUrl();
  if (!list.length && !title) return null;
  return html`<li><${Icon} name="doc" /><div class="words">${figures(title || t('bring.count', { n: list.length }))}
      ${list.length && !title ? html`<span class="sub" lang=${lang.value === 'en' && list === item.materials ? 'zh-CN' : undefined}>${list.join(t('between'))}</span>` : null}</div>
    ${url ? html`<a class="go" href=${url} aria-label=${t('bring.see_name')}>${t('bring.see')}</a>` : null}</li>`;
}

export function GuideKey({ main }) {
  const url = guideUrl();
  return url ? html`<a class=${main ? 'key wide main' : 'key wide'} href=${url}>${t(main ? 'expired.guide' : 'guide')}</a>` : null;
}

/** A telephone number that can be touched. */
export function Call({ label, number }) {
  return number ? html`<p class="foot-note">${label} <a href=${`tel:${number}`}>${number}</a></p>` : null;
}
