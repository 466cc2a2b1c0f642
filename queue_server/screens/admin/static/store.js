// What the manager's pages know: the link, which page is open, the line that says how a press went.
import { signal } from '@shared/ui.js';
import { makeWords } from '@shared/words.js';
import words from './words.json';

export { english, line, link, lost, named, now, say, snapshot } from '@shared/live.js';

const PAGES = ['live', 'devices', 'settings'];

export const t = makeWords(words);

const fromHash = () => (PAGES.includes(location.hash.slice(1)) ? location.hash.slice(1) : 'live');
/** 'live' | 'devices' | 'settings'. */
export const page = signal(fromHash());
addEventListener('hashchange', () => { page.value = fromHash(); });

/** The live view on a big screen: no names, no keys. */
export const big = signal(false);

/** Codes let in from this page; the server may name them until the device has fetched its token. */
export const letIn = signal([]);

export const busy = signal(null);
