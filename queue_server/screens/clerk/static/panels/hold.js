// Set the citizen aside, with a reason; the window is free for others.
import { html } from '@shared/ui.js';
import { holdFor } from '../act.js';
import { figures } from '../parts.js';
import { snapshot, t } from '../store.js';
import { PickPanel } from './pick.js';

export function HoldPanel() {
  const { hold_reasons: reasons, ticket } = snapshot.value;
  return html`<${PickPanel} title=${t('hold.title', { number: ticket.number })} action="hold" options=${reasons.map((code) => [code, t(`hold.reason.${code}`)])}
    word=${(code) => t('hold.do', { reason: t(`hold.reason.${code}`) })} note=${figures(t('hold.hint', { number: ticket.number }))} onDo=${holdFor} />`;
}
