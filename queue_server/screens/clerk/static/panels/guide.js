// The guide of an item, to answer the citizen from: what to bring, how long, what it costs, how it goes.
import { query } from '@shared/api.js';
import { html, useEffect, useState } from '@shared/ui.js';
import { guideParts } from '../guide_parts.js';
import { caseWord } from '../card.js';
import { figures } from '../parts.js';
import { english, panel, t } from '../store.js';
import { PanelFrame } from './frame.js';
import { isServed, Missing } from './missing.js';

function Section({ name, lines }) {
  return html`<section class="guide-part"><h3>${t(`guide.${name}`)}</h3>
    ${lines.length === 1 ? html`<p>${figures(lines[0])}</p>`
      : html`<ol>${lines.map((text) => html`<li>${figures(text)}</li>`)}</ol>`}</section>`;
}

export function GuidePanel() {
  const { code } = panel.value;
  const [item, setItem] = useState(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    query(`/api/v1/items/${encodeURIComponent(code)}`, { giveUpMs: 8000, signal: stop.signal }).then((got) => {
      if (got.ok) setItem(got.body);
      else if (got.code !== 'aborted') setFailed(true);
    });
    return () => stop.abort();
  }, [code]);
  const sections = item ? guideParts(item, t, english.value) : [];
  const guide = item && item.guide;
  const asked = guide && guide.materials && guide.materials.length > 0 && isServed(code);
  return html`<${PanelFrame} title=${t('guide.title')}>
    ${item ? html`<h2 class="guide-name">${(english.value && item.name_en) || item.name}</h2>
      <p class="facts">${[item.code, item.case_type && caseWord(item.case_type), guide && guide.sample && t('guide.sample')].filter(Boolean).map((text) => html`<span>${figures(text)}</span>`)}</p>` : null}
    ${guide ? html`<p class="guide-summary">${figures((english.value && guide.summary_en) || guide.summary || '')}</p>` : null}
    ${item && !guide ? html`<p class="nobody">${figures(t('guide.none'))}</p>` : null}
    ${asked ? html`<${Missing} materials=${guide.materials} />` : null}
    ${sections.filter(([name]) => !(asked && name === 'materials')).map(([name, lines]) => html`<${Section} key=${name} name=${name} lines=${lines} />`)}
    ${!item ? html`<p class="nobody" role="status">${t(failed ? 'guide.failed' : 'guide.loading')}</p>` : null}
  <//>`;
}
