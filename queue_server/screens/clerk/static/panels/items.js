// Which items were served in this visit: one number may be for several.
import { html, useState } from '@shared/ui.js';
import { closePanel, served, snapshot, t } from '../store.js';
import { findItems, servedItems, stepIn, withServed } from '../visit.js';
import { useCatalogue } from './catalogue.js';
import { PanelFrame, usePanelKeys } from './frame.js';
import { ItemRows } from './item_rows.js';
import { PanelKey } from './panel_key.js';

export function ItemsPanel() {
  const { items, failed, loading } = useCatalogue();
  const [text, setText] = useState('');
  const [at, setAt] = useState(null);
  const { ticket, window: own } = snapshot.value;
  const chosen = servedItems(served.value, ticket, true);
  const [lead] = useState(chosen);
  const rows = findItems(items, own.queues, text, lead);
  const toggle = (code) => { served.value = withServed(served.value, ticket, code); };
  usePanelKeys(({ action, n }) => {
    const codes = rows.map((item) => item.code);
    if (action === 'do') closePanel();
    else if (action === 'pick' && codes[n - 1]) toggle(codes[n - 1]);
    else if (action === 'up' || action === 'down') setAt(stepIn(codes, at, action === 'up' ? -1 : 1));
    else if (action === 'toggle' && codes.includes(at)) toggle(at);
  });
  const foot = html`<${PanelKey} action="items" word=${t('items.done', { n: chosen.length })} onPress=${closePanel} /><p class="panel-note">${t('items.hint')}</p>`;
  return html`<${PanelFrame} title=${t('items.title', { number: ticket.number })} foot=${foot}>
    <${ItemRows} rows=${rows} chosen=${chosen} at=${at} digits text=${text} onText=${setText} onToggle=${toggle}
      state=${(failed && 'failed') || (loading && 'loading')} />
  <//>`;
}
