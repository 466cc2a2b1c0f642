// The number asked for and not yet taken away, kept on this machine: after a reload or a power cut the same request is
// sent again with the same key, so the citizen who still stands there sees the number, and there is only one.
const NAME = 'th-kiosk-asked';
const KEPT_MS = 300000;

export function keep(key, body, now = Date.now()) {
  try { localStorage.setItem(NAME, JSON.stringify({ key, body, at: now })); } catch { /* kept in memory only */ }
}

export function forget() {
  try { localStorage.removeItem(NAME); } catch { /* nothing was kept */ }
}

/** {key, body}, or null when nothing is kept or nobody can be waiting for it any more. */
export function kept(now = Date.now()) {
  try {
    const { key, body, at } = JSON.parse(localStorage.getItem(NAME));
    if (now - at < KEPT_MS && now >= at && body.queue_id) return { key, body };
  } catch { /* nothing readable was kept */ }
  forget();
  return null;
}
