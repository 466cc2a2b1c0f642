// The whole queue of this window, to read; the order is the hall's, not a list to pick from.
import { html } from '@shared/ui.js';
import { Row } from '../queue.js';
import { figures } from '../parts.js';
import { english, snapshot, t } from '../store.js';
import { ruleSentences } from '../why.js';
import { PanelFrame } from './frame.js';

export function AllPanel() {
  const { waiting, policy } = snapshot.value;
  const hidden = waiting.total - waiting.rows.length;
  const foot = html`<p class="side-foot bare">${ruleSentences(policy, t, english.value).map(figures)}</p>`;
  return html`<${PanelFrame} title=${t('queue.waiting', { n: waiting.total })} foot=${foot}>
    <ol class="all-rows">${waiting.rows.map((row) => html`<${Row} key=${row.id} row=${row} />`)}</ol>
    ${hidden > 0 ? html`<p class="more"><span>${figures(t('queue.more', { n: hidden }))}</span></p>` : null}
    ${waiting.total === 0 ? html`<p class="nobody">${t('queue.nobody')}</p>` : null}
  <//>`;
}
