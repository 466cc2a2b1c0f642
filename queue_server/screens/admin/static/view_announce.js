// Something said in the hall by the manager, beside the live view.
import { AnnounceForm, hindranceWords, NOTHING_TO_SAY, word } from '@shared/announce.js';
import { html, Key, useState } from '@shared/ui.js';
import { announce, withdraw } from './act.js';
import { busy, lost, snapshot, t } from './store.js';

export function AnnouncePage() {
  const [wish, setWish] = useState(NOTHING_TO_SAY);
  const { zones, announcements } = snapshot.value;
  const why = lost.value ? t('refused.not_connected') : hindranceWords(wish);
  const go = async () => { if (await announce(wish)) setWish(NOTHING_TO_SAY); };
  return html`<div class="plain-page announce-page"><header class="page-head"><h1>${word('announce.title')}</h1><span class="grow"></span><a href="#live">${t('nav.live')}</a></header>
    <${AnnounceForm} wish=${wish} onWish=${setWish} zones=${zones} rows=${announcements} onWithdraw=${withdraw}>
      <div class="announce-do"><${Key} main=${!why} disabled=${Boolean(why) || busy.value !== null} onPress=${go}>${word('announce.say')}<//>${why ? html`<span class="quiet">${why}</span>` : null}</div><//></div>`;
}
