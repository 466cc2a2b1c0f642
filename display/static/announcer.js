/* Speaks each announcement of the server once, through one AudioContext.
 *
 * A context that runs is the browser's own word that sound is allowed: without a start flag or a touch it
 * stays suspended, the server is told (audio_ready false), and the board asks for a touch. */
import { signal } from '@shared/ui.js';
import { announceQueue } from './announce_queue.js';

const CHECK_MS = 2_000;

/** Load and play sounds; `state` is 'ready' | 'blocked' | 'none' (no audio in this browser). */
function contextPlayer(state) {
  const Context = window.AudioContext || window.webkitAudioContext;
  if (!Context) {
    state.value = 'none';
    return { ready: () => false, load: () => Promise.reject(new Error('no audio')), arm() {} };
  }
  const context = new Context();
  const note = () => { state.value = context.state === 'running' ? 'ready' : 'blocked'; };
  context.addEventListener('statechange', note);
  // resume() of a refused context stays pending; its answer comes as a state change after a touch.
  const arm = () => { context.resume().then(note, note); };
  arm();
  setTimeout(note, CHECK_MS);
  return {
    arm,
    ready: () => context.state === 'running',
    async load(url) {
      const reply = await fetch(url, { credentials: 'same-origin' });
      if (!reply.ok) throw new Error(`audio ${reply.status}`);
      const buffer = await context.decodeAudioData(await reply.arrayBuffer());
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(context.destination);
      return {
        seconds: buffer.duration,
        start: () => new Promise((resolve) => { source.onended = resolve; source.start(); }),
        stop: () => { source.onended = null; source.disconnect(); },
      };
    },
  };
}

/** Listen on the link; returns {speaking: signal(number|null), sound: signal('unknown'|'ready'|'blocked'|'none'), arm}. */
export function startAnnouncer(link) {
  const sound = signal('unknown');
  const speaking = signal(null);
  const player = contextPlayer(sound);
  const announce = announceQueue({
    player,
    now: () => performance.now(),
    mayBegin: (id) => link.ask('may_begin', id),
    sleep: (ms) => new Promise((resolve) => { setTimeout(resolve, ms); }),
    onSpeaking(number) {
      speaking.value = number;
      if (number) document.documentElement.dataset.speaking = number;
      else delete document.documentElement.dataset.speaking;
    },
    onError: (error) => console.warn('announcement', String(error)),
  });
  link.audioReady = player.ready();
  sound.subscribe((value) => {
    const ready = value === 'ready';
    if (link.audioReady === ready) return;
    link.audioReady = ready;
    if (link.report) link.report(); // the next call must not wait for the next sign of life
  });
  link.on('announce', (announcement, acknowledge) => {
    announce(announcement).then((answer) => { if (acknowledge) acknowledge(answer); });
  });
  const touch = () => { if (sound.value !== 'ready') player.arm(); };
  document.addEventListener('pointerdown', touch);
  document.addEventListener('keydown', touch);
  return { speaking, sound, arm: player.arm };
}
