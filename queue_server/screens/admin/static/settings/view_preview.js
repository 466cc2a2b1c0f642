// What the settings look like where citizens meet them: the kiosk's tile, the paper ticket, the sentence of a missed call.
import { command } from '@shared/api.js';
import { Choice, figures } from '@shared/staff.js';
import { html, Key, useEffect, useState } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { english, say, snapshot, t } from '../store.js';
import { paperLength } from './ticket_text.js';
import { base, draft, wish } from './store.js';

const PAUSE_MS = 250;
const PATH = '/api/v1/settings';

/** Ask the server, as a page that is signed in; the answer is a picture or JSON. */
function ask(path, body, signal) {
  const headers = { 'Content-Type': 'application/json', 'X-Tinghao-Screen': 'admin', 'Accept-Language': lang.value };
  return fetch(`${PATH}/${path}`, { method: 'POST', headers, body: JSON.stringify(body), credentials: 'same-origin', signal });
}

/** A file as a data: address. */
export const asData = (blob) => new Promise((done) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.readAsDataURL(blob);
});

/** The last good answer to a wish, and whether it is of an older one: typing goes on while the server draws. `again` asks anew when it changes. */
export function useAnswer(path, body, read, again = 0) {
  const [got, setGot] = useState({ value: null, old: true, faulty: false, errors: [] });
  const key = JSON.stringify(body);
  useEffect(() => {
    const stop = new AbortController();
    setGot((last) => ({ ...last, old: true }));
    const timer = setTimeout(async () => {
      try {
        const response = await ask(path, body, stop.signal);
        const value = response.ok ? await read(response) : null;
        const told = response.status === 422 ? (await response.json()).errors || [] : [];
        if (stop.signal.aborted) return;
        if (response.ok) setGot({ value, old: false, faulty: false, errors: [] });
        else setGot((last) => ({ ...last, faulty: response.status === 422, errors: told }));
      } catch { /* not connected, or overtaken: the last picture stays, dimmed */ }
    }, PAUSE_MS);
    return () => { clearTimeout(timer); stop.abort(); };
  }, [path, key, again]);
  return got;
}

function waitWords(wait) {
  if (!wait) return t('wait.unknown');
  const [low, high] = [Math.floor(wait.low_s / 60), Math.floor(wait.high_s / 60)];
  if (!high) return t('wait.none');
  return low ? t('preview.range', { low, high }) : t('preview.within', { high });
}

export function Tile({ queue }) {
  const today = snapshot.value.queues.find((one) => one.prefix === queue.prefix) || { waiting: 0, wait: null };
  return html`<div class="tile-ground"><div class="tile-look"><p class="tile-name"><b class="num">${queue.prefix}</b><b>${(english.value && queue.name_en) || queue.name}</b></p>
    <p class="tile-line">${(english.value ? queue.line_en : queue.line) || ''}</p>
    <p class="tile-foot"><span>${figures(t('preview.ahead', { n: today.waiting }))}</span><span>${figures(waitWords(today.wait))}</span></p></div></div>`;
}

/** The changes that paper can show: what is half typed on the pages of hours and voice does not keep the slip from being drawn. */
function ofPaper() {
  const made = wish();
  return { ...made, sections: Object.fromEntries(Object.entries(made.sections).filter(([name]) => name !== 'hours' && name !== 'voice')) };
}

/** The paper of a queue, with its length; onFaults(errors) hears what keeps it from being drawn. */
export function Slip({ prefix, onFaults }) {
  const [width, setWidth] = useState(80);
  const [tall, setTall] = useState(0);
  const { value, old, faulty, errors } = useAnswer('preview', { ...ofPaper(), queue: prefix, width, language: english.value ? 'en' : 'zh-CN' }, (response) => response.blob().then(asData));
  useEffect(() => { if (onFaults) onFaults(errors); }, [errors]);
  return html`<div class="slip-look"><p class="preview-title"><span>${t('preview.slip')}${tall ? html` <span class="quiet">${figures(t('preview.length', { n: paperLength(tall) }))}</span>` : null}</span>
      <${Choice} class="small" label=${t('preview.paper')} options=${[[80, '80 mm'], [58, '58 mm']]} chosen=${width} onChoose=${setWidth} /></p>
    ${value ? html`<img class=${`slip w${width} ${old ? 'old' : ''}`} src=${value} alt=${t('preview.slip_alt', { prefix })} onLoad=${(event) => setTall(event.target.naturalHeight)} />` : html`<p class="quiet">${t(faulty ? 'preview.faulty' : 'preview.drawing')}</p>`}${value && faulty ? html`<p class="quiet">${t('preview.faulty')}</p>` : null}</div>`;
}

async function printSample(prefix, printer) {
  const body = { ...wish(), queue: prefix, ...(printer ? { printer_id: printer } : {}) };
  const got = await command('/api/v1/settings/sample', body, { giveUpMs: 8000 });
  if (got.ok) say('info', () => t('preview.printing'));
  else say('warn', () => got.title || t('refused.other'));
}

export function Sample({ prefix }) {
  const { printers } = base.value;
  const [printer, setPrinter] = useState(printers[0] ? printers[0].id : null);
  if (!printers.length) return null;
  return html`<div class="sample">${printers.length > 1 ? html`<${Choice} class="small" label=${t('preview.printer')} options=${printers.map((one) => [one.id, one.name])} chosen=${printer} onChoose=${setPrinter} />` : null}
    <${Key} onPress=${() => printSample(prefix, printer)}>${t('preview.print')}<//></div>`;
}

/** What tickets say of a missed call, from the server's own paper. */
export function MissedCall() {
  const { settings } = draft.value;
  const { value, old } = useAnswer('missed-call', { ...wish(), sections: { settings } }, (response) => response.json());
  const lines = value ? value[english.value ? 'en' : 'zh'] : [];
  return html`<div class="missed-look" aria-busy=${old ? 'true' : undefined}><p class="preview-title">${t('preview.missed')}</p>${lines.map((text) => html`<p key=${text}>${figures(text)}</p>`)}</div>`;
}
