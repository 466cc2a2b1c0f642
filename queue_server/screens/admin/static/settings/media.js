// The pictures and videos of the notice screens: read, put in with its progress shown, taken out.
import { command, query } from '@shared/api.js';
import { signal } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { say, t } from '../store.js';

const PATH = '/api/v1/media';
const MIB = 1024 * 1024;
export const PICTURE_MOST = 20 * MIB;
export const VIDEO_MOST = 500 * MIB;
const TYPES = /\.(png|jpe?g|webp|mp4|m4v|webm)$/i;

/** {media: [{id, name, kind, size, url}], used, most}; null until it came. */
export const files = signal(null);
/** What is on its way: {name, part (0 to 1)} or null. */
export const sending = signal(null);

export async function readFiles() {
  const got = await query(PATH);
  if (got.ok) files.value = got.body;
}

/** What keeps a file from being sent at all: a key of the words, or null. */
export function unfit({ name, size }) {
  if (!TYPES.test(name)) return 'media.not_shown';
  const most = /\.(mp4|m4v|webm)$/i.test(name) ? VIDEO_MOST : PICTURE_MOST;
  return size > most ? 'media.too_large' : null;
}

/** 1.4 MB, in the way files are spoken of. */
export const megabytes = (bytes) => (bytes < 10 * MIB ? Math.max(0.1, Math.round((10 * bytes) / MIB) / 10) : Math.round(bytes / MIB));

function post(file) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.open('POST', `${PATH}?name=${encodeURIComponent(file.name.slice(-80))}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('X-Tinghao-Screen', 'admin');
    request.setRequestHeader('Accept-Language', lang.value);
    request.upload.onprogress = (event) => { if (event.lengthComputable) sending.value = { name: file.name, part: event.loaded / event.total }; };
    request.onload = () => { try { done({ ok: request.status === 201, body: JSON.parse(request.responseText) }); } catch { done({ ok: false, body: {} }); } };
    request.onerror = () => done({ ok: false, body: {} });
    request.send(file);
  });
}

/** Put one file in: {kind, words} to say of it. */
async function put(file) {
  const { name } = file;
  const refused = (words) => ({ kind: 'warn', words });
  const why = unfit(file);
  if (why) return refused(() => t(why, { name }));
  sending.value = { name, part: 0 };
  const { ok, body } = await post(file);
  if (ok) return { kind: 'info', words: () => t('media.added', { name }) };
  return refused(() => (body.code === 'too_large' ? t('media.too_large', { name }) : t('media.refused', { name, why: body.title || t('refused.other') })));
}

/** Put files in, one after another; of every one that was not taken it is said why. */
export async function send(list) {
  const all = [];
  for (const file of list) all.push(await put(file));
  const refused = all.filter(({ kind }) => kind === 'warn');
  const told = refused.length ? refused : all;
  if (told.length) say(told[0].kind, () => told.map(({ words }) => words()).join(' '));
  sending.value = null;
  await readFiles();
}

export async function remove(file) {
  const got = await command(`${PATH}/${encodeURIComponent(file.id)}/remove`, {});
  if (!got.ok) say('warn', () => got.title || t('refused.other'));
  await readFiles();
}
