// Whether a screen can be heard: judged from what its audio graph says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
