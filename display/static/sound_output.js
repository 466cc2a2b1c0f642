/* One AudioContext, watched: played through, listened to behind the graph, and made anew when it stands. */
import { canSpeak, ear, LOOK_MS, peak, renewDue, soundOf, standing, wakeDue } from './sound_rules.js';

const LISTEN_MS = 250;
const HEARD_SAMPLES = 32768; // 0.7 s at 48 kHz: longer than what is compared below
const JUST_PLAYED_S = [0.35, 0.1];

/** Count the sound outputs; null where the browser does not say (a plain http address). */
function countOutputs(told) {
  const devices = navigator.mediaDevices;
  if (!devices || !devices.enumerateDevices) return;
  const count = () => devices.enumerateDevices()
    .then((all) => told(all.filter((one) => one.kind === 'audiooutput').length), () => told(null));
  devices.addEventListener('devicechange', count);
  count();
}

/** Listen behind the graph while a buffer plays; returns {look(), deaf(), stop()}. */
function listenTo(context, analyser, buffer) {
  const found = ear();
  const measured = new Float32Array(analyser.fftSize);
  const samples = buffer.getChannelData(0);
  const begun = context.currentTime;
  const look = () => {
    const [from, to] = JUST_PLAYED_S.map((back) => Math.floor((context.currentTime - begun - back) * buffer.sampleRate));
    analyser.getFloatTimeDomainData(measured);
    found.hear(peak(samples, from, to), peak(measured));
  };
  const timer = setInterval(look, LISTEN_MS);
  return { look, deaf: found.deaf, stop: () => clearInterval(timer) };
}

/** The output of this page; `told(sound)` hears how it is, in the words of soundOf(), at every look and change. */
export function soundOutput(told) {
  const Context = window.AudioContext || window.webkitAudioContext;
  const out = { context: null, analyser: null, failed: false, breakOff: null, clock: { running: false, seconds: 0, still: 0 }, outputs: null, deafAt: null, settled: false, hasRun: false, resting: 0 };

  const sound = () => soundOf({
    has: Boolean(out.context),
    failed: out.failed,
    state: out.context && out.context.state,
    still: out.clock.still,
    outputs: out.outputs,
    deafAt: out.deafAt,
    at: performance.now(),
  });
  /** Before the first look a context that is about to run is not called blocked. A sound under way ends with its output. */
  const note = () => {
    const found = sound();
    if (out.breakOff && !canSpeak(found)) out.breakOff(found);
    if (out.settled || found !== 'blocked') told(found);
  };

  function make() {
    out.context = new Context();
    out.context.addEventListener('statechange', note);
    out.context.addEventListener('error', () => { out.failed = true; note(); });
    out.analyser = out.context.createAnalyser();
    out.analyser.fftSize = HEARD_SAMPLES;
    out.analyser.connect(out.context.destination);
  }

  // resume() of a refused context stays pending; its answer comes as a state change after a touch.
  const arm = () => { if (out.context) out.context.resume().then(note, note); };

  /** Look whether the output's own clock goes on; one that stands or failed is made anew, and trusted when its clock goes. */
  function beat() {
    const { context, clock } = out;
    out.settled = true;
    if (!context) { note(); return; }
    const seen = { running: context.state === 'running', seconds: context.currentTime };
    const still = out.failed ? clock.still + 1 : standing(seen, clock);
    out.clock = { ...seen, still };
    if (renewDue(still)) {
      context.close().catch(() => {});
      make();
      out.failed = false;
      out.clock = { running: true, seconds: out.context.currentTime, still };
      arm();
    }
    // Before a touch the browser lets nobody wake it; asked for ever, it would keep each asking.
    out.hasRun ||= seen.running;
    out.resting = out.hasRun && !seen.running ? out.resting + 1 : 0;
    if (wakeDue(out.resting)) arm();
    note();
  }

  if (Context) make();
  arm();
  countOutputs((count) => { out.outputs = count; note(); });
  setInterval(beat, LOOK_MS);

  return {
    arm,
    ready: () => canSpeak(sound()),
    async load(url) {
      const { context, analyser } = out;
      if (!context) throw new Error('no audio');
      const reply = await fetch(url, { credentials: 'same-origin' });
      if (!reply.ok) throw new Error(`audio ${reply.status}`);
      const buffer = await context.decodeAudioData(await reply.arrayBuffer());
      const source = context.createBufferSource();
      source.buffer = buffer;
      source.connect(analyser);
      let heard = null;
      let began = null;
      const end = () => { out.breakOff = null; if (heard) heard.stop(); };
      return {
        seconds: buffer.duration,
        start: () => new Promise((resolve, reject) => {
          out.breakOff = (found) => reject(new Error(`the output is ${found}`));
          source.onended = () => {
            heard.look(); // a page that is busy has looked seldom
            end();
            if (!heard.deaf()) { out.deafAt = null; resolve(); return; }
            out.deafAt = performance.now();
            note();
            reject(new Error('silence behind the graph'));
          };
          source.start();
          began = performance.now() - context.currentTime * 1000;
          heard = listenTo(context, analyser, buffer);
        }),
        stop: () => { end(); source.onended = null; source.disconnect(); },
        behind: () => performance.now() - context.currentTime * 1000 - began,
        hush: (on) => { if (on) source.disconnect(); else source.connect(analyser); },
      };
    },
  };
}
