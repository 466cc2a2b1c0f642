import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deadline, initial, shownPage, step, TIMES, timers } from '../../kiosk/static/logic.js';
import { queue, snapshot } from './kiosk_factories.mjs';

const TICKET = { id: 't1', number: 'C026', queue: { id: 'qC' }, priority: null };

/** A kiosk driven by hand: every event at `at`, wishes collected. */
function kiosk(more) {
  const self = { state: initial(0), wishes: [], at: 0 };
  self.send = (event) => {
    const [next, wishes] = step(self.state, { at: self.at, ...event });
    self.state = next;
    self.wishes.push(...wishes);
    return self;
  };
  self.press = (what, args = {}) => self.send({ type: 'press', what, key: `k${self.wishes.length}`, ...args });
  self.pass = (ms) => {
    const end = self.at + ms;
    while (deadline(self.state) <= end) { self.at = deadline(self.state); self.send({ type: 'time' }); }
    self.at = end;
    return self;
  };
  self.page = () => shownPage(self.state);
  self.asked = () => self.wishes.filter(({ do: what }) => what === 'issue');
  self.did = (what) => self.wishes.some((wish) => wish.do === what);
  self.issued = (job = { id: 'j1', state: 'queued' }, ticket = TICKET) => self.send({ type: 'issued', key: self.asked()[0].key, ticket, print_job: job });
  return self.send({ type: 'link', state: 'ok' }).send({ type: 'snapshot', snapshot: snapshot(more) });
}
const atTicket = (job, more) => kiosk(more).press('queue', { id: 'qE' }).press('take').issued(job);

test('a queue without items needs two presses, a named item three', () => {
  const two = kiosk().press('queue', { id: 'qE' });
  assert.equal(two.page(), 'confirm');
  assert.deepEqual(two.press('take').asked()[0].body, { queue_id: 'qE', language: 'zh-CN' });
  const three = kiosk().press('queue', { id: 'qC' });
  assert.equal(three.page(), 'items');
  three.press('item', { code: 'C2' }).press('take');
  assert.deepEqual(three.asked()[0].body, { queue_id: 'qC', language: 'zh-CN', item_code: 'C2' });
});

test('without items and priority the tile itself takes the number', () => {
  assert.equal(kiosk().press('queue', { id: 'qF' }).asked().length, 1);
});

test('a queue with one item goes straight to that item', () => {
  const one = kiosk().press('queue', { id: 'qG' });
  assert.equal(one.page(), 'confirm');
  assert.equal(one.state.itemCode, 'G1');
});

test('a closed queue cannot be opened, nor can an item of it', () => {
  assert.equal(kiosk().press('queue', { id: 'qH' }).page(), 'home');
  assert.equal(kiosk().press('search').press('item', { code: 'H1' }).page(), 'search');
});

test('not sure leads to the confirm page without an item', () => {
  const unsure = kiosk().press('queue', { id: 'qC' }).press('unsure').press('take');
  assert.equal(unsure.asked()[0].body.item_code, undefined);
});

test('a second press while the number is asked for asks nothing more', () => {
  const twice = kiosk().press('queue', { id: 'qE' }).press('take').press('take').press('home').press('back').press('queue', { id: 'qC' });
  assert.equal(twice.asked().length, 1);
  assert.equal(twice.page(), 'confirm');
});

test('a press while the number is shown takes no second number', () => {
  const shown = atTicket().press('take').press('queue', { id: 'qF' });
  assert.equal(shown.asked().length, 1);
  assert.equal(shown.page(), 'ticket');
});

test('priority is off until chosen, one at a time, and toggles', () => {
  const one = kiosk().press('queue', { id: 'qE' });
  assert.equal(one.state.priority, null);
  one.press('priority', { code: 'elderly' }).press('priority', { code: 'military' });
  assert.equal(one.state.priority, 'military');
  one.press('priority', { code: 'military' });
  assert.equal(one.state.priority, null);
  assert.equal(one.press('priority', { code: 'elderly' }).press('take').asked()[0].body.priority, 'elderly');
});

test('after five seconds without an answer the page says so and the same request goes on', () => {
  const slow = kiosk().press('queue', { id: 'qE' }).press('take').pass(TIMES.slowMs);
  assert.equal(slow.page(), 'lost');
  assert.equal(slow.asked().length, 1);
  assert.equal(slow.issued().page(), 'ticket');
  assert.equal(slow.state.ticket.paper, 'late');
});

test('a request nobody can be waiting for any more is given up and forgotten', () => {
  const left = kiosk().press('queue', { id: 'qE' }).press('take').pass(TIMES.repeatMs);
  assert.equal(left.page(), 'home');
  assert.ok(left.did('forget'));
});

test('a number asked for before a reload is asked for again with the same key', () => {
  const back = { state: initial(0) };
  const [state, wishes] = step(initial(0), { type: 'resume', key: 'old', body: { queue_id: 'qE', language: 'en' }, at: 0 });
  assert.deepEqual(wishes, [{ do: 'issue', key: 'old', body: { queue_id: 'qE', language: 'en' } }]);
  assert.equal(state.lang, 'en');
  assert.equal(shownPage(back.state), 'connecting');
  const [shown] = step(state, { type: 'issued', key: 'old', ticket: TICKET, print_job: { id: 'j', state: 'printed' }, at: 10 });
  assert.equal(shown.ticket.paper, 'done');
});

test('the number stays printing until the job is printed, then leaves after twenty seconds', () => {
  const d1 = atTicket();
  assert.equal(d1.state.ticket.paper, 'printing');
  d1.pass(2000).send({ type: 'snapshot', snapshot: snapshot({ job: { id: 'j1', ticket_id: 't1', state: 'printed' } }) });
  assert.equal(d1.state.ticket.paper, 'done');
  assert.equal(d1.pass(19999).page(), 'ticket');
  assert.equal(d1.pass(1).page(), 'home');
  assert.ok(d1.did('forget'));
});

test('a job known before the answer counts at once', () => {
  const early = kiosk().press('queue', { id: 'qE' }).press('take')
    .send({ type: 'snapshot', snapshot: snapshot({ job: { id: 'j1', ticket_id: 't1', state: 'printed' } }) }).issued();
  assert.equal(early.state.ticket.paper, 'done');
});

test('the job of another ticket says nothing about this one', () => {
  const other = atTicket().send({ type: 'snapshot', snapshot: snapshot({ job: { id: 'j0', ticket_id: 't0', state: 'refused' } }) });
  assert.equal(other.state.ticket.paper, 'printing');
});

for (const [job, paper] of [[null, 'fault'], [{ id: 'j', state: 'refused' }, 'fault'], [{ id: 'j', state: 'expired' }, 'fault'], [{ id: 'j', state: 'uncertain' }, 'unsure']]) {
  test(`a job ${job ? job.state : 'that never was'} puts the number on the screen for sixty seconds`, () => {
    const screen = atTicket(job);
    assert.equal(screen.state.ticket.paper, paper);
    assert.equal(screen.pass(59999).page(), 'ticket');
    assert.equal(screen.pass(1).page(), 'home');
  });
}

test('eight seconds without proof mean it may not have printed; proof later still counts', () => {
  const unsure = atTicket().pass(TIMES.unprintedMs);
  assert.equal(unsure.state.ticket.paper, 'unsure');
  unsure.send({ type: 'snapshot', snapshot: snapshot({ job: { id: 'j1', ticket_id: 't1', state: 'printed' } }) });
  assert.equal(unsure.state.ticket.paper, 'done');
});

test('printed stays printed whatever comes after', () => {
  const done = atTicket({ id: 'j1', state: 'printed' }).send({ type: 'snapshot', snapshot: snapshot({ job: { id: 'j1', ticket_id: 't1', state: 'uncertain' } }) });
  assert.equal(done.state.ticket.paper, 'done');
});

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

test('a number asked for when the line breaks is shown when it comes back', () => {
  const asked = kiosk().press('queue', { id: 'qE' }).press('take').send({ type: 'link', state: 'lost', lostAt: 5 });
  assert.equal(asked.page(), 'lost');
  asked.pass(20000).send({ type: 'link', state: 'ok' }).issued();
  assert.equal(asked.page(), 'ticket');
});

test('a refusal by the rules is said, and the next press is a new request', () => {
  const full = kiosk().press('queue', { id: 'qE' }).press('take');
  full.send({ type: 'refused', key: full.asked()[0].key, status: 409, code: 'daily_limit_reached', title: 'x' });
  assert.equal(full.page(), 'confirm');
  assert.equal(full.state.refusal.code, 'daily_limit_reached');
  assert.notEqual(full.press('take').asked()[1].key, full.asked()[0].key);
});

test('an answer nobody understood is asked again with the same key', () => {
  const torn = kiosk().press('queue', { id: 'qE' }).press('take');
  torn.send({ type: 'refused', key: torn.asked()[0].key, status: 500 });
  assert.equal(torn.press('take').asked()[1].key, torn.asked()[0].key);
  torn.send({ type: 'refused', key: torn.asked()[0].key, status: 500 }).press('priority', { code: 'elderly' });
  assert.notEqual(torn.press('take').asked()[2].key, torn.asked()[0].key);
});

test('an answer to another request changes nothing', () => {
  const one = kiosk().press('queue', { id: 'qE' }).press('take').send({ type: 'issued', key: 'other', ticket: TICKET, print_job: null });
  assert.equal(one.page(), 'confirm');
});

test('help is asked once, heard when staff have it, else the desk is named', () => {
  const help = kiosk().press('help').press('help');
  assert.equal(help.wishes.filter(({ do: what }) => what === 'help').length, 1);
  help.send({ type: 'snapshot', snapshot: snapshot({ help: { state: 'seen' } }) });
  assert.equal(help.state.help.state, 'heard');
  assert.equal(help.pass(TIMES.helpShownMs).state.help, null);
  assert.equal(kiosk().press('help').pass(TIMES.helpWaitMs).state.help.state, 'unheard');
});

test('a queue that is taken away sends the citizen home, not into an error', () => {
  const gone = kiosk().press('queue', { id: 'qC' }).send({ type: 'snapshot', snapshot: snapshot({ queues: [queue('E')] }) });
  assert.equal(gone.page(), 'home');
});

test('a queue that closes on the confirm page takes no press', () => {
  const shut = kiosk().press('queue', { id: 'qE' }).send({ type: 'snapshot', snapshot: snapshot({ queues: [queue('E', { open: false })] }) });
  assert.equal(shut.press('take').asked().length, 0);
});

test('a guide that comes late for another item is not shown', () => {
  const late = kiosk().press('guide', { code: 'C1' }).send({ type: 'guide', code: 'C2', guide: {} });
  assert.equal(late.state.guide, null);
  assert.deepEqual(late.send({ type: 'guide', code: 'C1', guide: { code: 'C1' } }).state.guide, { code: 'C1' });
});
