// Ratings on their way to the server: in order, each with its own key, kept across a reload and a lost connection.
import { command, newKey } from '@shared/api.js';

const NAME = 'th-ratings';
const TOO_OLD_MS = 3600000;
const LATER = new Set([0, 401, 408, 429, 502, 503, 504]);

function read() {
  try { return JSON.parse(sessionStorage.getItem(NAME)) || []; } catch { return []; }
}

const ROUTES = {
  rate: ({ spell, level }) => ['POST', '/api/v1/ratings', { spell_id: spell, level }],
  amend: ({ ratingId, body }) => (ratingId ? ['PATCH', `/api/v1/ratings/${encodeURIComponent(ratingId)}`, body] : null),
  decline: ({ spell, why }) => ['POST', '/api/v1/ratings/declined', { spell_id: spell, why }],
};

/** {put(wish), pending()}; onAnswer({spell, wish, ok, code, id}) once for each wish. */
export function makeOutbox(onAnswer) {
  let items = read().filter((item) => Date.now() - item.born < TOO_OLD_MS);
  let running = false;
  const save = () => {
    try { sessionStorage.setItem(NAME, JSON.stringify(items)); } catch { /* kept for this page only */ }
  };

  async function deliver(item) {
    const route = ROUTES[item.do](item);
    if (!route) return { ok: false, status: 409, code: 'rating_unknown', body: null };
    const [method, path, body] = route;
    for (;;) {
      const answer = await command(path, body, { key: item.key, method, giveUpMs: 30000 });
      if (!LATER.has(answer.status) || Date.now() - item.born > TOO_OLD_MS) return answer;
      await new Promise((done) => { setTimeout(done, 1500); });
    }
  }

  async function run() {
    if (running) return;
    running = true;
    while (items.length) {
      const item = items[0];
      const answer = await deliver(item);
      const id = item.do === 'rate' && answer.ok ? answer.body.id : null;
      items = items.slice(1).map((next) => (id && next.spell === item.spell ? { ...next, ratingId: id } : next));
      save();
      onAnswer({ spell: item.spell, wish: item.do, ok: answer.ok, code: answer.code, id });
    }
    running = false;
  }

  run();
  return {
    put(wish) {
      items = [...items, { ...wish, key: newKey(), born: Date.now() }];
      save();
      run();
    },
    pending: () => items,
  };
}
