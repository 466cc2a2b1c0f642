/* The hall board at /board: the whole hall, whatever the settings say of other screens. */
import { connect } from '@shared/link.js';
import { startAnnouncer } from './announcer.js';
import { show } from './screen_page.js';

const link = connect({ screen: 'display' });
show(link, startAnnouncer(link), 'board');
