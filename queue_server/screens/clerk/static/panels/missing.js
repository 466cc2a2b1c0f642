// The papers of the guide, pressed when one is missing, and the one-time notice that names them all.
import { command } from '@shared/api.js';
import { html, Key, useState } from '@shared/ui.js';
import { materialLine } from '../guide_parts.js';
import { figures } from '../parts.js';
import { english, lost, say, snapshot, t } from '../store.js';
import { refuse } from '../act.js';
import { PanelLine } from './frame.js';

/** Whether the guide that is open belongs to the citizen being served here. */
export const isServed = (code) => {
  const { ticket } = snapshot.value;
  return Boolean(ticket && ticket.state === 'serving' && ticket.item && ticket.item.code === code);
};

async function print(ticket, missing) {
  const got = await command(`/api/v1/tickets/${encodeURIComponent(ticket.id)}/notice`, { missing }, { giveUpMs: 8000 });
  if (!got.ok) refuse(got.code, got.title);
  else if (got.body.printer.state === 'down') say('warn', () => t('missing.not_yet', { n: missing.length }));
  else say('info', () => t('missing.printing', { n: missing.length }));
}

export function Missing({ materials }) {
  const { ticket } = snapshot.value;
  const [missing, setMissing] = useState([]);
  const [busy, setBusy] = useState(false);
  const toggle = (name) => setMissing(missing.includes(name) ? missing.filter((one) => one !== name) : [...missing, name]);
  const press = async () => { setBusy(true); await print(ticket, missing); setBusy(false); };
  return html`<section class="guide-part missing"><h3>${t('guide.materials')}<small>${t('missing.how')}</small></h3>
    <ul>${materials.map((one) => html`<li key=${one.name}><button type="button" class=${`place ${missing.includes(one.name) ? 'on' : ''}`} aria-pressed=${String(missing.includes(one.name))} onClick=${() => toggle(one.name)}>
      <span class="name">${figures(materialLine(one, t, english.value))}</span>${missing.includes(one.name) ? html`<b>${t('missing.is')}</b>` : null}</button></li>`)}</ul>
    <${Key} disabled=${!missing.length || busy || lost.value} onPress=${press}>${t(missing.length ? 'missing.print_n' : 'missing.print', { n: missing.length })}<//>
    <${PanelLine} /></section>`;
}
