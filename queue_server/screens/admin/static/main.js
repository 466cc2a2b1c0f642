// The manager's pages: the live view, devices, settings.
import { mountStaff } from '@shared/staff.js';
import { armTone, playTone, toneReady } from '@shared/tone.js';
import { effect, html, render } from '@shared/ui.js';
import { listen } from './act.js';
import './admin.css';
import './printers/printers.css';
import './settings/settings.css';
import { follow } from './settings/store.js';
import { listenToSave } from './settings/view_bar.js';
import { newAlarms } from './logic.js';
import { link, snapshot, t } from './store.js';
import { Admin } from './view.js';

function soundNewAlarms() {
  let heard = null;
  effect(() => {
    const { alarms } = snapshot.value;
    const fresh = newAlarms(heard, alarms);
    heard = new Set(alarms.map((alarm) => alarm.id));
    if (fresh.length) playTone(659, 523);
  });
}

function onLive(live, root) {
  link.value = live;
  effect(() => { live.audioReady = toneReady.value; });
  render(html`<${Admin} />`, root);
  listen();
  listenToSave();
  follow();
  soundNewAlarms();
}

armTone();
mountStaff({ screen: 'admin', title: () => t('admin.name'), onLive });
