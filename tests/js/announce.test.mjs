// What staff say in the hall: when it may be sent, what is sent, what can be taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announceBody, announceHindrance, fateOf, NOTHING_TO_SAY, withdrawable } from '../../queue_server/screens/shared/static/announce_rules.js';

test('an announcement needs a letter or a figure, and goes out trimmed', () => {
  assert.equal(announceHindrance(NOTHING_TO_SAY), 'empty');
  assert.equal(announceHindrance({ ...NOTHING_TO_SAY, text: ' \u3002\uff01' }), 'empty');
  assert.equal(announceHindrance({ ...NOTHING_TO_SAY, text: '\u8bf7' }), null);
  assert.deepEqual(announceBody({ text: ' a ', textEn: ' b ', zones: ['x'], urgent: true }), { text: 'a', text_en: 'b', zones: ['x'], urgent: true });
});

test('what waits can be taken back, once for all its zones; what is being spoken cannot', () => {
  const rows = [
    { id: 'a', zone: 'east', state: 'queued' }, { id: 'a', zone: 'west', state: 'queued' }, { id: 'b', zone: null, state: 'playing' },
    { id: 'c', zone: 'east', state: 'spoken' }, { id: 'c', zone: 'west', state: 'queued' },
  ];
  assert.deepEqual([...withdrawable(rows)], [rows[0], rows[4]]);
});

test('one taken back is no trouble, one that nobody could speak is', () => {
  assert.deepEqual(fateOf({ state: 'unspoken', why: 'withdrawn' }), { key: 'announce.withdrawn', warn: false });
  assert.deepEqual(fateOf({ state: 'unspoken', why: 'no_speaker' }), { key: 'announce.unspoken', warn: true });
  assert.deepEqual(fateOf({ state: 'playing', why: null }), { key: 'announce.playing', warn: false });
});
