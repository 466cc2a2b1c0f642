// Not connected: what happened, what still works, where to go. No key, since none could work.
import { Arrow, html } from '@shared/ui.js';
import { Title } from '../parts.js';
import { isEnglish, t } from '../words.js';

/* The page belongs to whoever comes by, so the other language stands under the page's own. */
const other = (...keys) => html`<small lang=${isEnglish() ? 'zh-CN' : 'en'}>${keys.map((key) => (isEnglish() ? t.zh(key) : t.en(key))).join(isEnglish() ? '' : ' ')}</small>`;

function Row({ of, arrow }) {
  return html`<div class="advice"><div><h2>${t(of)}</h2><p>${t(`${of}_more`)}${other(of, `${of}_more`)}</p></div>${arrow ? html`<${Arrow} to=${arrow} />` : null}</div>`;
}

export function Lost({ state }) {
  const { snapshot } = state;
  return html`<section class="top"><${Title}>${t('lost.head_1')}<br />${t('lost.head_2')}<//><p class="lead">${t('lost.hall')}${other('lost.whole')}</p></section>
    <section class="field advices">
      ${state.issue ? html`<${Row} of="lost.pressed" />` : null}
      <${Row} of="lost.none" arrow=${snapshot?.desk_direction} />
      <${Row} of="lost.have" />
    </section>`;
}
