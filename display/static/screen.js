/* A screen at /screen: what the manager gave its device. In a frame of the manager's page it shows what it is told. */
import { connect } from '@shared/link.js';
import { signal } from '@shared/ui.js';
import { startAnnouncer } from './announcer.js';
import { fedLink } from './fed_link.js';
import { show } from './screen_page.js';

if (document.body.dataset.fed) {
  const link = fedLink();
  show(link, { speaking: signal(null), sound: link.heard }, 'board');
} else {
  const link = connect({ screen: 'screen' });
  show(link, startAnnouncer(link), 'board');
}
