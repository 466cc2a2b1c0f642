/* The sign of one window at /sign/<n>, drawn for the screen at it or the strip above it. */
import { connect } from '@shared/link.js';
import { signal } from '@shared/ui.js';
import { show } from './screen_page.js';

const link = connect({ screen: 'sign', window: Number(document.body.dataset.window) || undefined });
show(link, { speaking: signal(null), sound: signal('unknown') }, 'sign');
