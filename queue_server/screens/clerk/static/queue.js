// The right column: who comes next and why, as many rows as there is room for.
import { hhmmss, html, useEffect, useRef, useState } from '@shared/ui.js';
import { itemOf, nameClass, saying } from './card.js';
import { grown, minutes, rowsByMouth, standIn } from './logic.js';
import { figures, Link } from './parts.js';
import { english, link, lost, now, snapshot, state, t } from './store.js';
import { markOf, rowLine, ruleSentences } from './why.js';

export function Row({ row, first }) {
  const words = saying();
  const mark = markOf(row, words);
  const waited = minutes(grown(row.waited_s, snapshot.value, now.value));
  return html`<li class=${`queue-row ${first ? 'first' : ''}`}>
    <b class="n number">${row.number}</b>
    <div class="what"><span class=${`item ${nameClass(itemOf(row))}`}>${itemOf(row)}</span>
      <span class="why">${mark ? html`<span class="tag act">${mark}</span>` : null}${figures(rowLine(row, words))}</span></div>
    <span class="wait">${figures(t('queue.minutes', { n: waited }))}</span>
  </li>`;
}

/** The rows of the column: while not connected only those this window may call by mouth. */
function columnRows() {
  return lost.value ? rowsByMouth(snapshot.value) : snapshot.value.waiting.rows;
}

function Longest() {
  const { longest_s: longest, target_s: target, total } = snapshot.value.waiting;
  if (total === 0 || longest === null || longest === undefined) return null;
  const params = { n: minutes(grown(longest, snapshot.value, now.value)), target: Math.round((target || 0) / 60) };
  return html`<span>${figures(t(target ? 'queue.longest' : 'queue.longest_only', params))}</span>`;
}

export function Title() {
  const { waiting } = snapshot.value;
  if (lost.value) {
    const at = link.value.lostAt.value;
    return html`<div class="side-head"><h2>${t('lost.order')}</h2>
      <span>${at === null ? '' : figures(t('lost.frozen', { at: hhmmss(snapshot.value.now) }))}</span></div>`;
  }
  const coming = state.value === 'called' || state.value === 'serving';
  return html`<div class="side-head">
    <h2>${figures(t(coming ? 'queue.coming' : 'queue.waiting', { n: waiting.total }))}</h2><${Longest} /></div>`;
}

function footTexts() {
  if (lost.value) return [t('lost.foot')];
  if (state.value === 'paused') {
    const other = standIn(snapshot.value);
    return [other ? t('paused.foot', { n: other.number }) : t('paused.foot_alone')];
  }
  return ruleSentences(snapshot.value.policy, t, english.value);
}

/** How many rows fit, measured: the last line stays free for how many more. */
function useRoom(list, count) {
  const [room, setRoom] = useState(8);
  useEffect(() => {
    const measure = () => {
      if (!list.current) return;
      const row = list.current.querySelector('.queue-row');
      const height = row ? row.offsetHeight : 58;
      const all = list.current.clientHeight;
      const fits = Math.floor(all / height);
      setRoom(fits >= count ? count : Math.max(1, Math.floor((all - 44) / height)));
    };
    const watcher = new ResizeObserver(measure);
    watcher.observe(list.current);
    measure();
    return () => watcher.disconnect();
  }, [count]);
  return room;
}

export function QueueColumn() {
  const list = useRef(null);
  const rows = columnRows();
  const known = lost.value ? rows.length : Math.max(rows.length, snapshot.value.waiting.total);
  const room = useRoom(list, known);
  const shown = rows.slice(0, room);
  const more = known - shown.length;
  const marksFirst = state.value === 'idle' && !lost.value;
  return html`<${Title} />
    <div class="rows" ref=${list}>
      <ol>${shown.map((row, i) => html`<${Row} key=${row.id} row=${row} first=${marksFirst && i === 0} />`)}</ol>
      ${more > 0 ? html`<p class="more"><span>${figures(t('queue.more', { n: more }))}</span>
        <${Link} action="all" word=${t('key.all')} cap="A" /></p>` : null}
      ${known === 0 ? html`<p class="nobody">${t('queue.nobody')}</p>` : null}
    </div>
    <p class="side-foot">${footTexts().map(figures)}</p>`;
}
