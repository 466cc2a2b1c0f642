// Asking the server again and again, one question at a time.
import { query } from '@shared/api.js';
import { signal } from '@shared/ui.js';
import { LOST_AFTER_MS } from './logic.js';

/** Ask for path every `everyMs`: {data: signal, lost: signal, now()}; a hidden page asks slowly. */
export function poll(path, everyMs, first = null) {
  const data = signal(first);
  const lost = signal(false);
  let heardAt = performance.now();
  const ask = async () => {
    const got = await query(path, { timeoutMs: 2500, giveUpMs: 2600 });
    if (got.ok && got.body) {
      heardAt = performance.now();
      data.value = got.body;
      lost.value = false;
    } else if (performance.now() - heardAt > LOST_AFTER_MS) lost.value = true;
    setTimeout(ask, document.hidden ? everyMs * 5 : everyMs);
  };
  ask();
  return { data, lost, ask };
}
