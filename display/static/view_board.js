/* The board as a whole: head, warning band, the page of the moment, foot. */
import { html, Num, tick, Today, useComputed, WarningBand } from '@shared/ui.js';
import { fitText, noticeLines, pageOf, windowLayout } from './board_layout.js';
import { clockWords, offsetOf } from './hall_time.js';
import { Calls, Recent } from './view_calls.js';
import { Listen, Shut } from './view_shut.js';
import { SoundLine } from './view_sound.js';
import { Waiting, Windows } from './view_windows.js';
import { t } from './view_words.js';


/** Room for a notice in its line (em of its type): two lines in portrait, beside two telephone numbers, beside one. */
const NOTICE_EM = { portrait: 50, beside: 34, alone: 42 };

/** The longest name of a hall (characters) beside which a line in both languages has room. */
const NAME_BESIDE_BOTH = 14;

function Head({ hall, offset, portrait, sound }) {
  const time = useComputed(() => clockWords(tick.value, offset));
  const name = hall ? hall.name : '';
  const size = fitText(name, portrait ? 40 : 42, portrait ? 560 : 1000, 26);
  return html`<header class="head">
    <h1 style=${{ fontSize: `calc(${size} * var(--u))` }}>${name}</h1>
    ${portrait ? null : html`<${SoundLine} sound=${sound} short=${name.length > NAME_BESIDE_BOTH} />`}
    <${Today} class="date" />
    <time class="time"><${Num}>${time}<//></time>
  </header>`;
}

function Foot({ snapshot, notice, portrait, sound, gone }) {
  const hall = snapshot.hall || {};
  const width = portrait ? NOTICE_EM.portrait : hall.phone ? NOTICE_EM.beside : NOTICE_EM.alone;
  const lines = noticeLines(snapshot.notices, width);
  const line = lines.length && !gone ? lines[notice.value % lines.length] : null;
  return html`<footer class="foot">
    <p class="line">${line ? html`<em>${t.zh(`board.${line.kind}`)}</em><span>${line.text}</span>` : null}</p>
    <p class="tel">
      ${portrait ? html`<${SoundLine} sound=${sound} short />` : null}
      ${hall.phone ? html`<span>${t.zh('board.enquiry', { phone: hall.phone })}</span>` : null}
      <span>${t.zh('board.complaints', { phone: hall.complaints || '12345' })}</span>
    </p>
  </footer>`;
}

function Band({ snapshot, lostAt, removed, offset }) {
  const time = clockWords(lostAt, offset);
  const key = removed || !snapshot ? 'lost.long' : 'lost.detail';
  return html`<${WarningBand} class="band" title=${t.zh('lost.title')} detail=${t.zh(key, { time })} />`;
}

/** Everything about calls and windows, laid out for the number of windows. */
function CallsPage({ snapshot, calls, layout, portrait, stale, offset }) {
  const { fields, recent, red } = calls;
  const shown = stale ? fields.slice(0, 1) : fields;
  const parts = { snapshot, layout, portrait, stale, red, offset };
  const fieldsPart = html`<${Calls} snapshot=${snapshot} fields=${shown} layout=${layout} portrait=${portrait} stale=${stale} offset=${offset} />`;
  const recentPart = html`<${Recent} calls=${recent} fields=${shown.length} layout=${layout} portrait=${portrait} stale=${stale} />`;
  return html`<div class=${`page calls-page fields-${shown.length || 1}`}>
    <div class="left">${fieldsPart}${recentPart}</div>
    <div class="right"><${Windows} ...${parts} /><${Waiting} ...${parts} /></div>
  </div>`;
}

export function Board({ link, calls, notice, removed, portrait, sound }) {
  const snapshot = link.snapshot.value;
  const lost = link.state.value === 'lost';
  const offset = snapshot ? offsetOf(snapshot.now) : 480;
  const layout = windowLayout(snapshot ? (snapshot.windows || []).length : 0);
  const gone = lost && (removed.value || !snapshot);
  const page = snapshot && !gone ? pageOf(snapshot, calls.value.red.size > 0) : 'none';
  const form = `${portrait.value ? 'portrait' : 'landscape'} lay-${layout} ${lost ? 'stale' : ''}`;
  const shared = { snapshot, layout, portrait: portrait.value, stale: lost, offset };
  return html`<div class=${`board ${form}`} data-page=${page}>
    <${Head} hall=${snapshot && snapshot.hall} offset=${offset} portrait=${portrait.value} sound=${sound} />
    ${lost ? html`<${Band} snapshot=${snapshot} lostAt=${link.lostAt.value} removed=${removed.value} offset=${offset} />` : null}
    ${page === 'calls' ? html`<${CallsPage} ...${shared} calls=${calls.value} />` : null}
    ${page === 'before' || page === 'after' ? html`<${Shut} ...${shared} page=${page} />` : null}
    ${gone ? html`<${Listen} />` : null}
    ${!snapshot && !lost ? html`<div class="page"></div>` : null}
    ${snapshot ? html`<${Foot} gone=${gone} snapshot=${snapshot} notice=${notice} portrait=${portrait.value} sound=${sound} />` : html`<footer class="foot"></footer>`}
  </div>`;
}
