import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import {
  freeName, fresh, health, jobWords, ofFound, openQuestion, origin, settingsWords, testWords, users,
} from '../../queue_server/screens/admin/static/printers/logic.js';

const WORDS = JSON.parse(readFileSync(new URL('../../queue_server/screens/admin/static/printers/words.json', import.meta.url), 'utf8'));
const has = (key) => key in WORDS;
const USUAL = { width_dots: 576, mode: 'text', qr: 'raster', cut: 'partial', barrier: 'gs_r', status: 'dle_eot' };
const keys = (profile) => settingsWords(profile).map((part) => part.key);

test('every state and reason of a printer has plain words', () => {
  for (const state of ['ok', 'near_end', 'unknown', 'something new']) assert.ok(has(health({ state }, has).key));
  for (const why of ['paper_out', 'cover_open', 'cutter', 'overheated', 'error', 'offline', 'connection_refused', 'not_answering', 'lost', 'bad_address', 'no_permission', 'no_driver', 'unconfirmed']) {
    assert.equal(health({ state: 'down', why }, has).key, `printers.why.${why}`);
  }
  assert.deepEqual(health({ state: 'down', why: 'something new' }, has), { lamp: 'square', key: 'printers.state.down' });
  assert.equal(health({ state: 'unknown', profile: { status: 'none' } }, has).key, 'printers.state.untold');
});

test('settings are said in words, the trouble they bring too', () => {
  assert.deepEqual(keys(USUAL), ['printers.set.paper', 'printers.set.text', 'printers.set.cut_partial', 'printers.set.confirms']);
  const poor = keys({ width_dots: 512, mode: 'raster', qr: 'native', cut: 'none', barrier: 'none', status: 'none' });
  assert.deepEqual(poor, ['printers.set.dots', 'printers.set.drawn', 'printers.set.own_codes', 'printers.set.cut_none', 'printers.set.never_sure', 'printers.set.unseen']);
  assert.ok(keys({ ...USUAL, barrier: 'none', sent_is_done: true }).includes('printers.set.sent_is_done'));
  for (const key of [...keys(USUAL), ...poor, 'printers.set.sent_is_done', 'printers.set.cut_full']) assert.ok(has(key), key);
});

test('where settings come from is told apart', () => {
  assert.deepEqual([origin({}), origin({ model: 'x' }), origin({ model: 'x', confirmed_at: '2026' })], ['own', 'documents', 'confirmed']);
});

test('who prints where, first and second', () => {
  const devices = [{ id: 'k', printer_id: 'p1', second_printer_id: 'p2' }, { id: 'g', printer_id: 'p2', second_printer_id: null }];
  const found = users(devices, 'p2');
  assert.deepEqual([found.first.map((one) => one.id), found.second.map((one) => one.id)], [['g'], ['k']]);
});

test('questions are asked in order until none is open', () => {
  const questions = [{ code: 'a' }, { code: 'b' }];
  assert.equal(openQuestion(questions, { a: 'x' }).code, 'b');
  assert.equal(openQuestion(questions, { a: 'x', b: 'y' }), null);
});

test('a self-test says how it went and whether there is paper to ask about', () => {
  assert.deepEqual(testWords({ outcome: 'printed', reason: null }, has), { key: 'printers.test.printed', why: null, ok: true });
  assert.deepEqual(testWords({ outcome: 'refused', reason: 'paper_out' }, has), { key: 'printers.test.refused', why: 'printers.why.paper_out', ok: false });
  assert.deepEqual(testWords({ error: 'OSError' }, has), { key: 'printers.test.failed', why: null, ok: false });
});

test('what the hall does not have yet stands first, and a new printer gets a free name', () => {
  const printers = [{ address: 'tcp://a:1', name: '打印机' }];
  const found = ofFound([{ address: 'tcp://a:1', name: 'a' }, { address: 'tcp://b:1', name: 'TM-T88' }], printers);
  assert.deepEqual(found.map((one) => one.name), ['TM-T88', '']);
  assert.deepEqual(found.map((one) => [one.address, Boolean(one.known)]), [['tcp://b:1', false], ['tcp://a:1', true]]);
  assert.deepEqual([freeName('打印机', printers), freeName('新', printers)], ['打印机 2', '新']);
});

test('health is of this second, and a slip on its way says nothing yet', () => {
  assert.deepEqual(fresh([{ id: 'p', state: 'ok' }], [{ id: 'p', state: 'down', why: 'paper_out' }]), [{ id: 'p', state: 'down', why: 'paper_out' }]);
  assert.deepEqual(fresh([{ id: 'p', state: 'ok' }], undefined), [{ id: 'p', state: 'ok' }]);
  assert.deepEqual(['printed', 'uncertain', 'expired', 'queued'].map((state) => jobWords({ state })), ['printers.job.printed', 'printers.job.uncertain', 'printers.job.refused', null]);
});
