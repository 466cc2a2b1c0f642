// Listen to a call, or to a text, as the unsaved settings would have it spoken, and read how it is read.
import { command } from '@shared/api.js';
import { Choice, figures } from '@shared/staff.js';
import { html, Icon, Key, signal } from '@shared/ui.js';
import { say, t } from '../store.js';
import { faults, wish } from './store.js';

const CALL = 'call';
/** What is being listened to and how far it is: {of, stage: 'asking' | 'playing'}, or null. */
const state = signal(null);
/** What the server made, and of what: {of, text, readings, duration_s, why, program}. */
const made = signal(null);
const language = signal('zh-CN');
let context = null;

async function play(url) {
  context ||= new (window.AudioContext || window.webkitAudioContext)();
  await context.resume();
  const reply = await fetch(url, { credentials: 'same-origin' });
  if (!reply.ok) throw new Error(`audio ${reply.status}`);
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(await reply.arrayBuffer());
  source.connect(context.destination);
  await new Promise((resolve) => { source.onended = resolve; source.start(); });
}

function refused(got) {
  if (got.code === 'invalid' && Array.isArray(got.body.errors)) {
    faults.value = got.body.errors;
    say('warn', () => t('voice.faulty'));
  } else say('warn', () => got.title || t('refused.other'));
}

/** The changes of the voice alone: hours half typed on another page do not keep it from being heard. */
export function voiceWish() {
  const { base_version, sections } = wish();
  return { base_version, sections: Object.fromEntries(Object.entries(sections).filter(([name]) => name === 'voice')) };
}

async function listen(of, what) {
  if (state.value) return;
  state.value = { of, stage: 'asking' };
  try {
    const got = await command('/api/v1/settings/listen', { ...voiceWish(), ...what }, { giveUpMs: 30000 });
    if (!got.ok) { refused(got); return; }
    faults.value = faults.value.filter((one) => !one.path.startsWith('voice'));
    made.value = { ...got.body, of };
    state.value = { of, stage: 'playing' };
    await play(got.body.audio_url);
  } catch {
    say('warn', () => t('voice.not_played'));
  } finally {
    state.value = null;
  }
}

const stageWord = (of) => t(`voice.${state.value && state.value.of === of ? state.value.stage : 'idle'}`);

/** What is the matter with the hall's program, in words. */
export const programWords = ({ fault, detail }) => t('voice.program_failed', { why: [t(`voice.program_${fault}`), detail].filter(Boolean).join(' \u00b7 ') });

/** Why it does not sound as it was set, or null. */
function Trouble({ got }) {
  if (got.why) return html`<b class="warn"> ${t(`voice.why_${got.why}`)}</b>`;
  return got.program && got.program.fault ? html`<b class="warn"> ${programWords(got.program)}</b>` : null;
}

/** A key beside a text of the page; what it was read as stands under it. */
export function ListenTo({ id, text, textEn = '' }) {
  const got = made.value && made.value.of === id ? made.value : null;
  const nothing = !/[\p{L}\p{N}]/u.test(text + textEn);
  return html`<button type="button" class="link listen-to" disabled=${nothing || state.value !== null} aria-label=${t('voice.listen_to', { text: text || textEn })} onClick=${() => listen(id, { text, text_en: textEn })}>
      <${Icon} name="speaker" />${stageWord(id)}</button>
    ${got ? html`<p class="read-as" role="status"><span class="quiet">${t('voice.reading')} </span><span lang="zh-Latn">${got.readings.join(' ')}</span><${Trouble} got=${got} /></p>` : null}`;
}

export function Listen() {
  const got = made.value && made.value.of === CALL ? made.value : null;
  return html`<section class="group listen" aria-label=${t('voice.listen')}>
    <div class="listen-line"><${Key} main disabled=${state.value !== null} onPress=${() => listen(CALL, { language: language.value })}><${Icon} name="speaker" />${stageWord(CALL)}<//>
      <${Choice} label=${t('voice.ticket_language')} options=${[['zh-CN', t('voice.zh')], ['en', t('voice.en')]]} chosen=${language.value} onChoose=${(value) => { language.value = value; }} />
      <p class="quiet">${t('voice.listen_note')}</p></div>
    ${got ? html`<dl class="heard"><dt>${t('voice.text')}</dt><dd>${got.text}</dd><dt>${t('voice.reading')}</dt><dd lang="zh-Latn">${got.readings.join(' ')}</dd>
      <dt>${t('voice.length')}</dt><dd>${figures(t('voice.seconds', { n: got.duration_s }))}<${Trouble} got=${got} /></dd></dl>` : null}</section>`;
}
