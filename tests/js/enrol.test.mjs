import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grouped, nextStep } from '../../queue_server/screens/enrol/static/logic.js';

test('a code is shown in two groups of three', () => {
  assert.equal(grouped('012345'), '012 345');
  assert.equal(grouped(''), '');
});

test('an approved device opens its screen, a waiting one waits', () => {
  assert.equal(nextStep({ ok: true, status: 200, body: { state: 'approved' } }), 'open');
  assert.equal(nextStep({ ok: true, status: 200, body: { state: 'waiting' } }), 'wait');
});

test('a code that has run out is asked for anew', () => {
  assert.equal(nextStep({ ok: false, status: 404, body: null }), 'again');
  assert.equal(nextStep({ ok: false, status: 409, body: null }), 'again');
});

test('no answer is no reason to throw the code away', () => {
  assert.equal(nextStep({ ok: false, status: 0, body: null }), 'lost');
  assert.equal(nextStep({ ok: false, status: 503, body: null }), 'lost');
});
