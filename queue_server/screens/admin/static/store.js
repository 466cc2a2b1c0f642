// What the manager's pages know: the link, which page is open, the line that says how a press went.
import { computed, signal } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import printerWords from './printers/words.json';
import settingsWords from './settings/words.json';
import words from './words.json';

export { english, line, link, lost, named, now, say, snapshot } from '@shared/live.js';

/** The pages of the settings: they share what is being edited, and the bar that saves it. */
export const SETTINGS = ['matrix', 'window', 'queues', 'priorities', 'rules', 'voice', 'items', 'hours', 'notices', 'pages', 'screens', 'ticket', 'hall', 'history'];
export const PAGES = ['live', 'announce', 'people', 'devices', 'printers', 'settings', ...SETTINGS];

export const t = makeWords({ ...words, ...settingsWords, ...printerWords });

const hash = signal(location.hash.slice(1));
addEventListener('hashchange', () => { hash.value = location.hash.slice(1); });
/** Which page is open, and what of it: `#queues/C`. */
export const page = computed(() => (PAGES.includes(hash.value.split('/')[0]) ? hash.value.split('/')[0] : 'live'));
export const sub = computed(() => decodeURIComponent(hash.value.split('/')[1] || ''));

/** The live view on a big screen: no names, no keys. */
export const big = signal(false);

/** Codes let in from this page; the server may name them until the device has fetched its token. */
export const letIn = signal([]);

export const busy = signal(null);

const PHONE = matchMedia('(max-width: 700px)');
/** Whether the page stands on a phone, or in a window as narrow as one. */
export const onPhone = signal(PHONE.matches);
PHONE.addEventListener('change', () => { onPhone.value = PHONE.matches; });
