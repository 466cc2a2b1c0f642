// Sound and vibration for the turn. A browser allows sound only after a touch, so one touch arms it.
let audio = null;
let lock = null;

export const canVibrate = typeof navigator !== 'undefined' && typeof navigator.vibrate === 'function'
  && matchMedia('(pointer: coarse)').matches;

/** Make the page able to sound; call it from a touch. Returns whether it can. */
export async function arm() {
  try {
    const Audio = window.AudioContext || window.webkitAudioContext;
    audio = audio || new Audio();
    await audio.resume();
    keepAwake();
    return audio.state === 'running';
  } catch {
    return false;
  }
}

export function disarm() {
  if (audio) audio.suspend();
  if (lock) lock.release().catch(() => {});
  lock = null;
}

/** A screen that stays on is heard; where the phone does not offer it, the words say what holds. */
async function keepAwake() {
  try {
    if (navigator.wakeLock && document.visibilityState === 'visible') lock = await navigator.wakeLock.request('screen');
  } catch { lock = null; }
}

function tone(at, frequency, length) {
  const voice = audio.createOscillator();
  const volume = audio.createGain();
  voice.frequency.value = frequency;
  volume.gain.setValueAtTime(0.0001, at);
  volume.gain.exponentialRampToValueAtTime(0.5, at + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, at + length);
  voice.connect(volume).connect(audio.destination);
  voice.start(at);
  voice.stop(at + length + 0.05);
}

/** One chime when the turn is near; two, and two vibrations, at each call. */
export function sound(kind) {
  if (!audio || audio.state !== 'running') return;
  const times = kind === 'called' ? 2 : 1;
  for (let n = 0; n < times; n += 1) {
    const at = audio.currentTime + 0.05 + n * 1.1;
    tone(at, 880, 0.45);
    tone(at + 0.3, 659, 0.7);
  }
  if (canVibrate) navigator.vibrate(kind === 'called' ? [500, 300, 500] : [250]);
}
