// The order of announcements: one at a time, each once, every one answered.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { announceQueue, GAP_MS, numberOf, slack, MAY_MS } from '../../display/static/announce_queue.js';

/** A clock that runs only when told, and a player that writes down what it plays. */
function stand(sounds = {}, mayBegin = async () => true) {
  let time = 0;
  let sleepers = [];
  const log = [];
  const spoken = [];
  const began = [];
  const sleep = (ms) => new Promise((resolve) => { sleepers.push({ at: time + ms, resolve }); });
  const settle = async () => { for (let i = 0; i < 30; i += 1) await Promise.resolve(); };
  async function run(ms) {
    const until = time + ms;
    await settle();
    for (;;) {
      const due = sleepers.filter((s) => s.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      sleepers = sleepers.filter((s) => s !== due);
      time = Math.max(time, due.at);
      due.resolve();
      await settle();
    }
    time = until;
    await settle();
  }
  const freeze = (ms) => { time += ms; };
  const player = {
    isReady: true,
    ready: () => player.isReady,
    async load(url) {
      const sound = sounds[url] || { seconds: 4 };
      if (sound.missing) throw new Error('audio 404');
      if (sound.hangs) return new Promise(() => {});
      return {
        seconds: sound.seconds,
        start() {
          log.push([url, time]);
          if (sound.stuck) return new Promise(() => {});
          return sleep(sound.seconds * 1000).then(() => { log.push([`${url} end`, time]); });
        },
        stop() { log.push([`${url} stopped`, time]); },
        behind: () => sound.behind || 0,
        hush(on) { log.push([`${url} ${on ? 'silent' : 'goes on'}`, time]); },
      };
    },
  };
  const announce = announceQueue({ player, now: () => time, sleep, mayBegin, onBegin: (id) => began.push(id), onSpeaking: (n) => spoken.push(n) });
  return { announce, run, freeze, log, spoken, began, player };
}

const say = (id, url, timeout_s = 30) => ({ id, audio_url: url, text: `A00${id}`, timeout_s });

describe('announcements', () => {
  it('that were spoken are known when a server started anew asks again; one that was not may be spoken then', async () => {
    let allowed = false;
    const s = stand({}, async () => allowed);
    const refused = s.announce(say(1, 'a'));
    await s.run(1000);
    assert.equal((await refused).spoken, false);
    assert.deepEqual(s.began, []);
    allowed = true;
    const first = s.announce(say(1, 'a'));
    await s.run(2000);
    const again = s.announce(say(1, 'a'));
    await s.run(20_000);
    assert.deepEqual([await first, await again], [{ spoken: true }, { spoken: true }]);
    assert.deepEqual(s.began, [1]);
    assert.deepEqual(s.log, [['a', 1000], ['a end', 5000]]);
  });

  it('never overlap and keep a gap', async () => {
    const s = stand();
    s.announce(say(1, 'a'));
    s.announce(say(2, 'b'));
    await s.run(20_000);
    assert.deepEqual(s.log, [['a', 0], ['a end', 4000], ['b', 4000 + GAP_MS], ['b end', 8000 + GAP_MS]]);
  });

  it('are answered when they have been spoken', async () => {
    const s = stand();
    let answer = null;
    s.announce(say(1, 'a')).then((a) => { answer = a; });
    await s.run(3900);
    assert.equal(answer, null);
    await s.run(200);
    assert.deepEqual(answer, { spoken: true });
  });

  it('with the same id are spoken once and answered alike', async () => {
    const s = stand();
    const first = s.announce(say(1, 'a'));
    const again = s.announce(say(1, 'a'));
    await s.run(20_000);
    assert.deepEqual([await first, await again, await s.announce(say(1, 'a'))], Array(3).fill({ spoken: true }));
    assert.equal(s.log.length, 2);
  });

  it('are forgotten after two minutes, so that memory stays flat', async () => {
    const s = stand();
    s.announce(say(1, 'a'));
    await s.run(121_000);
    s.announce(say(1, 'a'));
    await s.run(10_000);
    assert.equal(s.log.length, 4);
  });

  it('are ended in their middle by a sleep, and the next is spoken', async () => {
    const turns = [true, false, true];
    const s = stand({}, async () => turns.shift());
    const answers = [];
    s.announce(say(1, 'a')).then((a) => answers.push(a));
    s.announce(say(2, 'b')).then((a) => answers.push(a));
    await s.run(1000);
    s.announce.look(3_600_000);
    await s.run(20_000);
    assert.deepEqual(s.log.slice(0, 4), [['a', 0], ['a silent', 1000], ['a stopped', 1000], ['b', 1000 + GAP_MS]]);
    assert.deepEqual(answers, [{ spoken: false, why: 'failed' }, { spoken: true }]);
    assert.deepEqual(s.spoken, ['A001', null, 'A002', null]);
  });

  it('are ended in their middle when the server is not there to say whether they may go on', async () => {
    let asked = 0;
    const s = stand({}, () => { asked += 1; return asked === 1 ? Promise.resolve(true) : new Promise(() => {}); });
    let answer = null;
    s.announce(say(1, 'a')).then((a) => { answer = a; });
    await s.run(1000);
    s.announce.look(60_000);
    await s.run(1000 + MAY_MS);
    assert.deepEqual(s.log.slice(1, 3), [['a silent', 1000], ['a stopped', 1000 + MAY_MS]]);
    assert.equal(answer.spoken, false);
  });

  it('go on where somebody has only set the clock, or the machine was busy, and are asked for no second time', async () => {
    const a = { seconds: 4, behind: 0 };
    let asked = 0;
    const s = stand({ a }, async () => { asked += 1; return true; });
    s.announce(say(1, 'a'));
    await s.run(500);
    s.announce.look(2_000);
    assert.equal(asked, 1, 'a moment is nothing');
    s.announce.look(3_600_000);
    await s.run(500);
    a.behind = 4_000;
    s.announce.look(0);
    await s.run(500);
    s.announce.look(0);
    await s.run(5_000);
    assert.equal(asked, 3);
    assert.deepEqual(s.log.map(([what]) => what), ['a', 'a silent', 'a goes on', 'a silent', 'a goes on', 'a end']);
  });

  it('survive a missing file', async () => {
    const s = stand({ a: { missing: true } });
    const first = s.announce(say(1, 'a'));
    const second = s.announce(say(2, 'b'));
    await s.run(20_000);
    assert.deepEqual(await first, { spoken: false, why: 'failed' });
    assert.deepEqual(await second, { spoken: true });
  });

  it('survive a server that never sends the sound, and a sound that never ends', async () => {
    const s = stand({ a: { hangs: true }, b: { seconds: 4, stuck: true } });
    const first = s.announce(say(1, 'a', 60));
    const second = s.announce(say(2, 'b', 15));
    const third = s.announce(say(3, 'c', 60));
    await s.run(5000 + 60_000 + 10_000);
    assert.equal((await first).why, 'failed');
    assert.equal((await second).why, 'failed');
    assert.deepEqual(await third, { spoken: true });
    assert.equal(s.spoken.at(-1), null);
    assert.deepEqual(s.log.filter(([name]) => name.endsWith('stopped')), [['b stopped', 15_000]]);
  });

  it('are begun only while it is still their turn, and not at all when the server does not say', async () => {
    const asked = [];
    const s = stand({}, (id) => { asked.push(id); return id === 1 ? Promise.resolve(false) : id === 2 ? new Promise(() => {}) : Promise.resolve(true); });
    const answers = [1, 2, 3].map((id) => s.announce(say(id, `u${id}`)));
    await s.run(MAY_MS + 10_000);
    assert.deepEqual(await Promise.all(answers), [{ spoken: false, why: 'too_old' }, { spoken: false, why: 'failed' }, { spoken: true }]);
    assert.deepEqual(asked, [1, 2, 3]);
    assert.deepEqual(s.log.filter(([name]) => !name.endsWith('stopped')).map(([name]) => name), ['u3', 'u3 end']);
  });

  it('are not begun by a page that stood still while the server answered', async () => {
    let answer = null;
    const s = stand({}, () => new Promise((resolve) => { answer = resolve; }));
    const first = s.announce(say(1, 'a'));
    await s.run(0);
    s.freeze(9_000);
    answer(true);
    await s.run(1_000);
    assert.deepEqual(await first, { spoken: false, why: 'too_old' });
    assert.deepEqual(s.log.filter(([name]) => name === 'a'), []);
  });

  it('are broken off by a page that gives its connection up, and spoken in full when it is asked again', async () => {
    const s = stand();
    const first = s.announce(say(1, 'a'));
    await s.run(1_000);
    s.announce.breakOff();
    await s.run(0);
    assert.deepEqual(await first, { spoken: false, why: 'failed' });
    const again = s.announce(say(1, 'a'));
    await s.run(10_000);
    assert.deepEqual(await again, { spoken: true });
    assert.deepEqual(s.log.filter(([what]) => what !== 'a end'), [['a', 0], ['a stopped', 1_000], ['a', 1_000 + GAP_MS]]);
    s.announce.breakOff();
  });

  it('that could not end in time are not begun', async () => {
    const s = stand({ a: { seconds: 10 } });
    s.announce(say(1, 'a', 12));
    const second = s.announce(say(2, 'b', 6));
    const third = s.announce(say(3, 'c', 60));
    await s.run(40_000);
    assert.deepEqual(await second, { spoken: false, why: 'too_old' });
    assert.deepEqual(await third, { spoken: true });
    assert.deepEqual(s.log.map(([name]) => name), ['a', 'a end', 'c', 'c end']);
  });

  it('may wait as long as they can still end in time, and always a second', () => {
    assert.equal(slack(12, 8), 4000);
    assert.equal(slack(2, 8), 1000);
  });

  it('are refused at once while sound is not allowed', async () => {
    const s = stand();
    s.player.isReady = false;
    const first = s.announce(say(1, 'a'));
    await s.run(0);
    assert.deepEqual(await first, { spoken: false, why: 'no_speaker' });
  });

  it('tell the board whose number is being read', async () => {
    const s = stand();
    s.announce(say(1, 'a'));
    await s.run(1000);
    assert.equal(s.spoken.at(-1), 'A001');
    await s.run(5000);
    assert.equal(s.spoken.at(-1), null);
  });

  it('name their number, or it is found in the sentence', () => {
    assert.equal(numberOf({ number: 'C026', text: '' }), 'C026');
    assert.equal(numberOf({ text: '\u8bf7 A1026 \u53f7\u5230 3 \u53f7\u7a97\u53e3' }), 'A1026');
    assert.equal(numberOf({ text: 'AB026' }), 'AB026');
    assert.equal(numberOf({ text: '' }), null);
  });
});
