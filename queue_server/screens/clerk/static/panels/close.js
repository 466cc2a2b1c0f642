// Close the window with a citizen there: what becomes of them is asked first.
import { html } from '@shared/ui.js';
import { closeWith } from '../act.js';
import { snapshot, t } from '../store.js';
import { leavings } from '../visit.js';
import { PickPanel } from './pick.js';

export function ClosePanel() {
  const { ticket } = snapshot.value;
  const options = leavings(ticket).map((code) => [code, t(`close.${code}`), t(`close.${code}_more`)]);
  return html`<${PickPanel} title=${t('close.title', { number: ticket.number })} action="close" options=${options}
    word=${(code) => t('close.do', { what: t(`close.${code}_short`) })} note=${t('close.hint')} onDo=${closeWith} />`;
}
