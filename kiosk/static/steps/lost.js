// Not connected: what happened, what still works, where to go. No key, since none could work.
import { Arrow, html } from '@shared/ui.js';
import { Title } from '../parts.js';
import { t } from '../words.js';

function Row({ ask, say, arrow }) {
  return html`<div class="advice"><div><h2>${ask}</h2><p>${say}</p></div>${arrow ? html`<${Arrow} to=${arrow} />` : null}</div>`;
}

export function Lost({ state }) {
  const { snapshot } = state;
  return html`<section class="top"><${Title}>${t('lost.head_1')}<br />${t('lost.head_2')}<//><p class="lead">${t('lost.hall')}</p></section>
    <section class="field advices">
      ${state.issue ? html`<${Row} ask=${t('lost.pressed')} say=${t('lost.pressed_more')} />` : null}
      <${Row} ask=${t('lost.none')} say=${t('lost.none_more')} arrow=${snapshot?.desk_direction} />
      <${Row} ask=${t('lost.have')} say=${t('lost.have_more')} />
    </section>`;
}
