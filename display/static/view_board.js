/* The hall board: the calls at the left, the windows and who waits at the right. */
import { html } from '@shared/ui.js';
import { pageOf, windowLayout } from './board_layout.js';
import { Calls, Recent } from './view_calls.js';
import { Frame, stateOf } from './view_frame.js';
import { Listen, Shut } from './view_shut.js';
import { Waiting, Windows } from './view_windows.js';

/** Everything about calls and windows, laid out for the number of windows. In large type nothing counts the waiting. */
function CallsPage({ snapshot, calls, layout, portrait, stale, offset, large }) {
  const { fields, recent, red } = calls;
  const shown = stale ? fields.slice(0, 1) : fields;
  const parts = { snapshot, layout, portrait, stale, red, large };
  return html`<div class=${`page calls-page fields-${shown.length || 1}`}>
    <div class="left"><${Calls} snapshot=${snapshot} fields=${shown} layout=${layout} portrait=${portrait} stale=${stale} offset=${offset} />
      <${Recent} calls=${recent} fields=${shown.length} layout=${layout} portrait=${portrait} stale=${stale} large=${large} /></div>
    <div class="right"><${Windows} ...${parts} />${large ? null : html`<${Waiting} ...${parts} />`}</div>
  </div>`;
}

export function Board({ link, calls, notice, removed, portrait, sound }) {
  const { snapshot, lost, gone, offset, large } = stateOf(link, removed);
  const layout = windowLayout(snapshot ? (snapshot.windows || []).length : 0);
  const page = snapshot && !gone ? pageOf(snapshot, calls.value.red.size > 0) : 'none';
  const shared = { snapshot, layout, portrait, stale: lost, offset, large };
  return html`<${Frame} link=${link} notice=${notice} removed=${removed} portrait=${portrait} sound=${sound} form=${`lay-${layout}`} page=${page}>
    ${page === 'calls' ? html`<${CallsPage} ...${shared} calls=${calls.value} />` : null}
    ${page === 'before' || page === 'after' ? html`<${Shut} ...${shared} page=${page} />` : null}
    ${gone ? html`<${Listen} />` : null}
    ${!snapshot && !lost ? html`<div class="page"></div>` : null}
  <//>`;
}
