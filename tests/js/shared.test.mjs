import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { Socket } from 'engine.io-client';
import { againText, daysUntil } from '../../queue_server/screens/shared/static/again.js';
import { command, retryDelay, setScreen } from '../../queue_server/screens/shared/static/api.js';
import { dateLine, duration, forgetTime, hhmm, hhmmss, known, now, offsetOf, setServerNow, sleepWatch } from '../../queue_server/screens/shared/static/clock.js';
import { connecting } from '../../queue_server/screens/shared/static/connecting.js';
import { dropKey, keepKey, newKey, pendingKey } from '../../queue_server/screens/shared/static/keys.js';
import { accepts, aliveDue, gaveUp, GRACE_MS, isSilent, lostDue, mayHaveSlept, mustEnrol, shouldReload, SILENT_MS } from '../../queue_server/screens/shared/static/link_rules.js';
import { lang, makeWords, setLang } from '../../queue_server/screens/shared/static/words.js';

const realFetch = globalThis.fetch;
globalThis.crypto ??= webcrypto; // every browser has it, Node from 20 on

function storage() {
  const kept = new Map();
  return { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => kept.set(k, v), removeItem: (k) => kept.delete(k) };
}

/** Answer each try with the next of `answers`: a status, 'lost' (no network) or 'silent' (never). */
function serve(...answers) {
  const seen = [];
  globalThis.fetch = (path, init) => {
    seen.push({ path, ...init });
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (next === 'lost') return Promise.reject(new TypeError('network'));
    if (next === 'silent') {
      return new Promise((_, fail) => init.signal.addEventListener('abort', () => fail(new Error('aborted'))));
    }
    const { status, body = null, headers = {} } = typeof next === 'number' ? { status: next } : next;
    return Promise.resolve(new Response(body === null ? null : JSON.stringify(body), { status, headers }));
  };
  return seen;
}

afterEach(() => {
  globalThis.fetch = realFetch;
  delete globalThis.sessionStorage;
  setLang('zh-CN');
});

test('words follow the language, fill places and choose the form for one', () => {
  const t = makeWords({
    ahead: { zh: '前面还有 {n} 人', en: { one: '{n} person ahead', other: '{n} people ahead' } },
    go: { zh: '请到 {w} 号窗口', en: 'Go to window {w}' },
  });
  assert.equal(t('ahead', { n: 3 }), '前面还有 3 人');
  setLang('en');
  assert.equal(lang.value, 'en');
  assert.equal(t('ahead', { n: 1 }), '1 person ahead');
  assert.equal(t('ahead', { n: 0 }), '0 people ahead');
  assert.equal(t.zh('go', { w: 5 }), '请到 5 号窗口');
  assert.equal(t.en('go', {}), 'Go to window {w}');
  assert.equal(t.has('nothing'), false);
});

test('a command sends JSON, its screen, its language and a key', async () => {
  const seen = serve({ status: 201, body: { ticket: { number: 'C026' } }, headers: { 'Idempotent-Replay': 'true' } });
  setScreen('window-3');
  const got = await command('/api/v1/tickets', { queue_id: 2 });
  assert.deepEqual([got.ok, got.status, got.body.ticket.number, got.replay, got.code], [true, 201, 'C026', true, null]);
  const { headers, body, method } = seen[0];
  assert.equal(method, 'POST');
  assert.equal(body, '{"queue_id":2}');
  assert.equal(headers['X-Tinghao-Screen'], 'window-3');
  assert.equal(headers['Accept-Language'], 'zh-CN');
  assert.match(headers['Idempotency-Key'], /^[0-9a-f]{32}$/);
});

test('a lost reply and 503 are asked again with the same key', async () => {
  const seen = serve('lost', 503, { status: 200, body: {} });
  const retries = [];
  const got = await command('/x', null, { onRetry: (n) => retries.push(n) });
  assert.equal(got.status, 200);
  assert.deepEqual(retries, [1, 2]);
  assert.equal(new Set(seen.map((one) => one.headers['Idempotency-Key'])).size, 1);
  assert.equal(seen[0].body, '{}');
});

test('a refusal is final and carries code and title', async () => {
  const seen = serve({ status: 409, body: { code: 'queue_closed', title: '已停止取号' } });
  const got = await command('/x', {});
  assert.deepEqual([got.ok, got.code, got.title, seen.length], [false, 'queue_closed', '已停止取号', 1]);
  serve(204);
  assert.deepEqual((await command('/x', {})).body, null);
});

test('a command gives up in time, tells when it is slow and can be stopped', async () => {
  serve('silent');
  let slow = 0;
  const start = performance.now();
  const got = await command('/x', {}, { timeoutMs: 60, giveUpMs: 300, slowMs: 50, onSlow: () => { slow += 1; } });
  assert.deepEqual([got.status, got.code, slow], [0, 'unreachable', 1]);
  assert.ok(performance.now() - start < 500);
  serve(503);
  assert.equal((await command('/x', {}, { giveUpMs: 100 })).status, 503);
  serve('silent');
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  assert.equal((await command('/x', {}, { signal: stop.signal })).code, 'aborted');
});

test('retries slow down, with jitter', () => {
  assert.equal(retryDelay(1, () => 0.5), 300);
  assert.equal(retryDelay(9, () => 0.5), 1500);
  assert.ok(retryDelay(1, () => 0) < retryDelay(1, () => 1));
});

test('a kept key survives until the wish is answered', async () => {
  globalThis.sessionStorage = storage();
  const first = keepKey('take', { queue_id: 1 });
  assert.deepEqual(keepKey('take'), first);
  assert.equal(keepKey('take', { queue_id: 1 }).key, first.key);
  assert.notEqual(keepKey('take', { queue_id: 2 }).key, first.key);
  dropKey('take');
  assert.equal(pendingKey('take'), null);
  serve('lost');
  await command('/x', { a: 1 }, { keep: 'take', giveUpMs: 50 });
  const open = pendingKey('take');
  const seen = serve(201);
  await command('/x', undefined, { keep: 'take' });
  assert.equal(seen[0].headers['Idempotency-Key'], open.key);
  assert.equal(seen[0].body, '{"a":1}');
  assert.equal(pendingKey('take'), null);
  assert.notEqual(newKey(), newKey());
});

test('before the server has told the time nobody is shown one, and this machine\'s clock is not read', () => {
  assert.equal(known.value, false);
  assert.ok(now().getTime() < 3_600_000, 'the age of the page');
});

test('a machine\'s clock that is wrong, or is set, moves nothing', (t) => {
  setServerNow('2026-11-20T10:42:07+08:00');
  const wall = t.mock.method(Date, 'now', () => 0);
  const before = now().getTime();
  wall.mock.mockImplementation(() => Date.parse('2041-01-01T00:00:00Z'));
  assert.ok(now().getTime() - before < 1000);
  assert.equal(hhmm(now()), '10:42');
  assert.equal(known.value, true);
  forgetTime();
  assert.equal(known.value, false);
  setServerNow('2026-11-20T10:42:07+08:00');
  assert.equal(known.value, true);
});

test('a sleep is seen by two clocks, whichever of them goes on meanwhile; a clock set back is none', () => {
  const clock = { wall: 5e12, steady: 1000 };
  const look = sleepWatch(() => clock.wall, () => clock.steady);
  const pass = (wall, steady) => { clock.wall += wall; clock.steady += steady; return look(); };
  assert.equal(pass(1000, 1000), 0);
  assert.equal(pass(3_600_000, 1005), 3_598_995);
  assert.equal(pass(1000, 1000), 0, 'told once');
  assert.equal(pass(-3_600_000, 1000), 0);
  assert.equal(pass(60_000, 60_000), 0, 'a page that stood still is known by its silence');
  assert.deepEqual([mayHaveSlept(20), mayHaveSlept(2999), mayHaveSlept(3000)], [false, false, true]);
});

test('a screen asks to be let in once at a time, however many reasons it has to ask again', () => {
  const timers = new Map();
  const socket = { active: true, asked: 0, connect() { this.active = true; this.asked += 1; return this; }, disconnect() { this.active = false; return this; } };
  const again = connecting(socket, (run, ms) => { timers.set(ms, run); return ms; }, (ms) => timers.delete(ms));
  const pass = () => { for (const [ms, run] of [...timers]) { timers.delete(ms); run(); } };
  socket.active = false; // refused
  again.soon(3000);
  again.soon(3500);
  assert.equal(timers.size, 1);
  pass();
  assert.equal(socket.asked, 1);
  again.soon(400); // let go of, while the attempt is under way
  pass();
  assert.equal(socket.asked, 1);
  socket.active = false; // refused again: now somebody signs in
  again.soon(3000);
  again.now();
  assert.deepEqual([socket.asked, timers.size], [2, 0]);
});

test('the socket asks a wall clock in one place, which the link takes out', () => {
  assert.ok('_hasPingExpired' in Socket.prototype, 'it has another name now: see watchEngine in link.js');
});

test('the clock is the server\'s, shown in the hall\'s zone', () => {
  const before = performance.now();
  setServerNow('2026-11-20T10:42:07+08:00');
  const since = now().getTime() - Date.parse('2026-11-20T02:42:07Z');
  assert.ok(since >= 0 && since <= performance.now() - before + 1, `${since} ms on`);
  assert.equal(hhmm('2026-11-20T23:59:00Z'), '07:59');
  assert.equal(hhmmss('2026-11-20T10:42:07+08:00'), '10:42:07');
  assert.equal(dateLine('2026-11-20T23:59:00Z'), '11月21日 星期六');
  assert.equal(dateLine('2026-11-20T10:00:00+08:00', 'en'), 'Friday 20 November');
  assert.deepEqual([offsetOf('x+08:00'), offsetOf('x-03:30'), offsetOf('xZ'), offsetOf('x')], [480, -210, 0, null]);
  assert.deepEqual([duration(65), duration(3753), duration(-4)], ['1:05', '1:02:33', '0:00']);
});

test('loss shows after a short grace, and always within 8 s of silence', () => {
  assert.equal(lostDue(1000, null, false), Infinity);
  assert.equal(lostDue(1000, 1000, false), 1000 + GRACE_MS);
  assert.equal(lostDue(1000, 7000, false), 1000 + SILENT_MS);
  assert.equal(lostDue(1000, null, true), 1000 + SILENT_MS);
  assert.equal(isSilent(0, SILENT_MS), false);
  assert.equal(isSilent(0, SILENT_MS + 1), true);
  assert.ok(SILENT_MS + 1005 < 8000);
});

test('a page knows whether it ended its connection itself, or the server or the line did', async () => {
  const server = new Socket({ path: '/nothing', autoUnref: true });
  const reason = await new Promise((resolve) => { server.on('close', resolve); server.close(); });
  assert.equal(gaveUp(reason), true, `the engine says ${reason}`);
  for (const other of ['transport close', 'transport error', 'io server disconnect', 'parse error']) assert.equal(gaveUp(other), false);
});

test('older snapshots are ignored, except the first after a connect', () => {
  assert.equal(accepts(null, { version: 1 }, false), true);
  assert.equal(accepts({ version: 5 }, { version: 4 }, false), false);
  assert.equal(accepts({ version: 5 }, { version: 5 }, false), true);
  assert.equal(accepts({ version: 5 }, { version: 1 }, true), true);
  assert.equal(accepts(null, null, true), false);
});

test('another build loads the page again, once', () => {
  assert.equal(shouldReload('a', 'b', null), true);
  assert.equal(shouldReload('a', 'b', 'b'), false);
  assert.equal(shouldReload('a', 'a', null), false);
  assert.equal(shouldReload('a', undefined, null), false);
});

test('a device that is not known any more opens its page anew, once; a person is asked to sign in', () => {
  const gone = { code: 'no_credential' };
  assert.equal(mustEnrol('screen', gone, null), true);
  assert.equal(mustEnrol('sign', gone, null), true);
  assert.equal(mustEnrol('sign', gone, 'sign'), false);
  assert.equal(mustEnrol('sign', { code: 'storage_away' }, null), false);
  assert.equal(mustEnrol('sign', null, null), false);
  assert.equal(mustEnrol('clerk', gone, null), false);
});

test('numbers come again today, tomorrow, on a day, or nobody knows', () => {
  const now = '2026-11-20T12:30:00+08:00';
  const zh = [];
  const en = [];
  for (const at of ['2026-11-20T13:10:00+08:00', '2026-11-21T08:10:00+08:00', '2026-12-01T08:10:00+08:00', null]) {
    setLang('zh-CN');
    zh.push(againText(at, now));
    setLang('en');
    en.push(againText(at, now));
  }
  setLang('zh-CN');
  assert.deepEqual(zh, ['13:10 起取号', '明天 8:10 起取号', '12月1日 8:10 起取号', '请到导办台咨询']);
  assert.deepEqual(en, ['numbers from 13:10', 'numbers tomorrow from 8:10', 'numbers on 1 December from 8:10', 'please ask at the desk']);
  assert.equal(daysUntil('2026-11-23T08:30:00+08:00', '2026-11-20T18:00:00+08:00'), 3);
});

test('a page says that it lives every 15 s, and every 5 s while what it wants drawn is not, or errors are untold', () => {
  assert.equal(aliveDue(0, 14_000, null), false);
  assert.equal(aliveDue(0, 14_500, null), true);
  assert.equal(aliveDue(0, 4_500, 2_000), false);
  assert.equal(aliveDue(0, 5_000, 2_000), true);
  assert.deepEqual([aliveDue(0, 4_000, null, 1), aliveDue(0, 4_500, null, 1)], [false, true]);
});
