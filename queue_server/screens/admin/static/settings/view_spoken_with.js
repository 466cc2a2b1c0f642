// What calls are spoken with: recorded words and which are missing, a program of the hall, the built-in voice.
import { command } from '@shared/api.js';
import { html, Icon, signal, useEffect } from '@shared/ui.js';
import { t } from '../store.js';
import { programWords, voiceWish } from './view_listen.js';

/** The server's answer {recordings, program}, 'asking', or 'failed'. */
const found = signal('asking');

async function look() {
  found.value = 'asking';
  const got = await command('/api/v1/settings/spoken-with', voiceWish(), { giveUpMs: 60000 });
  found.value = got.ok ? got.body : 'failed';
}

const well = (words) => html`<span><${Icon} name="check" class="calm" />${words}</span>`;
const amiss = (words) => html`<span class="warn"><${Icon} name="warning" />${words}</span>`;

function Words({ label, words }) {
  return html`<dt>${label}</dt><dd class="words">${words.map((one) => html`<b key=${one}>${one}</b>`)}</dd>`;
}

function Recordings({ of }) {
  const { folder, there, known, missing, broken } = of;
  const lacking = missing['zh-CN'].length + missing.en.length;
  const state = !known ? amiss(t('voice.with_unknown')) : !there ? amiss(t('voice.with_no_folder')) : lacking ? amiss(t('voice.with_missing', { n: lacking })) : well(t('voice.with_all'));
  return html`<dt>${t('voice.with_recordings')}</dt><dd><code>${folder}</code> ${state}</dd>
    ${there && missing['zh-CN'].length ? html`<${Words} label=${t('voice.with_missing_zh')} words=${missing['zh-CN']} />` : null}
    ${there && missing.en.length ? html`<${Words} label=${t('voice.with_missing_en')} words=${missing.en} />` : null}
    ${broken.length ? html`<${Words} label=${t('voice.with_broken')} words=${broken} />` : null}`;
}

function Program({ of }) {
  return html`<dt>${t('voice.with_program')}</dt><dd>${of.fault ? amiss(programWords(of)) : well(t('voice.with_program_well'))}</dd>`;
}

function Found() {
  const got = found.value;
  if (got === 'asking' || got === 'failed') return html`<p class="quiet" role="status">${t(`voice.with_${got}`)}</p>`;
  if (!got.recordings && !got.program) return html`<p class="quiet">${t('voice.with_built_in')}</p>`;
  return html`<dl class="heard with">${got.recordings ? html`<${Recordings} of=${got.recordings} />` : null}${got.program ? html`<${Program} of=${got.program} />` : null}</dl>`;
}

export function SpokenWith() {
  useEffect(() => { look(); }, []);
  return html`<section class="group"><div class="group-head"><h2>${t('voice.with')}<span class="quiet note">${t('voice.with_note')}</span></h2>
      <button type="button" class="link" disabled=${found.value === 'asking'} onClick=${look}>${t('voice.with_again')}</button></div>
    <${Found} /></section>`;
}
