// Idempotency keys: one per wish of a person, the same for every try, kept across a reload.

/** A new key: 32 hex digits. crypto.randomUUID does not exist on a plain http address. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const stored = (name) => `th-key-${name}`;

/** The wish still open under this name, {key, body}, or null. */
export function pendingKey(name) {
  try {
    return JSON.parse(sessionStorage.getItem(stored(name)));
  } catch {
    return null;
  }
}

/**
 * The key for a wish, {key, body}: the one still open under this name when the body is the same or not given,
 * else a new one. It stays until dropKey(name).
 */
export function keepKey(name, body) {
  const open = pendingKey(name);
  if (open && (body === undefined || JSON.stringify(open.body) === JSON.stringify(body))) return open;
  const wish = { key: newKey(), body: body === undefined ? {} : body };
  try { sessionStorage.setItem(stored(name), JSON.stringify(wish)); } catch { /* kept for this page only */ }
  return wish;
}

export function dropKey(name) {
  try { sessionStorage.removeItem(stored(name)); } catch { /* nothing was kept */ }
}
