// A soft tone for pages of staff, made on the spot, no file. A page may sound only after it was touched once.
import { signal } from '@preact/signals';

let audio = null;

/** Whether a tone would be heard now. */
export const toneReady = signal(false);

function follow() {
  toneReady.value = audio.state === 'running';
}

export function wakeTone() {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!Audio) return;
  if (!audio) {
    audio = new Audio();
    audio.addEventListener('statechange', follow);
  }
  if (audio.state !== 'running') audio.resume().then(follow, () => {});
  follow();
}

/** Take the first touch or key of the page as the permission to sound. */
export function armTone() {
  addEventListener('pointerdown', wakeTone);
  addEventListener('keydown', wakeTone);
}

function note(hertz, start, seconds) {
  const gain = audio.createGain();
  gain.connect(audio.destination);
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.16, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
  const wave = audio.createOscillator();
  wave.type = 'sine';
  wave.frequency.value = hertz;
  wave.connect(gain);
  wave.start(start);
  wave.stop(start + seconds + 0.05);
}

/** One note after another, once. Frequencies in hertz. */
export function playTone(...notes) {
  if (!audio || audio.state !== 'running') return;
  const tune = notes.length ? notes : [784, 587];
  tune.forEach((hertz, i) => note(hertz, audio.currentTime + 0.26 * i, i < tune.length - 1 ? 0.7 : 1));
}
