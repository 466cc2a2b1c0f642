// The hall board's stage and layout, without a browser.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  advance, DRY_MS, EMPTY_STAGE, isOutdated, MAX_FIELDS, recentCalls, redNumbers, SPEAK_MS, stageView, TURN_MS,
} from '../../display/static/board_logic.js';
import {
  besideLine, callMeasures, fitNumber, fitText, gridShape, noCallsLine, noticeLines, numberWidth, pageOf,
  listSize, numbersFit, rowHeight, waitingShape, windowLayout, windowLine, windowSize,
} from '../../display/static/board_layout.js';
import { noticeParts, textWidth } from '../../display/static/line_breaks.js';
import { clockWords, dayWord, isoClock, offsetOf } from '../../display/static/hall_time.js';

const T0 = Date.parse('2026-11-20T10:42:00+08:00');
const iso = (ms) => new Date(ms).toISOString();

/** A call made at T0 + `at` seconds, red for 12 s. */
function call(number, at, more = {}) {
  const made = T0 + at * 1000;
  return { id: `id-${number}`, number, window: '3', at: iso(made), state: 'called', recalls: 0, red_until: iso(made + 12_000), ...more };
}

/** A board that is told its calls and carries its stage on. */
function board() {
  let stage = EMPTY_STAGE;
  let context = { calls: [], now: T0, speaking: new Set(), connected: true };
  let next = null;
  return {
    at(seconds, calls = context.calls, more = {}) {
      context = { ...context, ...more, calls, now: T0 + seconds * 1000 };
      ({ stage, next } = advance(stage, context));
      return this;
    },
    get fields() { return stageView(stage, context).map((f) => `${f.call.number}${f.red ? '*' : ''}`).join(' '); },
    get fresh() { return stageView(stage, context).filter((f) => f.fresh).map((f) => f.call.number).join(' '); },
    get recent() { return recentCalls(stage, context.calls, 6).map((c) => c.number).join(' '); },
    get red() { return [...redNumbers(stage, context)].sort().join(' '); },
    get next() { return next === null ? null : (next - T0) / 1000; },
    get stage() { return stage; },
  };
}

describe('a call', () => {
  const old = call('A001', -300, { state: 'serving' });

  it('is red from its first instant, alone in the field, and new', () => {
    const b = board().at(0, [old]).at(1, [call('C026', 1), old]);
    assert.equal(b.fields, 'C026*');
    assert.equal(b.fresh, 'C026');
    assert.equal(b.recent, 'A001');
    assert.equal(b.next, 13);
  });

  it('dries when its time is over and keeps its place', () => {
    const b = board().at(0, [old]).at(1, [call('C026', 1), old]).at(13.1);
    assert.equal(b.fields, 'C026');
    assert.equal(b.recent, 'A001');
    assert.equal(b.next, null);
  });

  it('stays red while its number is read aloud, however long, but not for ever', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]);
    assert.equal(b.at(20, undefined, { speaking: new Set(['C026']) }).fields, 'C026*');
    assert.equal(b.at(13 + SPEAK_MS / 1000 + 0.1).fields, 'C026');
  });

  it('stays red while the server says that its reading is still to come', () => {
    const b = board().at(0, []).at(1, [call('C026', 1, { announcing: true })]);
    assert.equal(b.at(25).fields, 'C026*');
    assert.equal(b.at(26, [call('C026', 1, { announcing: false })]).fields, 'C026');
  });

  it('does not pulse again when it turns red again without a new stamp', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]).at(13.1).at(13.3, undefined, { speaking: new Set(['C026']) });
    assert.equal(b.fields, 'C026*');
    assert.equal(b.fresh, '');
  });

  it('dries at once when the reading ends after its time', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]).at(20, undefined, { speaking: new Set(['C026']) });
    assert.equal(b.at(21, undefined, { speaking: new Set() }).fields, 'C026');
  });

  it('joins the recent calls when the next one comes', () => {
    const first = call('C026', 1);
    const b = board().at(0, []).at(1, [first]).at(20).at(21, [call('A019', 21), first]);
    assert.equal(b.fields, 'A019*');
    assert.equal(b.recent, 'C026');
  });

  it('is not red when the citizen was marked absent, and is gone when it was taken back', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]).at(5, [call('C026', 1, { state: 'absent' })]);
    assert.equal(b.fields, 'C026');
    b.at(6, [call('C026', 1, { state: 'waiting' }), old]);
    assert.equal(b.fields, 'A001');
    assert.equal(b.recent, '');
  });
});

describe('opening or reloading the page', () => {
  it('never shows old calls as new', () => {
    const b = board().at(0, [call('C026', -30), call('A018', -60)]);
    assert.equal(b.fields, 'C026');
    assert.equal(b.fresh, '');
  });

  it('shows a call that is still red as red, but without its pulses', () => {
    const b = board().at(0, [call('C026', -3), call('A018', -60)]);
    assert.equal(b.fields, 'C026*');
    assert.equal(b.fresh, '');
    assert.equal(b.next, 9);
  });

  it('in the middle of a burst shows its newest calls at once', () => {
    const b = board().at(0, [call('D004', -1), call('C003', -2), call('B002', -3), call('A001', -4)]);
    assert.equal(b.fields, 'D004* C003* B002*');
  });

  it('has an empty stage before the first call of the day', () => {
    const b = board().at(0, []);
    assert.equal(b.fields, '');
    assert.equal(b.next, null);
  });
});

describe('a recall', () => {
  it('stamps the same place again, without a second row', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]).at(20);
    b.at(21, [call('C026', 21, { recalls: 1 })]);
    assert.equal(b.fields, 'C026*');
    assert.equal(b.fresh, 'C026');
    assert.equal(b.recent, '');
  });

  it('in a burst does not swap the places', () => {
    const calls = [call('B002', 3), call('A001', 1)];
    const b = board().at(0, []).at(3, calls).at(5, [call('A001', 5, { recalls: 1 }), calls[0]]);
    assert.equal(b.fields, 'B002* A001*');
  });

  it('of a number that had left the field brings it back', () => {
    const b = board().at(0, []).at(1, [call('A001', 1)]).at(20, [call('B002', 20), call('A001', 1)]).at(40);
    b.at(41, [call('B002', 20), call('A001', 41, { recalls: 1 })]);
    assert.equal(b.fields, 'A001*');
    assert.equal(b.recent, 'B002');
  });
});

describe('a burst', () => {
  const [a, b2, c, d, e] = ['A001', 'B002', 'C003', 'D004', 'E005'];

  it('shows two quick calls both, newest on top', () => {
    const b = board().at(0, []).at(1, [call(b2, 1), call(a, 1)]);
    assert.equal(b.fields, 'B002* A001*');
  });

  it('lets the fourth wait until the oldest has had its turn', () => {
    const three = [call(c, 3), call(b2, 2), call(a, 1)];
    const b = board().at(0, []).at(1, [three[2]]).at(2, three.slice(1)).at(3, three);
    b.at(4, [call(d, 4), ...three]);
    assert.equal(b.fields, 'C003* B002* A001*');
    assert.equal(b.recent, '', 'a call that waits for its field is not a recent one');
    assert.equal(b.next, 1 + TURN_MS / 1000);
    b.at(7);
    assert.equal(b.fields, 'D004* C003* B002*');
    assert.equal(b.recent, 'A001');
    assert.equal(b.red, 'A001 B002 C003 D004', 'its window stays red for its whole time');
  });

  it('shows every one of eight calls made at once, each for a turn', () => {
    const all = [...'ABCDEFGH'].map((letter, i) => call(`${letter}001`, 1 + i / 100)).reverse();
    const b = board().at(0, []).at(1.1, all);
    const seen = new Set();
    for (let s = 1.1; s < 40; s += 0.5) {
      b.at(s);
      for (const f of b.fields.split(' ').filter((name) => name.endsWith('*'))) seen.add(f);
      assert.ok(b.fields.split(' ').length <= MAX_FIELDS);
    }
    assert.equal(seen.size, 8);
    assert.equal(b.at(60).fields.split(' ').length, 1);
  });

  it('keeps its places while calls dry and ends when one red call is left', () => {
    const calls = [call(c, 9), call(b2, 5), call(a, 1)];
    const b = board().at(0, []).at(1, [calls[2]]).at(5, calls.slice(1)).at(9, calls);
    assert.equal(b.at(13.1).fields, 'C003* B002* A001');
    b.at(17.1);
    assert.equal(b.fields, 'C003* B002 A001', 'the second dries in its place');
    b.at(17.1 + DRY_MS / 1000 + 0.05);
    assert.equal(b.fields, 'C003*');
    assert.equal(b.recent, 'B002 A001');
  });

  it('makes room for a new call from what has dried', () => {
    const calls = [call(c, 9), call(b2, 5), call(a, 1)];
    const b = board().at(0, []).at(1, [calls[2]]).at(5, calls.slice(1)).at(9, calls).at(13.1);
    b.at(14, [call(e, 14), ...calls]);
    assert.equal(b.fields, 'E005* C003* B002*');
  });

  it('keeps the number that is being read on the stage', () => {
    const wait = { announcing: true };
    const four = [call(d, 1.3, wait), call(c, 1.2, wait), call(b2, 1.1, wait), call(a, 1, wait)];
    const b = board().at(0, []).at(1.4, four).at(3, undefined, { speaking: new Set([a]) });
    assert.equal(b.fields, 'C003* B002* A001*');
    b.at(7.5);
    assert.equal(b.fields, 'D004* C003* A001*', 'the oldest is being read: the next makes room');
    b.at(14, [four[0], four[1], four[2], call(a, 1)], { speaking: new Set([b2]) });
    assert.match(b.fields, /B002\*/, 'it comes back when its turn to be read has come');
  });

  it('brings a number back when it is read only after its field has gone', () => {
    const calls = [call(b2, 3), call(a, 1)];
    const b = board().at(0, []).at(1, [calls[1]]).at(3, calls).at(14.2).at(16);
    b.at(15.5, undefined, { speaking: new Set([a]) });
    assert.match(b.fields, /A001\*/);
  });
});

describe('without a connection', () => {
  it('everything dries at once and nothing pulses on return', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]).at(3, undefined, { connected: false });
    assert.equal(b.fields, 'C026');
    assert.equal(b.red, '');
    b.at(300, undefined, { connected: true });
    assert.equal(b.fields, 'C026');
  });

  it('what was called meanwhile and is red no more stands in the field on return, not what stood there before', () => {
    const b = board().at(0, []).at(1, [call('C026', 1)]).at(20, undefined, { connected: false });
    b.at(90, [call('A019', 60), call('C026', 1)], { connected: true });
    assert.equal(b.fields, 'A019');
    assert.equal(b.fresh, '');
    assert.equal(b.recent, 'C026');
  });
});

describe('content of a page that is not connected', () => {
  const lostAt = Date.parse('2026-11-20T23:40:00+08:00');
  const after = 1_800_000;
  const gone = (minutes, more = {}) => isOutdated({ lostAt, at: lostAt + minutes * 60_000, after, offset: 480, slept: false, ...more });

  it('goes after half an hour, and at midnight of the hall', () => {
    assert.deepEqual([gone(1), gone(19), gone(20)], [false, false, true]);
    assert.deepEqual([gone(20, { offset: 0 }), gone(29, { offset: 0 }), gone(30, { offset: 0 })], [false, false, true]);
  });

  it('goes at once when the machine may have slept: nobody knows how old it is', () => {
    assert.equal(gone(0, { slept: true }), true);
  });
});

describe('memory', () => {
  it('stays small through a thousand calls', () => {
    const b = board().at(0, []);
    let calls = [];
    for (let i = 0; i < 1000; i += 1) {
      calls = [call(`A${String(i).padStart(4, '0')}`, i * 5), ...calls].slice(0, 12);
      b.at(i * 5, calls);
    }
    assert.ok(b.stage.seen.length <= 12);
    assert.ok(b.stage.fields.length <= MAX_FIELDS);
    assert.equal(b.stage.waiting.length, 0);
  });
});

describe('layout', () => {
  it('fits numbers into their field', () => {
    assert.equal(fitNumber('C026', 360, 808), 359);
    assert.equal(fitNumber('A1026', 360, 808), 289);
    for (const number of ['C026', 'A1026', 'AB026', 'AB1026']) {
      for (const shape of ['hero', 'stale', 'burst', 'grid', 'pair', 'trio']) {
        const { size, field } = callMeasures(shape, false);
        assert.ok(fitNumber(number, size, field) * numberWidth(number) <= field - 56);
      }
    }
  });

  it('sets window numbers of two digits smaller', () => {
    assert.deepEqual([windowSize('3', 300), windowSize('10', 300), windowSize('112', 300)], [300, 260, 180]);
  });

  it('shrinks long names, never below the smallest type', () => {
    assert.equal(fitText('\u7efc\u5408', 38, 310, 26), 38);
    assert.equal(fitText('\u7efc'.repeat(30), 38, 310, 26), 26);
  });

  it('leaves a line of words its second language only where the name beside it keeps its size', () => {
    const line = { both: 745, short: 383 };
    assert.deepEqual(besideLine('\u7efc'.repeat(13), 42, line, 1320), { size: 42, short: false });
    assert.deepEqual(besideLine('\u7efc'.repeat(14), 42, line, 1320), { size: 42, short: true });
    assert.deepEqual(besideLine('\u7efc'.repeat(36), 27, line, 1320), { size: 26, short: true });
  });

  it('lists windows by their count', () => {
    assert.deepEqual([0, 1, 3, 4, 6, 7, 10, 11, 40].map(windowLayout),
      ['none', 'few', 'few', 'rows', 'rows', 'compact', 'compact', 'grid', 'grid']);
  });

  it('gives every window of a grid a cell', () => {
    for (let n = 11; n <= 40; n += 1) {
      for (const portrait of [false, true]) {
        const { columns, rows } = gridShape(n, portrait);
        assert.ok(columns * rows >= n, `${n} windows in ${columns} by ${rows}`);
        assert.ok(columns <= (portrait ? 4 : 8));
      }
    }
  });

  it('leaves out the word for people where three figures need the room', () => {
    assert.equal(waitingShape([{ prefix: 'A', waiting: 8 }], false).words, true);
    assert.equal(waitingShape([{ prefix: 'A', waiting: 200 }], false).words, false);
    assert.equal(waitingShape([{ prefix: 'A', waiting: 200 }], true).columns, 4);
  });

  it('leaves each window its row beside however many queues', () => {
    const queues = (count) => Array.from({ length: count }, () => ({ prefix: 'A', waiting: 200 }));
    for (const [layout, windows, least] of [['few', 3, 96], ['rows', 6, 76], ['compact', 10, 52]]) {
      for (let count = 0; count <= 21; count += 1) assert.ok(rowHeight(layout, windows, queues(count), false) >= least, `${layout} ${count}`);
      assert.ok(rowHeight(layout, windows, queues(21), true) >= 40);
    }
  });

  it('sets the names of a list alike, unless one is much longer than the others', () => {
    assert.equal(listSize(['\u7efc\u5408'], 38, 310), 38);
    assert.equal(listSize(['\u7efc\u5408', '\u7efc'.repeat(10)], 38, 310), 31);
    assert.equal(listSize(['\u7efc\u5408', '\u7efc'.repeat(30)], 38, 310), 28);
    assert.equal(listSize([], 38, 310), 38);
  });

  it('sets numbers of a list smaller, all alike, where one has more than three figures', () => {
    assert.equal(numbersFit(['A001', null, 'B999']), 1);
    assert.equal(numbersFit([]), 1);
    assert.ok(Math.abs(numbersFit(['A001', 'B1000']) * numberWidth('B1000') - 2.1) < 1e-9);
  });

  it('cuts long notices at punctuation, and loses nothing', () => {
    const text = `${'\u4e00'.repeat(20)}\uff0c${'\u4e8c'.repeat(20)}\u3002`;
    assert.deepEqual(noticeParts(text, 30).map(textWidth), [21, 21]);
    const endless = '\u4e00'.repeat(75);
    assert.equal(noticeParts(endless, 30).join(''), endless);
    assert.ok(noticeParts(endless, 30).every((part) => textWidth(part) <= 30));
    assert.deepEqual(noticeLines(null, 30), []);
    assert.equal(noticeLines([{ kind: 'remind', text: 'x' }], 30)[0].kind, 'remind');
  });

  it('chooses the page of the moment', () => {
    const closed = { state: 'closed', number_called: null };
    const before = { open: { is_open: false, closed_reason: 'before' }, windows: [closed] };
    const after = { open: { is_open: false, closed_reason: 'after' }, windows: [closed] };
    assert.equal(pageOf({ open: { is_open: true }, windows: [closed] }, false), 'calls');
    assert.equal(pageOf(before, false), 'before');
    assert.equal(pageOf(before, true), 'calls');
    assert.equal(pageOf(after, false), 'after');
    assert.equal(pageOf({ ...after, windows: [{ ...closed, state: 'open' }] }, false), 'calls', 'the last citizens are still served');
  });

  it('names the state of a window, red only for a number that is red', () => {
    const open = { state: 'open', number_called: 'C026', called: true };
    assert.deepEqual(windowLine(open, new Set(['C026'])), { kind: 'red', number: 'C026' });
    assert.deepEqual(windowLine(open, new Set()), { kind: 'number', number: 'C026' });
    assert.equal(windowLine({ state: 'paused' }, new Set()).kind, 'paused');
    assert.deepEqual(noCallsLine({ issues: true, band: 'normal' }, '2026-11-20'), { key: 'board.no_calls_then' });
    assert.deepEqual(noCallsLine({ issues: false, band: 'booked', kiosk_opens_at: '2026-11-20T08:10:00+08:00' }, '2026-11-20'), { key: 'board.booked_from', time: '8:10' });
    assert.deepEqual(noCallsLine({ issues: false, band: 'booked', kiosk_opens_at: '2026-11-23T08:10:00+08:00' }, '2026-11-20'), { key: 'board.booked' });
    assert.deepEqual(noCallsLine({ issues: false, band: 'normal' }, '2026-11-20'), { key: 'board.no_more' });
    const rests = { state: 'closed', opens_at: '2026-11-20T13:30:00+08:00' };
    assert.deepEqual(windowLine(rests, new Set(), '2026-11-20'), { kind: 'closed', opens: '13:30' }, 'some windows rest at noon');
    assert.deepEqual(windowLine(rests, new Set(), '2026-11-19'), { kind: 'closed' });
    assert.deepEqual(windowLine({ state: 'closed', opens_at: null }, new Set(), '2026-11-20'), { kind: 'closed' });
    assert.equal(windowLine({ state: 'open', free: true, free_direct: true }, new Set()).kind, 'direct');
    assert.equal(windowLine({ state: 'open', free: true, free_direct: false }, new Set()).kind, 'free');
    assert.equal(windowLine({ state: 'open', free: false }, new Set()).kind, 'between');
  });
});

describe('times of the hall', () => {
  it('are read at the offset they are written with', () => {
    assert.equal(offsetOf('2026-11-20T08:30:00+08:00'), 480);
    assert.equal(offsetOf('2026-11-20T08:30:00-03:30'), -210);
    assert.equal(isoClock('2026-11-20T08:05:00+08:00'), '8:05');
    assert.equal(clockWords(Date.parse('2026-11-20T00:05:00Z'), 480), '8:05');
  });

  it('name the day of the next opening', () => {
    const friday = Date.parse('2026-11-20T17:20:00+08:00');
    const at = (day) => dayWord(`2026-11-${day}T08:30:00+08:00`, friday);
    assert.equal(at(20).key, 'day.today');
    assert.equal(at(21).key, 'day.tomorrow');
    assert.deepEqual([at(22).key, at(22).weekday], ['day.this_week', 0]);
    assert.deepEqual([at(23).key, at(23).weekday], ['day.next_week', 1]);
    assert.equal(at(30).key, 'day.date');
    const sunday = Date.parse('2026-11-22T12:00:00+08:00');
    assert.equal(dayWord('2026-11-25T08:30:00+08:00', sunday).key, 'day.next_week');
  });
});
