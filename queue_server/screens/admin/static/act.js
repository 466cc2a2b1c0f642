// The commands of the manager's pages.
import { announceBody, sentWords, word } from '@shared/announce.js';
import { command } from '@shared/api.js';
import { helping } from './logic.js';
import { big, busy, letIn, lost, say, t } from './store.js';

const GIVE_UP_MS = 12000;

async function send(name, path, body, done, options, params) {
  if (busy.value) return false;
  if (lost.value) { say('warn', () => t('refused.not_connected')); return false; }
  busy.value = name;
  const got = await command(path, body, { giveUpMs: GIVE_UP_MS, ...options });
  busy.value = null;
  if (got.ok) say('info', typeof done === 'function' ? done : () => t(done, params));
  else if (got.code !== 'no_credential') say('warn', () => (t.has(`refused.${got.code}`) ? t(`refused.${got.code}`) : got.title || t('refused.other')));
  return got.ok;
}

export const silence = (alarm) => send(`alarm-${alarm.id}`, `/api/v1/alarms/${encodeURIComponent(alarm.id)}/silence`, {}, 'line.silenced');

const SETTINGS_AT = '/api/v1/settings';

/** Have a window help a queue from now on, as in the matrix; not while another version waits, which it would bring along. */
export async function help({ window, prefix }) {
  const got = await command(SETTINGS_AT, null, { method: 'GET', giveUpMs: GIVE_UP_MS });
  const windows = got.ok ? helping(got.body.sections.windows, window, prefix) : null;
  if (!got.ok) { say('warn', () => got.title || t('refused.unreachable')); return; }
  if (got.body.waiting || !windows) { say('warn', () => t('refused.help_by_hand')); location.hash = 'matrix'; return; }
  await send(`help-${prefix}`, SETTINGS_AT, { base_version: got.body.version, when: 'now', sections: { windows } }, 'line.helps', { method: 'PUT' }, { window, prefix });
}

export async function approve(code, choices) {
  const body = { code };
  for (const [name, value] of Object.entries(choices)) if (value) body[name] = value;
  if (await send(`enrol-${code}`, '/api/v1/devices/enrol/approve', body, 'line.approved')) letIn.value = [...letIn.value, code];
}

const deviceAt = (one) => `/api/v1/devices/${encodeURIComponent(one.id)}`;
export const rename = (one, name) => send(`device-${one.id}`, deviceAt(one), { name }, 'line.renamed', { method: 'PATCH' });
export const revoke = (one) => send(`device-${one.id}`, `${deviceAt(one)}/revoke`, {}, 'line.revoked');

export const giveScreen = (one, screen) => send(`device-${one.id}`, `${deviceAt(one)}/screen`, { screen }, 'line.screen_given', { method: 'PUT' });

export const announce = (wish) => send('announce', '/api/v1/announcements', announceBody(wish), () => sentWords(wish));
export const withdraw = ({ id }) => send('withdraw', `/api/v1/announcements/${encodeURIComponent(id)}/withdraw`, {}, () => word('line.withdrawn'));

/** Show the live view on the whole screen; without the right to, in the whole window. */
export function toggleBig() {
  if (big.value) {
    big.value = false;
    if (document.fullscreenElement) document.exitFullscreen();
    return;
  }
  big.value = true;
  const { documentElement: root } = document;
  if (root.requestFullscreen) root.requestFullscreen().catch(() => { /* the window will do */ });
}

export function listen() {
  document.addEventListener('fullscreenchange', () => { if (!document.fullscreenElement) big.value = false; });
  addEventListener('keydown', (event) => {
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
    if (event.code === 'KeyF') { event.preventDefault(); toggleBig(); }
    if (event.key === 'Escape' && big.value) toggleBig();
  });
}
