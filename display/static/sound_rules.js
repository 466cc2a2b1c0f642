// Whether a screen can be heard, judged by what its audio graph says; without a browser. Milliseconds unless named seconds.

export const LOOK_MS = 2000;
const STILL_LOOKS = 2;
const RENEW_LOOKS = 15;
const DEAF_FOR_MS = 60_000;
const LOUD = 0.02;
const VOTES = 2;

/** States in which a screen may still be asked to speak: the graph runs, whatever hangs behind it. */
const SPEAKING = ['ready', 'no_device', 'silent'];
export const canSpeak = (sound) => SPEAKING.includes(sound);

/** How many looks in a row a running output's own clock has stood still. now, before: {running, seconds, still}. */
export function standing(now, before) {
  return now.running && before && before.running && now.seconds === before.seconds ? before.still + 1 : 0;
}

/** Whether an output that stands is to be made anew at this look: at once, then every half minute. */
export const renewDue = (still) => still % RENEW_LOOKS === STILL_LOOKS;

/** Whether an output that had run and was put to rest by the machine is to be woken at this look: every half minute. */
export const wakeDue = (resting) => resting > 0 && resting % RENEW_LOOKS === 0;

/**
 * How the sound is: 'none' (this browser has no audio) | 'blocked' (not allowed yet) | 'stuck' (the output failed, or
 * its clock stands) | 'no_device' | 'silent' (a sound went in and silence came out) | 'ready'.
 * has, failed, state: of the output; still: see standing(); outputs: how many there are, null when unknown;
 * deafAt: when a sound was last found silent, or null; at: now.
 */
export function soundOf({ has, failed, state, still, outputs, deafAt, at }) {
  if (!has) return 'none';
  if (failed || state === 'closed' || still >= STILL_LOOKS) return 'stuck';
  if (state !== 'running') return 'blocked';
  if (outputs === 0) return 'no_device';
  if (deafAt !== null && at - deafAt < DEAF_FOR_MS) return 'silent';
  return 'ready';
}

/** The loudest sample. */
export function peak(samples, from = 0, to = samples.length) {
  let most = 0;
  for (let i = Math.max(0, from); i < Math.min(to, samples.length); i += 1) most = Math.max(most, Math.abs(samples[i]));
  return most;
}

/**
 * One playing sound, listened to: hear(expected peak of what was just played, measured peak behind the graph).
 * `deaf()` when loud parts went by and only silence was measured; one measured sample clears it for good.
 */
export function ear() {
  let heard = false;
  let missed = 0;
  return {
    hear(expected, measured) {
      if (measured > 0) heard = true;
      else if (expected > LOUD) missed += 1;
    },
    deaf: () => !heard && missed >= VOTES,
  };
}
