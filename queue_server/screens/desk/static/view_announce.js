// Right: something to be said in the hall, in which zones, and what became of the last ones.
import { AnnounceForm, hindranceWords, word } from '@shared/announce.js';
import { html } from '@shared/ui.js';
import { withdraw } from './act.js';
import { announcing, lost, snapshot, t } from './store.js';
import { Panel } from './view_panel.js';

export function AnnouncePanel() {
  const { zones, announcements } = snapshot.value;
  const wish = announcing.value;
  return html`<${Panel} title=${word('announce.title')} esc=${t('key.back')} word=${word('announce.say')} doing="announce" reason=${lost.value ? '' : hindranceWords(wish)}>
    <${AnnounceForm} wish=${wish} onWish=${(next) => { announcing.value = next; }} zones=${zones} rows=${announcements} onWithdraw=${withdraw} /><//>`;
}
