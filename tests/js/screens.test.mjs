// The screens' own layouts, what they turn, how they take care of the glass, and the forms they are chosen in.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { linesOf, noticeParts, textWidth } from '../../display/static/line_breaks.js';
import { BRIGHT_BEFORE_MS, DIM_AFTER_MS, isNight, isShut, shiftAt, STEP_MS } from '../../display/static/care_logic.js';
import { layOut, LINE, PAGE_S, PICTURE_S, turnAt, turnsOf } from '../../display/static/notice_logic.js';
import { SAMPLES, sampleOf } from '../../display/static/sample.js';
import { nextCount, nextShape, ROW_LEAST_U, zoneShape } from '../../display/static/zone_layout.js';
import { asks, BLANK, entryOf, GLASS, GLASS_OF, missingKinds, moved, newCode, REQUIRED, scaleTo, valueOf } from '../../queue_server/screens/admin/static/settings/screens.js';

const PLACE = { width: 1824, height: 500 };
const SIZES = [64, 56, 48, 42];
const NOW = '2026-11-26T10:42:00+08:00';

describe('a text on a notice page', () => {
  it('is set in the largest type in which it fits whole', () => {
    assert.equal(layOut('中'.repeat(100), PLACE, SIZES).size, 64);
    assert.ok(layOut('中'.repeat(300), PLACE, SIZES).size < 64);
    const long = layOut('中'.repeat(1200), PLACE, SIZES);
    assert.equal(long.size, 42);
    assert.ok(long.parts.length > 1);
    const two = layOut('中'.repeat(400), PLACE, SIZES);
    assert.deepEqual([two.size, two.parts.length], [48, 2], 'as few pages as can be, and then as large as so many allow');
  });

  it('loses no letter and no line is wider than its place', () => {
    const text = `${'城乡居民，基本养老保险'.repeat(30)}\n\nPlease bring your identity card and the household register (original and copy).\n${'x'.repeat(300)}`;
    for (const width of [984, 1824]) {
      const { size, parts } = layOut(text, { width, height: 500 }, SIZES);
      const lines = parts.flat();
      assert.equal(lines.join('').replace(/\s/g, ''), text.replace(/\s/g, ''));
      for (const line of lines) assert.ok(textWidth(line) * size <= width, line);
      for (const part of parts) assert.ok(part.length * size * LINE <= 500);
    }
  });

  it('begins no line with a mark that closes and ends none with one that opens', () => {
    const text = '一二三四五，六七八九十。推行“一窗受理”“最多跑一次”（容缺）《办法》——温度5℃…';
    for (let width = 5; width < 20; width += 1) {
      const lines = linesOf(text, width);
      assert.equal(lines.join(''), text);
      for (const line of lines) assert.ok(!/^[，。”）》—…℃]|[“（《]$/.test(line), `${width}: ${line}`);
    }
  });

  it('counts the marks of the font of Hanzi as wide as a Hanzi', () => {
    for (const mark of '“”‘’—…①⑩→★±×°℃、Ⅲ') assert.equal(textWidth(mark), 1, mark);
    assert.ok(textWidth('10–12 · A') < 5);
  });

  it('fills its lines with English words as wide as they are, and cuts none', () => {
    const text = 'One hall for social assistance, pensions, health insurance, household and ID, business licences';
    const drawn = 36.3; // em at weight 400, by the widths in the font
    assert.ok(textWidth(text) >= drawn && textWidth(text) < drawn * 1.12, textWidth(text));
    const words = new Set(text.split(' '));
    for (const part of [...linesOf(text, 12), ...noticeParts(text.replaceAll(',', ''), 12)]) {
      assert.ok(textWidth(part) <= 12);
      for (const word of part.split(' ')) assert.ok(words.has(word) || words.has(`${word},`), word);
    }
  });

  it('keeps the paragraphs of the hall', () => {
    assert.deepEqual(layOut('一\n\n二', PLACE, SIZES).parts, [['一', '', '二']]);
  });
});

describe('what a notice screen turns', () => {
  const page = { what: 'page', kind: 'flow', title: '流程', title_en: 'How', text: '一', text_en: 'One', seconds: null };

  it('shows a page in each language the screen speaks', () => {
    const langs = (language, entry = page) => turnsOf([entry], language, PLACE, SIZES).map((turn) => `${turn.lang} ${turn.title}`);
    assert.deepEqual(langs('both'), ['zh 流程', 'en How']);
    assert.deepEqual(langs('en'), ['en How', 'zh 流程']);
    assert.deepEqual(langs('zh'), ['zh 流程']);
    const seconds = (language) => turnsOf([page], language, PLACE, SIZES).map((turn) => turn.second);
    assert.deepEqual([seconds('both'), seconds('en'), seconds('zh')], [['How', '流程'], ['流程', 'How'], ['']]);
    assert.deepEqual(langs('en', { ...page, text_en: '' }), ['zh 流程'], 'what is not translated is shown as it is');
  });

  it('gives pages, pictures and videos their time', () => {
    const turns = turnsOf([page, { what: 'picture', url: '/p' }, { what: 'picture', url: '/q', seconds: 9 }, { what: 'video', url: '/v', seconds: null }], 'zh', PLACE, SIZES);
    assert.deepEqual(turns.map((turn) => turn.seconds), [PAGE_S, PICTURE_S, 9, null]);
  });

  it('passes over what cannot be shown, until it is tried again, and says so when nothing is left', () => {
    const turns = [{ key: '0', url: '/p' }, { key: '1' }, { key: '2', url: '/v' }];
    const at = (step, broken, now = 5) => { const { turn, at: there, fit } = turnAt(turns, step, new Map(broken), now); return [turn && turn.key, there, fit]; };
    assert.deepEqual(at(0, []), ['0', 0, 3]);
    assert.deepEqual(at(3, [['/p', 9]]), ['1', 4, 2]);
    assert.deepEqual(at(2, [['/p', 9], ['/v', 9]]), ['1', 4, 1]);
    assert.deepEqual(at(3, [['/p', 5]]), ['0', 3, 3], 'its time has come again');
    assert.deepEqual(turnAt([turns[0]], 7, new Map([['/p', 9]]), 5), { turn: null, at: 7, fit: 0 });
    assert.equal(turnAt([], 0, new Map(), 5).turn, null);
  });

  it('numbers the parts of a long page', () => {
    const turns = turnsOf([{ ...page, text: '中'.repeat(1200) }], 'zh', PLACE, SIZES);
    assert.deepEqual(turns.map((turn) => `${turn.part}/${turn.of}`), turns.map((_, i) => `${i + 1}/${turns.length}`));
  });
});

describe('the waiting-zone board', () => {
  it('says more of few queues and keeps every queue whatever comes', () => {
    assert.deepEqual(zoneShape(3, 4, false, false), { queues: 'two', windows: 'cells' });
    assert.deepEqual(zoneShape(6, 6, false, false), { queues: 'one', windows: 'cells' });
    assert.deepEqual(zoneShape(7, 7, false, false), { queues: 'one', windows: 'plates' });
    assert.equal(zoneShape(20, 40, false, false).queues, 'cells');
    for (let queues = 0; queues <= 21; queues += 1) {
      for (let windows = 0; windows <= 40; windows += 1) {
        for (const portrait of [false, true]) {
          const shape = zoneShape(queues, windows, portrait, true);
          assert.ok(['two', 'one', 'cells'].includes(shape.queues) && ['cells', 'plates', 'none'].includes(shape.windows));
        }
      }
    }
  });
});

describe('the next-numbers board', () => {
  it('has tall rows for few queues and two columns for many', () => {
    assert.deepEqual(nextShape(6, 'landscape', false), { columns: 1, rows: 6, style: 'tall', shown: 6 });
    assert.deepEqual(nextShape(12, 'landscape', false), { columns: 2, rows: 6, style: 'mid', shown: 12 });
    assert.equal(nextShape(21, 'landscape', false).style, 'low');
    assert.deepEqual(nextShape(6, 'strip', false), { columns: 2, rows: 3, style: 'mid', shown: 6 });
    assert.deepEqual(nextShape(6, 'portrait', false), { columns: 1, rows: 6, style: 'stack', shown: 6 });
    assert.equal(nextShape(12, 'portrait', false).style, 'mid');
    assert.ok(nextCount('tall', 'landscape', false) > nextCount('tall', 'landscape', true), 'large type shows fewer');
  });

  it('shows 21 queues on every glass, none in less than the least row', () => {
    const heights = { landscape: 776, portrait: 1475 };
    const lost = { landscape: 116, portrait: 176 };
    for (const form of ['landscape', 'portrait']) {
      const { rows, shown } = nextShape(21, form, true);
      assert.ok(shown >= 21 && (heights[form] - lost[form]) / rows >= ROW_LEAST_U, form);
    }
  });
});

describe('a sample day', () => {
  const snapshot = {
    now: NOW, open: { is_open: true, opens_at: null }, calls: [], queues: [{ prefix: 'A', name: 'a', waiting: 3 }, { prefix: 'B', name: 'b', waiting: 0 }],
    windows: ['1', '2', '3', '4', '5', '6'].map((number) => ({ number, name: number, state: 'closed' })), next: [{ prefix: 'A', numbers: [], waiting: 0 }, { prefix: 'B', numbers: [], waiting: 0 }],
  };
  const red = (day) => day.calls.filter((call) => Date.parse(call.red_until) > Date.parse(day.now)).length;

  it('keeps the hall and invents only who comes', () => {
    for (const kind of SAMPLES) {
      const day = sampleOf(snapshot, kind);
      assert.deepEqual(day.windows.map((window) => window.number), ['1', '2', '3', '4', '5', '6'], kind);
      assert.equal(new Set(day.calls.map((call) => call.id)).size, day.calls.length, kind);
    }
    assert.equal(snapshot.calls.length, 0, 'what it was made of is as it was');
  });

  it('has as many red calls as its name says', () => {
    assert.deepEqual(['calm', 'call', 'burst', 'empty'].map((kind) => red(sampleOf(snapshot, kind))), [0, 1, 3, 0]);
    assert.equal(sampleOf(snapshot, 'call').calls[0].at, '2026-11-26T10:42:00+08:00');
  });

  it('closes, pauses and empties the hall', () => {
    assert.ok(sampleOf(snapshot, 'closed').windows.every((window) => window.state === 'closed'));
    assert.ok(sampleOf(snapshot, 'paused').windows.some((window) => window.state === 'paused'));
    assert.deepEqual(sampleOf(snapshot, 'empty').queues.map((queue) => queue.waiting), [0, 0]);
    assert.equal(sampleOf({ now: NOW, open: {}, window: { number: 3 } }, 'call').current.state, 'called');
  });
});


describe('care for the glass', () => {
  it('moves the picture a little at a time, never far, and comes back', () => {
    const places = Array.from({ length: 40 }, (_, n) => shiftAt(n * STEP_MS));
    assert.deepEqual(places[0], [0, 0], 'a page that has just opened stands where it is drawn');
    for (const [n, [x, y]] of places.entries()) {
      assert.ok(Math.abs(x) <= 4 && Math.abs(y) <= 4);
      if (n) assert.ok(Math.hypot(x - places[n - 1][0], y - places[n - 1][1]) < 4, `step ${n}`);
    }
    assert.ok(new Set(places.map(String)).size > 12);
    assert.deepEqual(shiftAt(STEP_MS - 1), [0, 0]);
  });

  it('dims a hall that has been closed for a while, and not near its opening', () => {
    const now = Date.parse(NOW);
    const opens = (ms) => new Date(now + ms).toISOString();
    assert.equal(isNight(now - DIM_AFTER_MS, opens(BRIGHT_BEFORE_MS + 1), now), true);
    assert.equal(isNight(now - DIM_AFTER_MS + 1, opens(BRIGHT_BEFORE_MS + 1), now), false, 'people are still leaving');
    assert.equal(isNight(now - DIM_AFTER_MS, opens(BRIGHT_BEFORE_MS), now), false, 'people will soon be there');
    assert.equal(isNight(null, opens(BRIGHT_BEFORE_MS * 9), now), false);
  });

  it('counts a hall as closed when its hours are over and nobody works', () => {
    const windows = (state) => ({ open: { is_open: false }, windows: [{ state: 'closed' }, { state }] });
    assert.equal(isShut(windows('closed')), true);
    assert.equal(isShut(windows('open')), false);
    assert.equal(isShut({ ...windows('closed'), open: { is_open: true } }), false);
    assert.equal(isShut({ open: { is_open: false }, window: { state: 'closed' } }), true);
    assert.equal(isShut(null), false);
  });
});

describe('the screens in the settings', () => {
  it('asks only what a layout has', () => {
    assert.deepEqual(['window', 'queues', 'zone', 'entries', 'name'].map((name) => asks('sign', name)), [true, false, false, false, true]);
    assert.deepEqual(['window', 'queues', 'entries'].map((name) => asks('notice', name)), [false, true, true]);
    for (const glasses of Object.values(GLASS_OF)) for (const one of glasses) assert.ok(GLASS[one]);
  });

  it('names what must be shown and is not', () => {
    assert.deepEqual(missingKinds([]), REQUIRED);
    assert.deepEqual(missingKinds([{ kind: 'flow', text: 'x' }, { kind: 'duties', text: ' ' }, { kind: 'contact', text: '' }]), ['duties', 'conduct', 'standards', 'promises']);
    assert.ok(missingKinds([{ kind: 'contact', text: `call ${BLANK}` }]).includes('contact'), 'what has a blank is not written');
  });

  it('gives a new screen a code no other has', () => {
    assert.equal(newCode([{ code: 'screen-2' }], 'screen'), 'screen-3');
    assert.equal(newCode([], 'page'), 'page-1');
  });

  it('writes an entry as its select holds it', () => {
    for (const entry of [{ page: 'flow' }, { media: 'ab.mp4', seconds: 30 }]) assert.deepEqual(entryOf(valueOf(entry), entry.seconds), entry);
    assert.deepEqual(moved(['a', 'b', 'c'], 1, -1), ['b', 'a', 'c']);
    assert.equal(scaleTo([1920, 1080], { width: 960, height: 1000 }), 0.5);
  });
});
