// Not connected: a yellow card with a running time; the last picture stays beside it.
import { RECONNECTING } from '@shared/staff.js';
import { html } from '@shared/ui.js';
import { clockOf } from './logic.js';
import { link, t } from './store.js';

const WORDS = ['lost.title', 'lost.auto', 'lost.safe', 'lost.todo', 'lost.mouth', 'lost.mouth_shared', 'lost.mouth_none', 'lost.serving', 'lost.then',
  'lost.open', 'lost.order', 'lost.frozen', 'lost.foot', 'lost.today', 'off.lost', 'state.lost', 'line.retrying',
  'refused.unreachable', 'refused.not_connected'];

/** The characters of a broken connection must be loaded while there is a server to load them from. */
export function loadFontsAhead() {
  const { fontFamily } = getComputedStyle(document.body);
  if (document.fonts) document.fonts.load(`16px ${fontFamily}`, RECONNECTING + WORDS.map((key) => t.zh(key)).join('')).catch(() => {});
}

const Broken = () => html`<svg class="broken" viewBox="0 0 96 96" aria-hidden="true" focusable="false">
  <path d="M8 40a56 56 0 0 1 80 0" /><path d="M24 56a34 34 0 0 1 48 0" /><path d="M38 70a14 14 0 0 1 20 0" />
  <path d="M12 10l72 76" />
</svg>`;

export function LostCard() {
  const since = link.value.lostAt.value;
  const seconds = since === null ? 0 : (link.value.tick.value - since) / 1000;
  return html`<section class="card cut">
    <${Broken} />
    <div class="beside">
      <h2 class="large">${t('lost.title')} <b class="n">${clockOf(seconds)}</b></h2>
      <p>${t('lost.auto')}</p>
      <p>${t('lost.safe')}</p>
    </div>
  </section>`;
}
