// Listen to a call as the unsaved settings would have it spoken, and read how it is read.
import { command } from '@shared/api.js';
import { Choice, figures } from '@shared/staff.js';
import { html, Icon, Key, signal } from '@shared/ui.js';
import { say, t } from '../store.js';
import { faults, wish } from './store.js';

/** 'idle' | 'asking' | 'playing' */
const state = signal('idle');
/** What the server made: {text, readings, duration_s, why}. */
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

async function listen() {
  if (state.value !== 'idle') return;
  state.value = 'asking';
  try {
    // Only what the voice reads: hours half typed on another page do not keep it from being heard.
    const { base_version, sections } = wish();
    const own = Object.fromEntries(Object.entries(sections).filter(([name]) => name === 'voice'));
    const got = await command('/api/v1/settings/listen', { base_version, sections: own, language: language.value }, { giveUpMs: 30000 });
    if (!got.ok) { refused(got); return; }
    faults.value = faults.value.filter((one) => !one.path.startsWith('voice'));
    made.value = got.body;
    state.value = 'playing';
    await play(got.body.audio_url);
  } catch {
    say('warn', () => t('voice.not_played'));
  } finally {
    state.value = 'idle';
  }
}

export function Listen() {
  const got = made.value;
  return html`<section class="group listen" aria-label=${t('voice.listen')}>
    <div class="listen-line"><${Key} main disabled=${state.value !== 'idle'} onPress=${listen}><${Icon} name="speaker" />${t(`voice.${state.value}`)}<//>
      <${Choice} label=${t('voice.ticket_language')} options=${[['zh-CN', t('voice.zh')], ['en', t('voice.en')]]} chosen=${language.value} onChoose=${(value) => { language.value = value; }} />
      <p class="quiet">${t('voice.listen_note')}</p></div>
    ${got ? html`<dl class="heard"><dt>${t('voice.text')}</dt><dd>${got.text}</dd><dt>${t('voice.reading')}</dt><dd lang="zh-Latn">${got.readings.join(' ')}</dd>
      <dt>${t('voice.length')}</dt><dd>${figures(t('voice.seconds', { n: got.duration_s }))}${got.why ? html`<b class="warn"> ${t(`voice.why_${got.why}`)}</b>` : null}</dd></dl>` : null}</section>`;
}
