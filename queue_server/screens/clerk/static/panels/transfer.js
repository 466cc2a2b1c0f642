// Move the citizen being served to another queue or window.
import { Choice } from '@shared/staff.js';
import { Fragment, hhmm, html, useState } from '@shared/ui.js';
import { transferTo } from '../act.js';
import { figures } from '../parts.js';
import { lost, named, served, snapshot, t } from '../store.js';
import { clerksElsewhere, servedItems } from '../visit.js';
import { useCatalogue } from './catalogue.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { itemName } from './item_rows.js';
import { PanelKey } from './panel_key.js';
import { Place } from './place.js';

const PLACES = ['keep', 'front', 'back'];
const NOTE_MAX = 200;

function waitText(queue) {
  if (queue.waiting === undefined) return '';
  if (queue.waiting === 0) return t('transfer.nobody');
  if (!queue.wait) return t('transfer.people', { n: queue.waiting });
  const { low_s: low, high_s: high } = queue.wait;
  return t('transfer.people_wait', { n: queue.waiting, low: Math.round(low / 60), high: Math.round(high / 60) });
}

/** Queues keep the digit of their place in the hall, so that a digit means the same queue at every window. */
function queuesOf({ queues, ticket }) {
  return queues.map((queue, i) => ({
    id: queue.id, digit: i + 1, mark: queue.prefix, name: named(queue), to: named(queue), detail: waitText(queue),
    body: { queue_id: queue.id },
  })).filter((place) => place.id !== (ticket.queue && ticket.queue.id));
}

/** Windows go by their own digit; from ten on by arrow or finger. */
function windowsOf({ other_windows: others }) {
  return others.filter((other) => other.state !== 'closed').map((other) => ({
    id: other.id, digit: Number(other.number), mark: other.number, name: named(other), to: t('transfer.to_window', { n: other.number }),
    detail: other.state === 'paused' ? t('state.paused') : '', body: { window_id: other.id },
  }));
}

/** Clerks who are at a window: the ticket waits for the person, wherever they sit. */
function clerksOf(snapshot) {
  return clerksElsewhere(snapshot).map((clerk) => ({
    id: clerk.id, digit: null, mark: clerk.badge, name: clerk.name, detail: t('transfer.clerk_at', { n: clerk.window }), to: t('transfer.to_clerk', { name: clerk.name }),
    body: { staff_id: clerk.id },
  }));
}

/** Which items were served here before: none unless the clerk says so. */
function ServedHere({ codes, on, onToggle }) {
  const { items } = useCatalogue();
  if (codes.length === 0) return null;
  const names = codes.map((code) => items.find((item) => item.code === code)).filter(Boolean).map(itemName);
  const sub = names.join(t('card.materials_join')) || t('transfer.served_n', { n: codes.length });
  return html`<${Place} cap="I" name=${t('transfer.served')} sub=${sub} detail=${t(on ? 'transfer.served_yes' : 'transfer.served_no')} on=${on} onChoose=${onToggle} />`;
}

export function TransferPanel() {
  const [kind, setKind] = useState('queues');
  const [id, setId] = useState(null);
  const [place, setPlace] = useState('keep');
  const [note, setNote] = useState('');
  const { ticket } = snapshot.value;
  const [here, setHere] = useState(served.value !== null);
  const codes = servedItems(served.value, ticket, true);
  const groups = kind === 'queues' ? [[null, queuesOf(snapshot.value)]]
    : [['windows', windowsOf(snapshot.value)], ['clerks', clerksOf(snapshot.value)]].filter(([, found]) => found.length > 0);
  const places = groups.flatMap(([, found]) => found);
  const chosen = places.find((one) => one.id === id) || null;
  const switchKind = () => { setKind(kind === 'queues' ? 'windows' : 'queues'); setId(null); };
  const move = (by) => {
    const at = places.indexOf(chosen);
    const next = places[Math.max(0, Math.min(places.length - 1, at + by))];
    if (next) setId(next.id);
  };
  const go = () => {
    if (!chosen || lost.value) return;
    transferTo({ ...chosen.body, position: place, ...(here ? { items: codes } : {}), ...(note.trim() ? { note: note.trim() } : {}) }, chosen.to);
  };
  usePanelKeys(({ action, n }) => {
    const step = { left: -1, right: 1 }[action];
    if (action === 'do') go();
    else if (action === 'pick') { const at = places.find((one) => one.digit === n); if (at) setId(at.id); }
    else if (action === 'window') switchKind();
    else if (action === 'item') setHere(!here);
    else if (action === 'up' || action === 'down') move(action === 'up' ? -1 : 1);
    else if (step) setPlace(PLACES[Math.max(0, Math.min(2, PLACES.indexOf(place) + step))]);
  });
  const word = chosen ? t('transfer.do', { to: chosen.to }) : t('key.transfer');
  const foot = html`<${PanelKey} action="transfer" word=${word} off=${chosen ? null : t('transfer.choose')} onPress=${go} />
    <${PanelLine} note=${figures(t('transfer.same', { number: ticket.number }))} />`;
  return html`<${PanelFrame} title=${t('transfer.title', { number: ticket.number })} foot=${foot}>
    <ul class="places">
      ${groups.map(([group, found]) => html`<${Fragment} key=${group}>${group ? html`<li class="group">${t(`transfer.group_${group}`)}</li>` : null}
        ${found.map((one) => html`<${Place} key=${one.id} cap=${one.digit && one.digit <= 9 ? one.digit : null} mark=${one.mark} name=${one.name} detail=${one.detail}
          on=${one === chosen} onChoose=${() => setId(one.id)} />`)}<//>`)}
      ${places.length === 0 ? html`<li class="nobody">${t('transfer.none')}</li>` : null}
      <${Place} cap="W" name=${t(kind === 'queues' ? 'transfer.window' : 'transfer.queues')} onChoose=${switchKind} />
      <${ServedHere} codes=${codes} on=${here} onToggle=${() => setHere(!here)} />
    </ul>
    <div class="field"><p class="label row-label"><span>${t('transfer.place')}</span>${figures(t(`transfer.${place}_more`, { at: hhmm(ticket.issued_at) }))}</p>
      <${Choice} label=${t('transfer.place')} chosen=${place} onChoose=${setPlace} options=${PLACES.map((code) => [code, t(`transfer.${code}`)])} />
      <input id="transfer-note" class="slim" aria-label=${t('transfer.note')} placeholder=${t('transfer.note')} maxlength=${NOTE_MAX} value=${note} autocomplete="off"
        onInput=${(event) => setNote(event.target.value)} /></div>
  <//>`;
}
