/* Speaks each announcement of the server once, through one watched output.
 *
 * A context that runs is the browser's own word that sound is allowed: without a start flag or a touch it
 * stays suspended, the server is told (audio_ready false), and the board asks for a touch. */
import { sleepWatch } from '@shared/clock.js';
import { gaveUp } from '@shared/link_rules.js';
import { signal, tick } from '@shared/ui.js';
import { announceQueue } from './announce_queue.js';
import { soundOutput } from './sound_output.js';
import { canSpeak } from './sound_rules.js';

/** Listen on the link; returns {speaking: signal(number|null), sound: signal('unknown' or a word of soundOf()), arm}. */
export function startAnnouncer(link) {
  const sound = signal('unknown');
  const speaking = signal(null);
  const player = soundOutput((found) => { sound.value = found; });
  const announce = announceQueue({
    player,
    now: () => performance.now(),
    mayBegin: (id) => link.ask('may_begin', id),
    onBegin: (id) => { link.spoke = id; },
    sleep: (ms) => new Promise((resolve) => { setTimeout(resolve, ms); }),
    onSpeaking(number) {
      speaking.value = number;
      if (number) document.documentElement.dataset.speaking = number;
      else delete document.documentElement.dataset.speaking;
    },
    onError: (error) => console.warn('announcement', String(error)),
  });
  sound.subscribe((value) => {
    if (link.sound === value) return;
    link.sound = value;
    link.audioReady = canSpeak(value);
    if (link.report) link.report(); // the next call must not wait for the next sign of life
  });
  link.on('announce', (announcement, acknowledge) => {
    announce(announcement).then((answer) => { if (acknowledge) acknowledge(answer); });
  });
  link.on('disconnect', (reason) => { if (gaveUp(reason)) announce.breakOff(); });
  const ahead = sleepWatch();
  tick.subscribe(() => announce.look(ahead()));
  const touch = () => { if (sound.value !== 'ready') player.arm(); };
  document.addEventListener('pointerdown', touch);
  document.addEventListener('keydown', touch);
  return { speaking, sound, arm: player.arm };
}
