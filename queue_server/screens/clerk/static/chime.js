// One soft sound when somebody takes a number while nobody was waiting. Made on the spot, no file.

let audio = null;

/** A page may sound only after it was touched once. */
export function wake() {
  const Audio = window.AudioContext || window.webkitAudioContext;
  if (!audio && Audio) audio = new Audio();
  if (audio && audio.state === 'suspended') audio.resume();
}

export function chime() {
  if (!audio || audio.state !== 'running') return;
  const start = audio.currentTime;
  const gain = audio.createGain();
  gain.connect(audio.destination);
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.12, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.9);
  const tone = audio.createOscillator();
  tone.type = 'sine';
  tone.frequency.value = 660;
  tone.connect(gain);
  tone.start(start);
  tone.stop(start + 1);
}
