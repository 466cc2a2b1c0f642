import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadline, TIMES, timers } from '../../kiosk/static/logic.js';
import { atTicket, kiosk } from './kiosk_factories.mjs';

test('large type doubles every patience', () => {
  const old = kiosk().press('large').press('queue', { id: 'qE' }).press('take').issued({ id: 'j', state: 'printed' });
  assert.equal(old.pass(39999).page(), 'ticket');
  assert.equal(old.pass(1).page(), 'home');
  const idle = kiosk().press('large').press('queue', { id: 'qC' }).pass(89999);
  assert.equal(idle.state.askedAt, null);
  assert.equal(idle.pass(29999).page(), 'items');
  assert.equal(idle.pass(2).page(), 'home');
});

test('after the number nothing of the citizen is left', () => {
  const next = kiosk().press('large').press('contrast').press('language').press('queue', { id: 'qE' }).press('priority', { code: 'elderly' })
    .press('take').issued().press('done');
  const { lang, elder, contrast, priority, queueId, trail } = next.state;
  assert.deepEqual({ lang, elder, contrast, priority, queueId, trail }, { lang: 'zh-CN', elder: false, contrast: false, priority: null, queueId: null, trail: [] });
});

test('idle asks after 45 s, goes home after 15 more, and forgets the search', () => {
  const idle = kiosk().press('search').press('letter', { letter: 'C' }).pass(45000);
  assert.equal(idle.state.askedAt, 45000);
  assert.equal(idle.page(), 'search');
  idle.pass(15000);
  assert.equal(idle.page(), 'home');
  assert.equal(idle.state.text, '');
});

test('continue keeps everything and starts the time again', () => {
  const on = kiosk().press('search').press('letter', { letter: 'C' }).pass(50000).press('go_on');
  assert.equal(on.state.askedAt, null);
  assert.equal(on.pass(44000).state.askedAt, null);
  assert.equal(on.state.text, 'C');
});

test('touching the page puts off the question but does not answer it', () => {
  const touched = kiosk().press('search').pass(40000).send({ type: 'touch' }).pass(40000);
  assert.equal(touched.state.askedAt, null);
  touched.pass(5000).send({ type: 'touch' });
  assert.notEqual(touched.state.askedAt, null);
});

test('a plain home page has no timer at all', () => {
  assert.deepEqual(timers(kiosk().state), []);
  assert.equal(deadline(kiosk().state), Infinity);
});

test('contrast chosen at home is forgotten too', () => {
  assert.equal(kiosk().press('contrast').pass(60000).state.contrast, false);
});

test('home on the way keeps the manner of the same citizen and forgets the choice', () => {
  const same = kiosk().press('language').press('large').press('queue', { id: 'qC' }).press('home');
  assert.equal(same.page(), 'home');
  assert.equal(same.state.lang, 'en');
  assert.equal(same.state.elder, true);
});

test('back goes step by step and keeps what was typed', () => {
  const way = kiosk().press('search').press('letter', { letter: 'C' }).press('item', { code: 'C1' }).press('priority', { code: 'elderly' }).press('guide', { code: 'C1' });
  assert.equal(way.page(), 'guide');
  assert.equal(way.press('back').state.priority, 'elderly');
  assert.equal(way.press('back').state.text, 'C');
  assert.equal(way.press('back').page(), 'home');
});

test('a broken line ends the way but not a number', () => {
  const way = kiosk().press('queue', { id: 'qC' }).send({ type: 'link', state: 'lost', lostAt: 5 });
  assert.equal(way.page(), 'lost');
  assert.equal(way.press('take').asked().length, 0);
  assert.equal(way.send({ type: 'link', state: 'ok' }).page(), 'home');
  const number = atTicket().send({ type: 'link', state: 'lost', lostAt: 5 });
  assert.equal(number.page(), 'ticket');
  assert.equal(number.pass(TIMES.unprintedMs + TIMES.faultHomeMs).page(), 'lost');
});

test('a broken line is told in the language and size of whoever stands there, who is then forgotten as always', () => {
  const way = kiosk().press('language').press('large').press('queue', { id: 'qC' }).send({ type: 'link', state: 'lost', lostAt: 5 });
  assert.deepEqual([way.page(), way.state.lang, way.state.elder, way.state.queueId], ['lost', 'en', true, null]);
  way.pass(600000).send({ type: 'link', state: 'ok' });
  assert.equal(way.page(), 'home');
  way.pass(4 * TIMES.askMs);
  assert.deepEqual([way.state.lang, way.state.elder], ['zh-CN', false]);
});

test('a number asked for when the line breaks is shown when it comes back', () => {
  const asked = kiosk().press('queue', { id: 'qE' }).press('take').send({ type: 'link', state: 'lost', lostAt: 5 });
  assert.equal(asked.page(), 'lost');
  asked.pass(20000).send({ type: 'link', state: 'ok' }).issued();
  assert.equal(asked.page(), 'ticket');
});
