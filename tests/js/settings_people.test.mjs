import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formOf, newPerson, personBody, personFaults } from '../../queue_server/screens/admin/static/settings/person.js';

const filled = (more) => ({ ...newPerson(), username: 'li.fang', name: '李芳', ...more });

test('a name to sign in by is letters and digits, and nobody goes without a name', () => {
  assert.deepEqual(personFaults(newPerson()), { username: 'empty', name: 'empty' });
  assert.deepEqual(personFaults(filled({ username: '李芳' })), { username: 'username' });
  assert.deepEqual(personFaults(filled({ username: '.li', name: '  ' })), { username: 'username', name: 'empty' });
  assert.deepEqual(personFaults(filled()), {});
});

test('only a clerk has a window and a right to call out of turn', () => {
  const sent = personBody(filled({ window: 3, may_choose: true, badge: ' 018 ' }), { isNew: true });
  assert.deepEqual(sent, { username: 'li.fang', name: '李芳', role: 'clerk', badge: '018', post: '', window: 3, may_choose: true });
  const guide = personBody(filled({ role: 'guide', window: 3, may_choose: true }), { isNew: false });
  assert.deepEqual(guide, { name: '李芳', role: 'guide', badge: '', post: '', window: null, may_choose: false });
});

test('the form begins with what the server knows', () => {
  const known = { id: 'x', username: 'x', name: 'N', role: 'clerk', badge: '1', post: 'p', usual_window: 2, may_choose: true, sessions: 1 };
  assert.deepEqual(formOf(known), { username: 'x', name: 'N', role: 'clerk', badge: '1', post: 'p', window: 2, may_choose: true });
});
