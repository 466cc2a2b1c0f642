/* What the kiosk reads aloud while its type is large: the question of the page, and the number once it is there.
 * Softly, and only where the hall has chosen it: a person beside the machine hears it, the hall does not. */
import { shownPage } from './logic.js';

const ASKED = { home: 'home.ask', items: 'items.ask', guides: 'guides.ask', confirm: 'aloud.confirm', lost: 'lost.title' };
const GIVE_UP_MS = 8_000; // later the citizen has read it

/** The words to be read on this page, or null: pure but for the words themselves. */
export function aloudText(state, t) {
  if (!state.elder || !state.snapshot?.read_aloud) return null;
  if (state.askedAt !== null) return t('idle.ask');
  const page = shownPage(state);
  if (page === 'ticket') return t('aloud.number', { number: state.ticket.number });
  return ASKED[page] ? t(ASKED[page]) : null;
}

/** Read one text at a time; another breaks the last one off. `sound` is an Audio element, `ask` sends a command. */
export function reader(sound, ask) {
  let last = null;
  return async function read(text, language) {
    if (text === last) return;
    last = text;
    sound.pause();
    if (text === null) return;
    const got = await ask('/api/v1/aloud', { text, language }, { giveUpMs: GIVE_UP_MS });
    if (text !== last || !got.ok) return; // without sound the page says the same in writing
    sound.src = got.body.audio_url;
    try { await sound.play(); } catch { /* no loudspeaker, or broken off by the next page */ }
  };
}
