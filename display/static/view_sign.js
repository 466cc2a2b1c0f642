/* The drawing of a window sign; both shapes have the same parts, placed by the style sheet. */
import { html, Icon, Lamp, Num, tick, useComputed } from '@shared/ui.js';
import { fitNumber, fitText } from './board_layout.js';
import { dayText } from './hall_time.js';
import { textWidth } from './line_breaks.js';
import { closedLines, isHollow, pausedLine, signState } from './sign_logic.js';
import { english, Label, named, Second, t } from './view_words.js';

const ITEM_LINES = 3;
const ITEM_SIZE = 36; // on the strip, u; all lines alike
const ITEM_LEAST = 26;
const SIDE_ROOM = 420; // of the column at the side of the strip, u
const DEPARTMENT = { size: 34, lines: 2 };
const SAFE = 0.97; // of a line that may break
const CLERK = { size: 52, least: 30 };
const SAY_EM = 5.3; // room of the word and of the line below it, em of their sizes on the strip
const THEN_EM = 16.6;
const REASONS = new Set(['away', 'handover', 'meeting', 'fault', 'other']);

function Number({ current, of }) {
  const style = { '--fit': fitNumber(current.number, 400, 964) / 400 };
  return html`<p class="k"><${Label} of=${of} /></p><p class="big" style=${style}><${Num}>${current.number}<//></p>`;
}

function Words({ label, say, then, children }) {
  const fit = { '--fit': Math.min(1, SAY_EM / textWidth(t(say))) };
  const thenFit = { '--fit': Math.min(1, THEN_EM / textWidth(then)) };
  return html`<p class="k">${label}</p><p class="say" style=${fit}>${t(say)}</p><p class="then" style=${thenFit}>${then}${children}</p>`;
}

function Paused({ window, nowMs }) {
  const reason = `sign.${REASONS.has(window.pause_reason) ? window.pause_reason : 'other'}`;
  const { key, params } = pausedLine(window, nowMs);
  const arrow = window.other_window && window.other_window.arrow;
  return html`<${Words} label=${html`<span class="wn">${t(reason)}</span><${Second} of=${key} params=${params} />`}
    say="sign.paused" then=${t(key, params)}>
    ${arrow ? html`<span class="arrow" role="img" aria-label=${t(`sign.direction_${arrow}`)}><${Icon} name="arrow" class=${arrow} /></span>` : null}
  <//>`;
}

function Closed({ snapshot, nowMs }) {
  const { label, then } = closedLines(snapshot, nowMs);
  const params = { time: then.time, day: then.day ? dayText(t, then.day, nowMs) : '' };
  return html`<${Words} label=${html`<${Label} of=${label} />`} say=${label === 'sign.closed_today' ? 'sign.closed' : 'sign.not_yet'} then=${t(then.key, params)} />`;
}

function Middle({ snapshot, state, nowMs }) {
  const { current, window } = snapshot;
  if (state === 'calling' || state === 'called') return html`<${Number} current=${current} of="sign.come" />`;
  if (state === 'serving') return html`<${Number} current=${current} of="sign.serving" />`;
  if (state === 'paused') return html`<${Paused} window=${window} nowMs=${nowMs} />`;
  if (state === 'closed') return html`<${Closed} snapshot=${snapshot} nowMs=${nowMs} />`;
  if (state === 'offline') {
    const label = html`<span class="wn">${t('sign.lost')}</span><${Second} of="sign.lost" />`;
    return html`<${Words} label=${label} say="sign.listen" then=${t('sign.listen_then')} />`;
  }
  const lamp = html`<${Lamp} kind="on" />`;
  if (state === 'direct') {
    return html`<${Words} label=${html`${lamp}<${Label} of="sign.free" />`} say="sign.direct" then=${t('sign.direct_then')} />`;
  }
  if (state === 'free') {
    return html`<${Words} label=${html`${lamp}<${Label} of="sign.open" />`} say="sign.free" then=${t('sign.free_then')} />`;
  }
  return html`<${Words} label=${html`<${Label} of="sign.open" />`} say="sign.wait" then=${t('sign.wait_then')} />`;
}

/** Who sits there, and whom to complain to; without a clerk the enquiry number. */
function Who({ snapshot, state }) {
  const { clerk, hall } = snapshot;
  const named = clerk && state !== 'closed';
  return html`<div class="who">
    ${named ? html`<b lang="zh-CN" style=${{ '--fit': fitText(clerk.name, CLERK.size, SIDE_ROOM, CLERK.least) / CLERK.size }}>${clerk.name}</b>${clerk.badge ? html`<span>${t('sign.badge', { badge: clerk.badge })}</span>` : null}` : null}
    ${!named && hall && hall.phone ? html`<span class="ph">${t('board.enquiry', { phone: hall.phone })}</span>` : null}
    <span class="tel">${t('board.complaints', { phone: (hall && hall.complaints) || '12345' })}</span>
  </div>`;
}

export function Sign({ link, beat }) {
  const snapshot = link.snapshot.value;
  const minute = useComputed(() => Math.floor(tick.value / 60_000));
  const connected = link.state.value !== 'lost';
  const nowMs = minute.value + beat.value >= 0 ? link.now().getTime() : 0; // read anew each minute and when a call dries
  const fallback = { window: { number: document.body.dataset.window || '', item_groups: [] } };
  const shown = snapshot || fallback;
  if (!snapshot && connected) return html`<div class="sign-page"></div>`;
  const state = signState(shown, connected, nowMs);
  const { number } = shown.window;
  const [name, department] = [named(shown.window), named(shown.window, 'department')];
  const groups = english() && (shown.window.item_groups_en || []).length ? shown.window.item_groups_en : shown.window.item_groups;
  const lines = (groups || []).slice(0, ITEM_LINES);
  const itemSize = Math.min(ITEM_SIZE, ...lines.map((line) => fitText(line, ITEM_SIZE, SIDE_ROOM, ITEM_LEAST)));
  const departmentSize = fitText(department || '', DEPARTMENT.size, DEPARTMENT.lines * SIDE_ROOM * SAFE, ITEM_LEAST);
  const look = `${state === 'calling' ? 'now' : ''} ${isHollow(state) ? 'hollow' : ''}`;
  const digits = String(number).length;
  return html`<div class=${`sign-page ${look}`} data-state=${state}>
    ${state === 'calling' ? html`<i class="pulse" key=${`${shown.current.number}${shown.current.at}${shown.current.red_until}`}></i>` : null}
    <div class=${`plate-field d${digits}`}><${Num}>${number}<//><p>${t('board.window_unit')}</p></div>
    <div class="nm"><h1 style=${{ '--fit': fitText(name || '', 68, SIDE_ROOM, 33) / 68 }}>${name}</h1>
      <p style=${{ '--fit': departmentSize / DEPARTMENT.size }}>${department}</p></div>
    <p class="items" style=${{ '--fit': itemSize / ITEM_SIZE }}>${lines.map((line) => html`<span>${line}</span>`)}</p>
    <div class="mid" aria-live="polite"><${Middle} snapshot=${shown} state=${state} nowMs=${nowMs} /></div>
    <${Who} snapshot=${shown} state=${state} />
  </div>`;
}
