// What the kiosk reads aloud in large type, and that one text breaks off the last.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aloudText, reader } from '../../kiosk/static/aloud.js';
import { initial } from '../../kiosk/static/logic.js';

const t = (key, params) => `${key}${params ? ` ${Object.values(params)}` : ''}`;
const state = (more) => ({ ...initial(0), link: 'ok', elder: true, snapshot: { read_aloud: true }, ...more });

test('nothing is read in ordinary type, or where the hall has not chosen it', () => {
  assert.equal(aloudText(state({ elder: false }), t), null);
  assert.equal(aloudText(state({ snapshot: { read_aloud: false } }), t), null);
  assert.equal(aloudText(state({ snapshot: null }), t), null);
});

test('the question of the page is read, and the number once it is there', () => {
  assert.equal(aloudText(state(), t), 'home.ask');
  assert.equal(aloudText(state({ page: 'items' }), t), 'items.ask');
  assert.equal(aloudText(state({ page: 'search' }), t), null);
  assert.equal(aloudText(state({ askedAt: 5 }), t), 'idle.ask');
  assert.equal(aloudText(state({ ticket: { number: 'A001' } }), t), 'aloud.number A001');
});

function stand() {
  const log = [];
  const open = [];
  const sound = { set src(url) { log.push(url); }, pause() { log.push('pause'); }, async play() { log.push('play'); } };
  const ask = (path, body) => new Promise((resolve) => { open.push(() => resolve({ ok: body.text !== 'bad', body: { audio_url: `/audio/${body.text}` } })); });
  return { log, open, read: reader(sound, ask) };
}

test('the same words are read once', async () => {
  const s = stand();
  const first = s.read('a', 'zh-CN');
  s.open[0]();
  await first;
  await s.read('a', 'zh-CN');
  assert.deepEqual(s.log, ['pause', '/audio/a', 'play']);
});

test('a page that has gone is not read, though its sound comes late; silence breaks off what sounds', async () => {
  const s = stand();
  const first = s.read('a', 'zh-CN');
  const second = s.read('b', 'zh-CN');
  s.open[1]();
  s.open[0]();
  await Promise.all([first, second]);
  await s.read(null, 'zh-CN');
  assert.deepEqual(s.log, ['pause', 'pause', '/audio/b', 'play', 'pause']);
});

test('what the server does not speak is not read', async () => {
  const s = stand();
  const first = s.read('bad', 'zh-CN');
  s.open[0]();
  await first;
  assert.deepEqual(s.log, ['pause']);
});
