/* The notice screen: the hall's public notices, pictures and videos in turn; the calls stand under them always. */
import { html, Num, useEffect, useRef, useState } from '@shared/ui.js';
import { fitText, pageOf } from './board_layout.js';
import { textWidth } from './line_breaks.js';
import { AGAIN_MS, PICTURE_S, STALLED_MS, turnAt, turnsOf, VIDEO_MOST_S } from './notice_logic.js';
import { Calls, Recent } from './view_calls.js';
import { Frame, stateOf } from './view_frame.js';
import { ShutLine } from './view_shut.js';
import { english, t } from './view_words.js';

const SIZES = { standard: [64, 56, 48, 42], large: [80, 72, 64, 56] };
const PLACE = { // of a page's text, u
  landscape: { width: 1824, height: 500 }, portrait: { width: 984, height: 900 },
};
const LOST_U = { landscape: 116, portrait: 170 };
const PHONE = { size: 104, landscape: 902, portrait: 984 };
const TITLE = { size: 76, second: 36, least: 26, landscape: 1660, portrait: 940 };

/** Sizes of a page's title and of its second language: side by side, upright one under the other. */
function titleSizes({ title, second }, portrait) {
  const behind = portrait ? 0 : textWidth(second || '') * TITLE.second + 28;
  const fit = Math.min(1, TITLE[portrait ? 'portrait' : 'landscape'] / (textWidth(title) * TITLE.size + behind));
  return [TITLE.size * fit, Math.max(TITLE.least, TITLE.second * (portrait ? 1 : fit))].map((size) => ({ fontSize: `calc(${Math.floor(size)} * var(--u))` }));
}

function PageText({ turn, hall, portrait }) {
  const [size, second] = titleSizes(turn, portrait);
  const lines = turn.lines.map((line, i) => html`<span key=${i}>${line || '\u00a0'}</span>`);
  const phones = [['board.enquiry_by', hall.phone], ['board.complaints_by', hall.complaints || '12345']].filter(([, phone]) => phone);
  return html`<article class=${`turn text ${turn.kind}`} lang=${turn.lang === 'en' ? 'en' : 'zh-CN'}>
    <h2><b style=${size}>${turn.title}</b>${turn.second ? html`<small lang=${turn.lang === 'en' ? 'zh-CN' : 'en'} style=${second}>${turn.second}</small>` : null}
      ${turn.of > 1 ? html`<span class="part"><${Num}>${`${turn.part} / ${turn.of}`}<//></span>` : null}</h2>
    <p class="words" style=${{ fontSize: `calc(${turn.size} * var(--u))` }}>${lines}</p>
    ${turn.kind === 'contact' && turn.part === turn.of ? html`<dl class="phones">${phones.map(([key, phone]) => html`<div key=${key}><dt>${turn.lang === 'en' ? t.en(key) : t.zh(key)}</dt><dd class="num" style=${{ fontSize: `calc(${fitText(phone, PHONE.size, PHONE[portrait ? 'portrait' : 'landscape'], 26)} * var(--u))` }}>${phone}</dd></div>`)}</dl>` : null}
  </article>`;
}

/** A picture or video, without sound: the hall's voice is for the calls. `onFail` when it cannot be shown or stands still. */
function File({ turn, onOver, onFail, alone }) {
  const video = useRef(null);
  useEffect(() => {
    const film = video.current;
    if (!film) return undefined;
    film.muted = true;
    film.play().catch((error) => { if (error.name !== 'AbortError') onFail(); });
    let last = -1;
    const watch = setInterval(() => {
      if (film.currentTime === last) onFail();
      last = film.currentTime;
    }, STALLED_MS);
    return () => clearInterval(watch);
  }, [turn.url]);
  if (turn.what === 'picture') return html`<div class="turn file"><img src=${turn.url} alt="" onError=${onFail} /></div>`;
  return html`<div class="turn file"><video ref=${video} src=${turn.url} muted playsinline preload="auto" loop=${alone && !turn.seconds} onEnded=${onOver} onError=${onFail}></video></div>`;
}

/** Go from turn to turn past what is broken; a list that has changed is gone on with where it was. */
function useTurns(turns) {
  const [step, setStep] = useState(0);
  const [broken, setBroken] = useState(new Map());
  const { turn, at, fit } = turnAt(turns, step, broken, performance.now());
  const over = () => setStep((now) => (now > at ? now : at + 1)); // it may end in two ways at once
  const fail = () => setBroken((known) => new Map(known).set(turn.url, performance.now() + AGAIN_MS));
  const seconds = turn && (turn.seconds || (turn.what === 'video' ? VIDEO_MOST_S : PICTURE_S));
  useEffect(() => {
    if (fit < 2) return undefined;
    const timer = setTimeout(over, seconds * 1000);
    return () => clearTimeout(timer);
  }, [turn && turn.key, turn && turn.url, seconds, at, fit < 2]);
  useEffect(() => {
    if (!broken.size) return undefined;
    const timer = setTimeout(() => setBroken(new Map()), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [broken]);
  return { turn, over, fail, at, fit };
}

function Turns({ snapshot, portrait, stale, large }) {
  const turn = portrait ? 'portrait' : 'landscape';
  const place = { ...PLACE[turn], height: PLACE[turn].height - (stale ? LOST_U[turn] : 0) };
  const language = (snapshot.screen && snapshot.screen.language) || 'both';
  const turns = turnsOf(snapshot.entries, language, place, SIZES[large ? 'large' : 'standard']);
  const { turn: now, over, fail, at, fit } = useTurns(turns);
  if (!now) return html`<div class="turns"><p class="turn nothing">${t(turns.length ? 'notice.broken' : 'notice.nothing')}</p></div>`;
  return html`<div class="turns">${now.what === 'page' ? html`<${PageText} key=${at} turn=${now} hall=${snapshot.hall || {}} portrait=${portrait} />`
    : html`<${File} key=${`${at}${now.url}`} turn=${now} onOver=${over} onFail=${fail} alone=${fit === 1} />`}</div>`;
}

/** The calls under the notices: one and the last ones, or up to three side by side. */
function Under({ snapshot, calls, portrait, stale, offset, gone }) {
  const { fields, recent } = calls;
  const page = pageOf(snapshot, calls.red.size > 0);
  if (gone) return html`<div class="under shut"><p class="shut-line"><b>${t('lost.listen')}</b></p></div>`;
  if (page !== 'calls') return html`<div class="under shut"><${ShutLine} snapshot=${snapshot} page=${page} /></div>`;
  const shown = stale ? fields.slice(0, 1) : fields;
  return html`<div class=${`under fields-${shown.length || 1} ${english() ? 'in-english' : ''}`}>
    <${Calls} snapshot=${snapshot} fields=${shown} layout="under" portrait=${portrait} stale=${stale} offset=${offset} />
    <${Recent} calls=${recent} fields=${shown.length} layout="under" portrait=${portrait} stale=${stale} />
  </div>`;
}

export function Notice({ link, calls, notice, removed, portrait, sound }) {
  const { snapshot, lost, gone, offset, large } = stateOf(link, removed);
  return html`<${Frame} link=${link} notice=${notice} removed=${removed} portrait=${portrait} sound=${sound} form="lay-notice" page="notice">
    ${snapshot ? html`<div class="page notice-page">
      <${Turns} snapshot=${snapshot} portrait=${portrait} stale=${lost} large=${large} />
      <${Under} snapshot=${snapshot} calls=${calls.value} portrait=${portrait} stale=${lost} offset=${offset} gone=${gone} />
    </div>` : html`<div class="page"></div>`}
  <//>`;
}
