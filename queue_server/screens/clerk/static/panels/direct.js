// Serve somebody who has no number: choose what for, then the service begins; nobody is called, nothing is printed.
import { html, useState } from '@shared/ui.js';
import { serveDirect } from '../act.js';
import { lost, named, snapshot, t } from '../store.js';
import { findItems, stepIn } from '../visit.js';
import { useCatalogue } from './catalogue.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { itemName, ItemRows } from './item_rows.js';
import { PanelKey } from './panel_key.js';
import { Place } from './place.js';

/** The queues this window serves, its own first, each with its digit in the hall. */
function servedQueues({ queues, window: own }) {
  return own.queues.map((id) => {
    const i = queues.findIndex((queue) => queue.id === id);
    return { ...queues[i], digit: i + 1 };
  });
}

export function DirectPanel() {
  const { items, failed, loading } = useCatalogue();
  const queues = servedQueues(snapshot.value);
  const [id, setId] = useState(queues[0].id);
  const [code, setCode] = useState(null);
  const [text, setText] = useState('');
  const queue = queues.find((one) => one.id === id) || queues[0];
  const rows = findItems(items, [queue.id], text);
  const item = items.find((one) => one.code === code && one.queue_id === queue.id) || null;
  const name = item ? itemName(item) : named(queue);
  const choose = (queueId) => { setId(queueId); setCode(null); setText(''); };
  const toggle = (one) => setCode(one === code ? null : one);
  const go = () => { if (!lost.value) serveDirect(item ? { queue_id: queue.id, item_code: item.code } : { queue_id: queue.id }); };
  usePanelKeys(({ action, n }) => {
    if (action === 'do') go();
    else if (action === 'pick') { const at = queues.find((one) => one.digit === n); if (at) choose(at.id); }
    else if ((action === 'up' || action === 'down') && rows.length) setCode(stepIn(rows.map((one) => one.code), code, action === 'up' ? -1 : 1));
  });
  const foot = html`<${PanelKey} action="direct" word=${t('direct.do', { what: name })} onPress=${go} /><${PanelLine} note=${t('direct.hint')} />`;
  return html`<${PanelFrame} title=${t('direct.title')} foot=${foot}>
    <ul class="places">${queues.map((one) => html`<${Place} key=${one.id} cap=${one.digit < 10 ? one.digit : null} mark=${one.prefix} name=${named(one)}
      on=${one === queue} onChoose=${() => choose(one.id)} />`)}</ul>
    <${ItemRows} rows=${rows} chosen=${item ? [item.code] : []} at=${item && item.code} text=${text} onText=${setText} onToggle=${toggle}
      state=${(failed && 'failed') || (loading && 'loading')} />
  <//>`;
}
