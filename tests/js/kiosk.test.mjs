import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperPart, paperWords } from '../../kiosk/static/facts.js';
import { initial, shownPage, step, TIMES } from '../../kiosk/static/logic.js';
import { atTicket, kiosk, queue, snapshot, TICKET } from './kiosk_factories.mjs';

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

test('a refusal by the rules is said, and the next press is a new request', () => {
  const full = kiosk().press('queue', { id: 'qE' }).press('take');
  full.send({ type: 'refused', key: full.asked()[0].key, status: 409, code: 'daily_limit_reached', title: 'x' });
  assert.equal(full.page(), 'confirm');
  assert.equal(full.state.refusal.code, 'daily_limit_reached');
  full.send({ type: 'touch' }).press('take').send({
    type: 'refused', key: full.asked()[1].key, status: 409, code: 'queue_closed', title: 'x', reason: 'break', opensAt: '2026-11-20T13:10:00+08:00',
  });
  assert.deepEqual(full.state.refusal, { code: 'queue_closed', title: 'x', reason: 'break', opensAt: '2026-11-20T13:10:00+08:00' });
  assert.notEqual(full.press('take').asked()[2].key, full.asked()[0].key);
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
  help.send({ type: 'snapshot', snapshot: snapshot({ help: { state: 'seen', id: 'h1' } }) });
  assert.equal(help.state.help.state, 'heard');
  assert.equal(help.pass(TIMES.helpShownMs).state.help, null);
  assert.equal(kiosk().press('help').pass(TIMES.helpWaitMs).state.help.state, 'unheard');
});

test('the answer to an earlier call for help is none to a new one', () => {
  const help = { state: 'seen', id: 'h1' };
  const again = kiosk({ help }).press('help').send({ type: 'snapshot', snapshot: snapshot({ help }) });
  assert.equal(again.state.help.state, 'asked');
  again.pass(TIMES.helpWaitMs).send({ type: 'snapshot', snapshot: snapshot({ help: { state: 'seen', id: 'h2' } }) });
  assert.equal(again.state.help.state, 'heard');
});

test('a paper that comes out elsewhere leaves the number on the screen and says where', () => {
  const away = { name: '导办台打印机', name_en: 'Desk printer' };
  const job = (state, elsewhere = away) => ({ type: 'snapshot', snapshot: snapshot({ job: { id: 'j1', ticket_id: 't1', state, elsewhere } }) });
  const moved = atTicket().send(job('queued'));
  assert.equal(paperPart(moved.state.ticket), 'screen');
  assert.equal(paperWords(moved.state.ticket, { state: 'down' }), 'elsewhere');
  assert.equal(moved.pass(TIMES.unprintedMs).page(), 'ticket');
  assert.equal(paperWords(moved.state.ticket, { state: 'down' }), 'elsewhere', 'no slot to look at here');
  moved.send(job('printed'));
  assert.equal(paperPart(moved.state.ticket), 'screen');
  assert.equal(paperWords(moved.state.ticket, { state: 'down' }), 'elsewhere_done');
  assert.equal(moved.pass(TIMES.faultHomeMs - 1).page(), 'ticket');
  assert.equal(moved.pass(1).page(), 'home');
  for (const state of ['refused', 'uncertain', 'expired']) {
    assert.equal(paperWords(atTicket().send(job(state)).state.ticket, { state: 'down' }), 'fault');
  }
});

test('a hall that wants paper takes no number from a kiosk without it', () => {
  const dry = { printer: { state: 'down', why: 'paper_out' } };
  assert.equal(kiosk({ ...dry, printer_down: 'refuse' }).press('queue', { id: 'qE' }).press('take').asked().length, 0);
  assert.equal(kiosk({ ...dry, printer_down: 'issue' }).press('queue', { id: 'qE' }).press('take').asked().length, 1);
});

test('a queue that is taken away sends the citizen home, not into an error', () => {
  const gone = kiosk().press('queue', { id: 'qC' }).send({ type: 'snapshot', snapshot: snapshot({ queues: [queue('E')] }) });
  assert.equal(gone.page(), 'home');
});

test('a queue that closes on the confirm page takes no press', () => {
  const shut = kiosk().press('queue', { id: 'qE' }).send({ type: 'snapshot', snapshot: snapshot({ queues: [queue('E', { open: false })] }) });
  assert.equal(shut.press('take').asked().length, 0);
});

test('choosing a kind starts its list anew, and letters are forgotten with it', () => {
  const kind = kiosk().press('search').press('letter', { letter: 'C' }).press('by', { by: 'kind' }).press('kind', { kind: 'x' }).press('turn', { to: 2 });
  assert.deepEqual([kind.state.text, kind.state.kind, kind.state.from], ['', 'x', 2]);
  assert.deepEqual([kind.press('kind', { kind: 'y' }).state.from, kind.press('by', { by: 'letters' }).state.kind], [0, null]);
});

test('large type, language and contrast change how a page reads, never what was chosen on it', () => {
  const chosen = ({ page, queueId, itemCode, priority, from, trail }) => ({ page, queueId, itemCode, priority, from, trail });
  for (const key of ['large', 'language', 'contrast']) {
    const here = kiosk().press('queue', { id: 'qC' }).press('turn', { to: 7 }).press('item', { code: 'C2' }).press('priority', { code: 'elderly' });
    const before = chosen(here.state);
    assert.deepEqual(chosen(here.press(key).state), before, key);
    assert.equal(here.press('take').asked()[0].body.item_code, 'C2');
    assert.equal(here.asked()[0].body.priority, 'elderly');
    assert.equal(kiosk().press('queue', { id: 'qC' }).press('turn', { to: 7 }).press(key).state.from, 7, `${key} keeps the page of a list`);
  }
});

test('another language forgets the letters typed, which would find nothing in it', () => {
  const typed = kiosk().press('search').press('letter', { letter: 'C' }).press('turn', { to: 5 }).press('language').state;
  assert.deepEqual([typed.page, typed.text, typed.from], ['search', '', 0]);
  const kind = kiosk().press('search').press('by', { by: 'kind' }).press('kind', { kind: 'x' }).press('language').state;
  assert.deepEqual([kind.by, kind.kind], ['kind', 'x']);
});

test('a guide that comes late for another item is not shown', () => {
  const late = kiosk().press('guide', { code: 'C1' }).send({ type: 'guide', code: 'C2', guide: {} });
  assert.equal(late.state.guide, null);
  assert.deepEqual(late.send({ type: 'guide', code: 'C1', guide: { code: 'C1' } }).state.guide, { code: 'C1' });
});
