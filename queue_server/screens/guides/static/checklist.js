// What to bring, with boxes that only this phone keeps.
import { figures } from '@shared/phone_page.js';
import { html, Icon, useState } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { ticksFrom, toggled } from './logic.js';
import { t } from './words.js';

const key = (code) => `th-list-${code}`;

function read(code) {
  try { return localStorage.getItem(key(code)) || '[]'; } catch { return '[]'; }
}

function write(code, ticks) {
  try { localStorage.setItem(key(code), JSON.stringify(ticks)); } catch { /* for this visit only */ }
}

/** Original or copy, how many, and what to know about it. */
function details(material) {
  const inEnglish = lang.value === 'en';
  return [
    (inEnglish && material.form_en) || material.form,
    material.copies ? t('list.copies', { n: material.copies }) : null,
    (inEnglish && material.note_en) || material.note,
    material.required === false ? t('list.optional') : null,
  ].filter(Boolean).join(t('list.between'));
}

function Material({ material, on, onToggle }) {
  const inEnglish = lang.value === 'en' && material.name_en;
  const more = details(material);
  return html`<li><button type="button" role="checkbox" aria-checked=${String(on)} onClick=${onToggle}>
    <i class="box" aria-hidden="true">${on ? html`<${Icon} name="check" />` : null}</i>
    <span><span class="name" lang=${lang.value === 'en' && !inEnglish ? 'zh-CN' : undefined}>${inEnglish || material.name}</span>${inEnglish ? html`<span class="sub" lang="zh-CN">${material.name}</span>` : null}
      ${more ? html`<span class="sub">${figures(more)}</span>` : null}</span></button></li>`;
}

export function Checklist({ code, materials }) {
  const [ticks, setTicks] = useState(() => ticksFrom(read(code), materials));
  const toggle = (name) => {
    const next = toggled(ticks, name);
    setTicks(next);
    write(code, next);
  };
  return html`<section class="list"><div class="list-title"><h2>${t('list.title')}</h2>
      ${materials.length ? html`<span class="sub" role="status">${figures(t('list.ready', { n: ticks.length, all: materials.length }))}</span>` : null}</div>
    ${materials.length ? html`<ul>${materials.map((material) => html`<${Material} key=${material.name} material=${material}
      on=${ticks.includes(material.name)} onToggle=${() => toggle(material.name)} />`)}</ul>` : html`<p>${t('list.none')}</p>`}</section>`;
}
