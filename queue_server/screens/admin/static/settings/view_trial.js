// Try on yesterday: the last worked day as it would go with what is saved, and with what is being edited.
import { command } from '@shared/api.js';
import { figures } from '@shared/staff.js';
import { html, Icon, Key, QueueSquare, signal, useEffect, useRef } from '@shared/ui.js';
import { english, lost, t } from '../store.js';
import { pastDayWord } from './day.js';
import { placeWords } from './change_words.js';
import { placeOf } from './draft.js';
import { draft, unsaved, wish } from './store.js';
import { difference, MEASURES, minutes, queuesWithPeople, shownFigure, windowState } from './trial.js';

const GIVE_UP_MS = 20000;
const FAULTS_SHOWN = 5;

/** null, or {state: 'asking' | 'done' | 'faulty' | 'failed', alone, answer, errors, title}; alone: nothing is being edited. */
const trial = signal(null);

export async function tryDay() {
  const asked = { state: 'asking', alone: !unsaved.value };
  trial.value = asked;
  const got = await command('/api/v1/settings/trial', wish(), { timeoutMs: GIVE_UP_MS, giveUpMs: GIVE_UP_MS });
  if (trial.value !== asked) return; // closed meanwhile
  if (got.ok) trial.value = { ...asked, state: 'done', answer: got.body };
  else if (got.code === 'invalid' && Array.isArray(got.body.errors)) trial.value = { ...asked, state: 'faulty', errors: got.body.errors };
  else trial.value = { ...asked, state: 'failed', title: got.title };
}

const nameOf = (one) => (english.value && one.name_en) || one.name;
const said = (measure, value) => figures(t(measure.time ? 'trial.min' : 'trial.people', { n: value }));

function Change({ measure, from, to }) {
  const { kind, n } = difference(from, to);
  return html`<small class=${`change ${kind}`}>${figures(t(`trial.${measure.time ? 'min' : 'people'}_${kind}`, { n }))}</small>`;
}

/** One measure on both sides; a side without the queue says so. */
function Pair({ measure, row, alone }) {
  const value = (side) => (row[side] ? shownFigure(measure, row[side]) : null);
  const [from, to] = [value('before'), value('after')];
  const cell = (one) => (one === null ? t('trial.no_queue') : said(measure, one));
  if (alone) return html`<td>${cell(from)}</td>`;
  return html`<td class="from">${cell(from)}</td><td class="to"><b>${cell(to)}</b>${from === null || to === null ? null : html`<${Change} measure=${measure} from=${from} to=${to} />`}</td>`;
}

function Line({ row, alone, label }) {
  const people = Math.max(...['before', 'after'].map((side) => (row[side] ? row[side].people : 0)));
  return html`<tr><th scope="row">${label}</th><td class="people">${figures(String(people))}</td>${MEASURES.map((measure) => html`<${Pair} key=${measure.name} measure=${measure} row=${row} alone=${alone} />`)}</tr>`;
}

/** The two heads of a table with a figure for each side. */
function Heads({ first, measures, alone, people }) {
  const sides = html`<th scope="col" class="from">${t('trial.before')}</th><th scope="col" class="to">${t('trial.after')}</th>`;
  const span = alone ? 1 : 2;
  return html`<thead><tr><th scope="col" rowspan=${span}>${first}</th>${people ? html`<th scope="col" rowspan=${span} class="people">${people}</th>` : null}
      ${measures.map((one) => html`<th scope="colgroup" key=${one} colspan=${span}>${figures(one)}</th>`)}</tr>
    ${alone ? null : html`<tr>${measures.map(() => sides)}</tr>`}</thead>`;
}

function overWord({ before, after }) {
  return before === after ? t('trial.over', { n: minutes(before) }) : t('trial.over_target');
}

function Queues({ answer, alone }) {
  const { shown, empty } = queuesWithPeople(answer.queues);
  const heads = MEASURES.map(({ name }) => (name === 'over' ? overWord(answer.target_s) : t(`trial.${name}`)));
  const uncalled = shown.filter((one) => ['before', 'after'].some((side) => one[side] && one[side].uncalled));
  return html`<table class="trial-table"><caption>${t('trial.by_queue')}</caption><${Heads} first=${t('matrix.queue')} people=${t('trial.people_head')} measures=${heads} alone=${alone} />
    <tbody>${shown.map((one) => html`<${Line} key=${one.prefix} row=${one} alone=${alone} label=${html`<span class="queue-name"><${QueueSquare} prefix=${one.prefix} outlined size=${28} /><span>${nameOf(one)}</span></span>`} />`)}</tbody>
    <tfoot><${Line} row=${answer.all} alone=${alone} label=${t('trial.all')} /></tfoot></table>
    ${uncalled.length ? html`<ul class="trial-notes">${uncalled.map((one) => html`<li key=${one.prefix}><${Icon} name="warning" /><span>${figures(uncalledWords(one, alone))}</span></li>`)}</ul>` : null}
    ${empty.length ? html`<p class="quiet">${figures(t('trial.empty', { letters: empty.map((one) => one.prefix).join(t('plain.list')) }))}</p>` : null}`;
}

function uncalledWords(one, alone) {
  const count = (side) => (one[side] ? one[side].uncalled : 0);
  if (alone) return t('trial.uncalled_alone', { prefix: one.prefix, n: count('before') });
  return t('trial.uncalled', { prefix: one.prefix, n: count('before'), m: count('after') });
}

function WindowCells({ one, side }) {
  const state = windowState(one, side);
  if (state !== 'figure') return html`<td colspan="2" class=${`quiet ${side === 'after' ? 'to' : 'from'}`}>${t(`trial.window_${state}`)}</td>`;
  const { calls, busy_pct: busy } = one[side];
  return html`<td class=${side === 'after' ? 'to' : 'from'}>${figures(t('trial.calls', { n: calls }))}</td>
    <td class="share"><span class="share-bar" aria-hidden="true"><i style=${{ width: `${busy}%` }}></i></span><span>${figures(t('trial.busy', { n: busy }))}</span></td>`;
}

function Windows({ windows, alone }) {
  return html`<table class="trial-table windows"><caption>${t('trial.by_window')}</caption>
    <thead><tr><th scope="col">${t('trial.window_head')}</th><th scope="colgroup" colspan="2">${t('trial.before')}</th>${alone ? null : html`<th scope="colgroup" colspan="2" class="to">${t('trial.after')}</th>`}</tr></thead>
    <tbody>${windows.map((one) => html`<tr key=${one.number}><th scope="row"><span class="num">${one.number}</span> ${nameOf(one)}</th>
      <${WindowCells} one=${one} side="before" />${alone ? null : html`<${WindowCells} one=${one} side="after" />`}</tr>`)}</tbody></table>`;
}

/** How far the trial can be believed: the day as it went beside the day as it was tried. */
function Trust({ answer }) {
  const { went, before } = answer.all;
  return html`<p class="sentence">${figures(t('trial.trust', { went: minutes(went.mean_s), tried: minutes(before.mean_s) }))}</p>`;
}

function Done({ answer, alone }) {
  if (!answer.day) return html`<p class="trial-say">${t('trial.none')}</p>`;
  const left = answer.left_out.after || answer.left_out.before;
  return html`<p class="quiet">${figures(t('trial.lead', { n: answer.tickets }))}</p>${alone ? html`<p>${t('trial.alone')}</p>` : null}
    <div class="trial-scroll" tabindex="0" role="group" aria-label=${t('trial.key')}><${Queues} answer=${answer} alone=${alone} />
      ${left ? html`<p class="quiet">${figures(t('trial.left_out', { n: left }))}</p>` : null}
      <${Windows} windows=${answer.windows} alone=${alone} /><${Trust} answer=${answer} /></div>`;
}

function Faulty({ errors }) {
  const places = errors.slice(0, FAULTS_SHOWN).map((one) => ({ ...one, ...placeOf(one.path) }));
  return html`<div role="alert"><p class="trial-say">${t('trial.faulty')}</p><ul class="trial-notes">${places.map((one) => html`<li key=${one.path}><${Icon} name="warning" />
    <span>${figures(t('save.elsewhere', { where: placeWords(one, draft.value), what: english.value ? one.en : one.zh }))}</span></li>`)}</ul></div>`;
}

function Body({ now }) {
  if (now.state === 'asking') return html`<p class="trial-say" role="status"><${Icon} name="clock" /> ${t(lost.value ? 'trial.away' : 'trial.asking')}</p>`;
  if (now.state === 'done') return html`<${Done} answer=${now.answer} alone=${now.alone} />`;
  if (now.state === 'faulty') return html`<${Faulty} errors=${now.errors} />`;
  return html`<p class="trial-say" role="alert"><${Icon} name="warning" /> ${now.title || t('trial.away')}</p>`;
}

/** The dialog; Esc and its key close it, and nothing has changed. */
export function TrialDialog() {
  const box = useRef(null);
  const now = trial.value;
  useEffect(() => { if (now && box.current && !box.current.open) box.current.showModal(); });
  if (!now) return null;
  const close = () => { box.current?.close(); trial.value = null; }; // closed, it gives the focus back to the key
  const day = now.state === 'done' && now.answer.day;
  return html`<dialog ref=${box} class="ask trial" aria-labelledby="trial-title" onCancel=${(event) => { event.preventDefault(); close(); }}>
    <h2 id="trial-title">${figures(day ? t('trial.title', { day: pastDayWord(day) }) : t('trial.key'))}</h2>
    <${Body} now=${now} />
    <div class="ask-keys">${now.state === 'failed' ? html`<${Key} disabled=${lost.value} onPress=${tryDay}>${t('trial.again')}<//>` : null}<${Key} onPress=${close}>${t('trial.close')}<//></div></dialog>`;
}
