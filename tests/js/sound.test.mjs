// Whether a screen can be heard: judged from what its audio graph says.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { soundOutput } from '../../display/static/sound_output.js';
import { canSpeak, ear, peak, renewDue, soundOf, standing } from '../../display/static/sound_rules.js';

const WELL = { has: true, failed: false, state: 'running', still: 0, outputs: 1, deafAt: null, at: 100_000 };
const heard = (change) => soundOf({ ...WELL, ...change });

test('each way of being unheard has its word', () => {
  assert.equal(heard({}), 'ready');
  assert.equal(heard({ outputs: null }), 'ready');
  assert.equal(heard({ state: 'suspended' }), 'blocked');
  assert.equal(heard({ state: 'interrupted' }), 'blocked');
  assert.equal(heard({ has: false, state: null }), 'none');
  assert.equal(heard({ state: 'closed' }), 'stuck');
  assert.equal(heard({ failed: true }), 'stuck');
  assert.equal(heard({ outputs: 0 }), 'no_device');
  assert.equal(heard({ deafAt: 90_000 }), 'silent');
  assert.equal(heard({ deafAt: 10_000 }), 'ready');
});

test('an output whose own clock stands is stuck at the second look and made anew, then every half minute', () => {
  const seen = { running: true, seconds: 3 };
  let clock = { running: true, seconds: 1, still: 0 };
  const stills = Array.from({ length: 18 }, () => { clock = { ...seen, still: standing(seen, clock) }; return clock.still; });
  assert.deepEqual(stills.slice(0, 4), [0, 1, 2, 3]);
  assert.equal(heard({ still: 1 }), 'ready');
  assert.equal(heard({ still: 2 }), 'stuck');
  assert.deepEqual(stills.filter(renewDue), [2, 17]);
  assert.equal(standing({ running: true, seconds: 3.1 }, clock), 0);
  assert.equal(standing({ running: false, seconds: 3 }, clock), 0);
});

test('a screen that doubts its loudspeaker may still be asked; one that is not allowed or stands may not', () => {
  assert.deepEqual(['ready', 'no_device', 'silent', 'blocked', 'none', 'stuck', 'unknown'].map(canSpeak), [true, true, true, false, false, false, false]);
});

test('a sound is silent when loud parts went in and nothing ever came out', () => {
  const deaf = (...pairs) => { const one = ear(); pairs.forEach(([put, got]) => one.hear(put, got)); return one.deaf(); };
  assert.equal(deaf([0.5, 0], [0.5, 0]), true);
  assert.equal(deaf([0.5, 0]), false);
  assert.equal(deaf([0, 0], [0, 0], [0.001, 0]), false);
  assert.equal(deaf([0.5, 0], [0.5, 0], [0.5, 0.0001]), false);
  assert.equal(peak(Float32Array.of(0.1, -0.9, 0.3)), Math.fround(0.9));
  assert.equal(peak(Float32Array.of(0.1, -0.9, 0.3), -5, 1), Math.fround(0.1));
});

/** A page whose audio graph does what the test says: `out` is what is measured behind it. */
function graph({ out = 0.5, samples = new Float32Array(10) } = {}) {
  const context = new (class extends EventTarget {
    state = 'running';
    currentTime = 0;
    sampleRate = 48000;
    createAnalyser = () => ({ fftSize: 0, connect() {}, getFloatTimeDomainData(into) { into.fill(out); } });
    decodeAudioData = async () => ({ duration: 4, sampleRate: 48000, getChannelData: () => samples });
    createBufferSource = () => context.source = { connect() {}, disconnect() { this.cut = true; }, start() { this.started = true; } };
    woken = 0;
    resume = async () => { this.woken += 1; };
    close = async () => {};
    become(state) { this.state = state; this.dispatchEvent(new Event('statechange')); }
  })();
  return context;
}

async function playing(test, context) {
  test.after(() => { mock.timers.reset(); delete globalThis.window; });
  mock.timers.enable({ apis: ['setInterval'] });
  if (!globalThis.navigator) globalThis.navigator = {}; // a browser always has one
  globalThis.window = { AudioContext: function () { return context; } };
  globalThis.fetch = async () => ({ ok: true, arrayBuffer: async () => new ArrayBuffer(8) });
  const told = [];
  const output = soundOutput((found) => told.push(found));
  mock.timers.tick(2000); // it has looked once
  const sound = await output.load('/audio/x.wav');
  const ended = sound.start().then(() => 'spoken', (error) => error.message);
  return { sound, ended, told };
}

test('a sound under way is given up at once when its output is suspended, so that another screen can speak', async (t) => {
  const context = graph();
  const page = await playing(t, context);
  context.become('suspended');
  assert.equal(await page.ended, 'the output is blocked');
  page.sound.stop();
  assert.ok(context.source.cut);
  assert.equal(page.told.at(-1), 'blocked');
});

test('an output that the machine has put to rest is woken every half minute', async (t) => {
  const context = graph();
  await playing(t, context);
  context.become('suspended');
  const before = context.woken;
  mock.timers.tick(28_000);
  assert.equal(context.woken, before);
  mock.timers.tick(2000);
  assert.equal(context.woken, before + 1);
  mock.timers.tick(30_000);
  assert.equal(context.woken, before + 2);
});

test('an output that was never allowed to run is not woken without a touch', async (t) => {
  const context = graph();
  context.state = 'suspended';
  await playing(t, context);
  const before = context.woken;
  mock.timers.tick(120_000);
  assert.equal(context.woken, before);
});

test('a sound whose output stands still is given up once that is sure', async (t) => {
  const context = graph();
  const page = await playing(t, context);
  for (let looks = 0; looks < 3; looks += 1) mock.timers.tick(2000);
  assert.equal(await page.ended, 'the output is stuck');
});

test('a page so busy that it looked once while a short sound played listens once more at its end', async (t) => {
  const context = graph({ out: 0, samples: new Float32Array(48000).fill(0.5) });
  const page = await playing(t, context);
  context.currentTime = 0.5;
  mock.timers.tick(250);
  context.currentTime = 1;
  context.source.onended();
  assert.equal(await page.ended, 'silence behind the graph');
  assert.equal(page.told.at(-1), 'silent');
});

test('a sound that ends in its own time is spoken, and what befalls the output later is not its business', async (t) => {
  const context = graph();
  const page = await playing(t, context);
  context.source.onended();
  context.become('suspended');
  assert.equal(await page.ended, 'spoken');
});
