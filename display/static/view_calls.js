/* Call fields and recent calls. */
import { html, Num, Plate, tick, useLayoutEffect, useRef } from '@shared/ui.js';
import { callMeasures, fitNumber, noCallsLine, numberWidth, windowSize } from './board_layout.js';
import { clockWords } from './hall_time.js';
import { english, Label, t } from './view_words.js';

const ROW_MS = 320; // --m-row
const EASE = 'cubic-bezier(.2, .7, .2, 1)';
const RULE_SHARE = 0.5;
const LONG_EM = 2.3; // more than a letter and three figures
const STANDING = new Set(['burst', 'pair', 'under1', 'under2', 'under3']); // shapes with the Chinese word beside the figure
const WORD_SHARE = 0.72;

/** Which drawing a call field has, by its company and the layout around it. */
function shapeOf(count, layout, portrait, stale) {
  if (layout === 'under') return ['under1', 'under2', 'under3'][Math.max(0, count - 1)];
  if (layout === 'grid' && !portrait) return ['grid', 'pair', 'trio'][Math.max(0, count - 1)];
  if (count > 1) return 'burst';
  return stale ? 'stale' : 'hero';
}

function label(field, stale, offset) {
  const { call, red } = field;
  if (stale) return t('board.called_at', { time: clockWords(Date.parse(call.at), offset) });
  return html`<${Label} of=${red ? 'board.now' : 'board.latest'} />`;
}

function CallField({ field, shape, portrait, stale, offset }) {
  const { call, red, fresh, stamp } = field;
  const measures = callMeasures(shape, portrait);
  const size = fitNumber(call.number, measures.size, measures.field);
  const word = english() && STANDING.has(shape) ? WORD_SHARE : 1; // the English word stands under the figure, not beside it
  const figure = Math.floor(windowSize(call.window, measures.window, portrait && shape !== 'burst') * word);
  const tagged = shape === 'hero' || shape === 'stale' || shape === 'under1';
  return html`<section class=${`call ${shape} ${red ? 'now' : ''}`} aria-live="polite">
    ${red && fresh ? html`<i class="pulse" key=${stamp}></i>` : null}
    <div class="no">
      ${tagged ? html`<p class="tag">${label(field, stale, offset)}</p>` : null}
      <${Num} size=${size}>${call.number}<//>
    </div>
    <div class="wi"><${Num} size=${figure}>${call.window}<//><p>${t('board.window_unit')}</p></div>
  </section>`;
}

function NoCalls({ snapshot }) {
  const { key, time } = noCallsLine(snapshot.open, String(snapshot.now || '').slice(0, 10));
  return html`<section class="call hero none">
    <p class="tag"><${Label} of="board.latest" /></p>
    <b>${t('board.no_calls')}</b>
    <span>${t(key, { time })}</span>
  </section>`;
}

/** The call fields: one large, or up to three sharing the place. */
export function Calls({ snapshot, fields, layout, portrait, stale, offset }) {
  const shape = shapeOf(fields.length, layout, portrait, stale);
  return html`<div class=${`fields ${shape} ${english() ? 'in-english' : ''}`}>
    ${fields.map((field) => html`<${CallField} key=${field.call.id} field=${field} shape=${shape} portrait=${portrait} stale=${stale} offset=${offset} />`)}
    ${fields.length ? null : html`<${NoCalls} snapshot=${snapshot} />`}
  </div>`;
}

/** How many recent calls have room. */
function roomFor(fields, layout, portrait, large) {
  if (layout === 'under') return fields > 1 ? 0 : 2;
  if (large && !portrait && layout !== 'grid') return fields > 2 ? 0 : fields > 1 ? 2 : 4;
  if (layout === 'grid' && !portrait) return fields > 1 ? 0 : 3;
  if (portrait) return fields > 2 ? 0 : fields > 1 ? 2 : layout === 'grid' ? 2 : 4;
  return fields > 2 ? 0 : fields > 1 ? 4 : 6;
}

function agoWords(call) {
  const minutes = Math.max(0, Math.floor((tick.value - Date.parse(call.at)) / 60_000));
  return minutes < 1 ? t('call.just_now') : t('call.minutes_ago', { n: minutes });
}

/** Let rows glide to their new places; a row that has just joined comes from above. */
function useGlide(ids) {
  const list = useRef(null);
  const places = useRef(null);
  useLayoutEffect(() => {
    const before = places.current;
    const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const after = new Map();
    for (const row of list.current ? list.current.querySelectorAll('[data-id]') : []) {
      after.set(row.dataset.id, [row.offsetLeft, row.offsetTop]);
      if (!before || still || !row.animate) continue;
      const [left, top] = before.get(row.dataset.id) || [row.offsetLeft, row.offsetTop - row.offsetHeight * RULE_SHARE];
      const known = before.has(row.dataset.id);
      const [dx, dy] = [left - row.offsetLeft, top - row.offsetTop];
      if (!dx && !dy) continue;
      const start = { transform: `translate(${dx}px, ${dy}px)`, opacity: known ? 1 : 0 };
      row.animate([start, { transform: 'none', opacity: 1 }], { duration: ROW_MS, easing: EASE });
    }
    places.current = after;
  }, [ids]);
  return list;
}

export function Recent({ calls, fields, layout, portrait, stale, large }) {
  const room = roomFor(fields, layout, portrait, large);
  const rows = calls.slice(0, room);
  const list = useGlide(rows.map((call) => call.id).join(' '));
  if (!room) return null;
  const ago = layout === 'grid' && !portrait;
  return html`<section class="recent" data-room=${room} ref=${list}>
    ${rows.length ? html`<h2 class="label"><${Label} of="board.recent" /></h2>` : null}
    ${rows.map((call) => html`<div class=${numberWidth(call.number) > LONG_EM ? 'rr long' : 'rr'} key=${call.id} data-id=${call.id}>
      <${Num}>${call.number}<//><${Plate} number=${call.window} />
      <span class=${`go ${call.state === 'absent' && !stale ? 'miss' : ''}`}>${ago ? agoWords(call) : t(`call.${call.state}`)}</span>
    </div>`)}
  </section>`;
}
