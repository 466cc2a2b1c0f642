// Say something in the hall, where the hall lets clerks; a clerk sees and takes back their own only.
import { announceBody, AnnounceForm, hindranceWords, NOTHING_TO_SAY, sentWords, word } from '@shared/announce.js';
import { html, useState } from '@shared/ui.js';
import { announce, withdraw } from '../act.js';
import { snapshot } from '../store.js';
import { PanelFrame, PanelLine, usePanelKeys } from './frame.js';
import { PanelKey } from './panel_key.js';

export function AnnouncePanel() {
  const [wish, setWish] = useState(NOTHING_TO_SAY);
  const { zones = [], announcements = [] } = snapshot.value.announcing || {};
  const off = hindranceWords(wish);
  const go = async () => {
    if (off) return;
    const got = await announce(announceBody(wish), () => sentWords(wish));
    if (got && got.ok) setWish(NOTHING_TO_SAY);
  };
  usePanelKeys(({ action }) => { if (action === 'do') go(); });
  const foot = html`<${PanelKey} action="announce" word=${word('announce.say')} off=${off} onPress=${go} /><${PanelLine} />`;
  return html`<${PanelFrame} title=${word('announce.title')} foot=${foot}>
    <${AnnounceForm} wish=${wish} onWish=${setWish} zones=${zones} rows=${announcements} onWithdraw=${withdraw} /><//>`;
}
