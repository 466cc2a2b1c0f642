/* The order in which announcements are spoken: one at a time, never overlapping, each at most once.
 *
 * Playing, waiting and the clock are handed in, so that all of this runs without a browser. `player` has
 * ready(): can sound be heard now; load(url): promise of {seconds, start(), stop(), behind(), hush(on)}; start() returns a
 * promise that ends with the sound, behind() how many ms it hangs behind its time. `mayBegin(id)` asks the server once
 * more: a page that was frozen does not begin what another has spoken meanwhile, and one that slept in the middle of a
 * sentence does not end it. Every announcement is answered exactly once, and a sound that runs over its time is stopped.
 *
 * An id that was spoken, or is being spoken, is known for two minutes: a server that was started anew asks for it again,
 * and has the answer of the first time. One that was not spoken may be asked for again. */

export const GAP_MS = 300;
export const MAY_MS = 2_000; // the server's word comes in a few milliseconds, or it is not there
const LOAD_MS = 5_000;
const REMEMBER_MS = 120_000; // the server repeats an announcement sooner or not at all
const LEAST_SLACK_MS = 1_000;
const BEHIND_MS = 3_000; // no busy machine lets a sound fall so far behind its time

/** The ticket number in an announcement: given, or found in its sentence. */
export function numberOf(announcement) {
  if (announcement.number) return announcement.number;
  const match = /[A-Z]{1,2}\d{3,}/.exec(announcement.text || '');
  return match ? match[0] : null;
}

/** How long (ms) a sentence of `seconds` may wait here and still end inside the server's patience. */
export function slack(timeoutS, seconds) {
  return Math.max(LEAST_SLACK_MS, (timeoutS - seconds) * 1000);
}

function within(promise, ms, sleep) {
  return Promise.race([promise, sleep(ms).then(() => { throw new Error('took too long'); })]);
}

/** Make the queue; `onSpeaking(number or null)` tells the board what is being read, `onBegin(id)` which announcement that is. */
export function announceQueue({ player, now, sleep, onSpeaking, onBegin = () => {}, mayBegin = async () => true, onError = () => {} }) {
  const answers = new Map();
  let line = Promise.resolve();
  let lastEnd = -Infinity;
  let playing = null; // {id, sound, forgiven: ms it hung behind when the server let it go on, give up}

  /** Whether the server says so, and says it now: a page that stood still meanwhile meets the answer before the end of its patience. */
  async function isOurTurn(id) {
    const asked = now();
    return await within(mayBegin(id), MAY_MS, sleep) && now() - asked <= MAY_MS;
  }

  async function speak(announcement, receivedAt) {
    const waited = () => now() - receivedAt;
    const timeoutS = announcement.timeout_s || 60;
    if (waited() > timeoutS * 1000) return { spoken: false, why: 'too_old' };
    if (!player.ready()) return { spoken: false, why: 'no_speaker' };
    let sound = null;
    try {
      sound = await within(player.load(announcement.audio_url), LOAD_MS, sleep);
      const gap = lastEnd + GAP_MS - now();
      if (gap > 0) await sleep(gap);
      if (waited() > slack(timeoutS, sound.seconds)) return { spoken: false, why: 'too_old' };
      if (!await isOurTurn(announcement.id)) return { spoken: false, why: 'too_old' };
      onBegin(announcement.id);
      onSpeaking(numberOf(announcement));
      const slept = new Promise((_, giveUp) => { playing = { id: announcement.id, sound, forgiven: 0, giveUp }; });
      const ended = within(sound.start(), Math.max(sound.seconds * 1000 + LEAST_SLACK_MS, timeoutS * 1000 - waited()), sleep);
      await Promise.race([ended, slept]);
      return { spoken: true };
    } catch (error) {
      if (sound) sound.stop();
      onError(error);
      return { spoken: false, why: 'failed' };
    } finally {
      playing = null;
      lastEnd = now();
      onSpeaking(null);
    }
  }

  /** Look, once a second, whether this page has slept while it spoke (`ahead` ms by the machine's clocks): it is silent then, until the server says that it is still its turn. */
  async function look(ahead) {
    const one = playing;
    if (!one || one.asks) return;
    const behind = one.sound.behind() + ahead;
    if (behind - one.forgiven < BEHIND_MS) return;
    one.asks = true;
    one.sound.hush(true);
    const mine = await isOurTurn(one.id).catch(() => false);
    if (one !== playing) return;
    one.asks = false;
    one.forgiven = one.sound.behind();
    if (mine) one.sound.hush(false);
    else one.giveUp(new Error('slept'));
  }

  /** End what is being spoken: this page has given its connection up, so another may begin the same at once. */
  function breakOff() {
    if (playing) playing.giveUp(new Error('connection given up'));
  }

  /** Take an announcement; the promise is its answer {spoken, why?}. The same id is spoken once. */
  function announce(announcement) {
    const receivedAt = now();
    for (const [id, entry] of answers) if (receivedAt - entry.receivedAt > REMEMBER_MS) answers.delete(id);
    const known = answers.get(announcement.id);
    if (known) return known.answer;
    const answer = line.then(() => speak(announcement, receivedAt));
    line = answer.then(({ spoken }) => { if (!spoken) answers.delete(announcement.id); });
    answers.set(announcement.id, { answer, receivedAt });
    return answer;
  }

  return Object.assign(announce, { look, breakOff });
}
