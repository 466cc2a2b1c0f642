// Commands to the server. A lost reply is asked for again with the same key, so nothing happens twice.
import { dropKey, keepKey, newKey } from './keys.js';
import { lang } from './words.js';

export { dropKey, keepKey, newKey, pendingKey } from './keys.js';

const AGAIN = new Set([502, 503, 504]);
let screenName = '';
let onSignedOut = null;

/** Name this page once: 'kiosk', 'window-3', 'desk' … It selects the credential the server looks at. */
export function setScreen(name) {
  screenName = name;
}

/** fn() is called when the server says that nobody is signed in at this page any more. */
export function whenSignedOut(fn) {
  onSignedOut = fn;
}

/** Milliseconds before try n + 1 (n from 1): 300, 450, 675 … at most 1500, each ± 25 %. */
export function retryDelay(n, random = Math.random) {
  return Math.min(1500, 300 * 1.5 ** (n - 1)) * (0.75 + random() / 2);
}

const sleep = (ms, signal) => new Promise((done) => {
  const timer = setTimeout(done, ms);
  if (signal) signal.addEventListener('abort', () => { clearTimeout(timer); done(); }, { once: true });
});

function request(body, method, key, screen) {
  const headers = { Accept: 'application/json', 'Accept-Language': lang.value };
  if (screen) headers['X-Tinghao-Screen'] = screen;
  const init = { method, headers, credentials: 'same-origin', cache: 'no-store' };
  if (method !== 'GET') {
    headers['Content-Type'] = 'application/json';
    headers['Idempotency-Key'] = key;
    init.body = JSON.stringify(body === undefined || body === null ? {} : body);
  }
  return init;
}

/** One try: the answer, or null when none came within timeoutMs. */
async function attempt(path, init, timeoutMs, outer) {
  const stop = new AbortController();
  const abort = () => stop.abort();
  const timer = setTimeout(abort, timeoutMs);
  if (outer) outer.addEventListener('abort', abort, { once: true });
  try {
    const response = await fetch(path, { ...init, signal: stop.signal });
    const text = response.status === 204 ? '' : await response.text();
    return answer(response, text);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    if (outer) outer.removeEventListener('abort', abort);
  }
}

function answer(response, text) {
  let body = null;
  try { body = text ? JSON.parse(text) : null; } catch { /* a proxy's error page: no body for us */ }
  return {
    ok: response.ok,
    status: response.status,
    body,
    code: response.ok ? null : (body && body.code) || `http_${response.status}`,
    title: response.ok ? null : (body && body.title) || null,
    replay: response.headers.get('Idempotent-Replay') === 'true',
  };
}

const nothing = (code) => ({ ok: false, status: 0, body: null, code, title: null, replay: false });

/**
 * Send a command until it is answered: {ok, status, body, code, title, replay}.
 * No answer by giveUpMs: status 0 and code 'unreachable' (or the last 502/503/504); code 'aborted' by options.signal.
 *
 * key        the idempotency key; without one a new key serves all tries of this call
 * keep       a name: key and body survive a reload (see keepKey) and are dropped at the first definite answer
 * timeoutMs  for one try (4000); giveUpMs for all (15000); slowMs until onSlow() is called once (2000)
 * onRetry(n, elapsedMs) before each further try
 */
export async function command(path, body, options = {}) {
  const { method = 'POST', screen = screenName, timeoutMs = 4000, giveUpMs = 15000, slowMs = 2000 } = options;
  const { keep, onRetry, onSlow, signal } = options;
  const wish = keep ? keepKey(keep, body) : { key: options.key || newKey(), body };
  const init = request(wish.body, method, wish.key, screen);
  const start = performance.now();
  const slow = onSlow ? setTimeout(onSlow, slowMs) : null;
  let last = null;
  try {
    for (let n = 1; ; n += 1) {
      const left = giveUpMs - (performance.now() - start);
      if (signal && signal.aborted) return nothing('aborted');
      const got = await attempt(path, init, Math.max(1, Math.min(timeoutMs, left)), signal);
      if (signal && signal.aborted && !got) return nothing('aborted');
      if (got && !AGAIN.has(got.status)) {
        if (keep) dropKey(keep);
        if (got.code === 'no_credential' && onSignedOut) onSignedOut();
        return got;
      }
      last = got || last;
      const pause = retryDelay(n);
      const elapsed = performance.now() - start;
      if (elapsed + pause >= giveUpMs) return last || nothing('unreachable');
      await sleep(pause, signal);
      if (onRetry) onRetry(n, elapsed + pause);
    }
  } finally {
    if (slow !== null) clearTimeout(slow);
  }
}

/** Read something: command() with GET and no body. */
export function query(path, options = {}) {
  return command(path, undefined, { ...options, method: 'GET', keep: undefined });
}
