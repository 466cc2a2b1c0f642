// The frame of a panel: title, back, and the focus. A panel replaces the right column and is never a dialog.
import { html, Icon, useEffect, useLayoutEffect, useRef } from '@shared/ui.js';
import { listenInPanel } from '../input.js';
import { figures, Link } from '../parts.js';
import { closePanel, line, t } from '../store.js';

/** fn({action, n}) gets the panel's keys as long as it is open. */
export function usePanelKeys(fn) {
  const latest = useRef(fn);
  latest.current = fn;
  // Before the next key can come: a quick hand types T 2 in one go.
  useLayoutEffect(() => listenInPanel((found) => latest.current(found)), []);
}

/** What went wrong, said under the key that was pressed; else what is good to know. The place is reserved, so nothing jumps. */
export function PanelLine({ note = '' }) {
  const said = line.value;
  if (!said) return html`<p class="panel-note" role="status">${note}</p>`;
  return html`<p class=${`say line ${said.kind}`} role="status"><${Icon} name=${said.kind === 'warn' ? 'warning' : 'check'} />
    <span>${figures(typeof said.text === 'function' ? said.text() : said.text)}</span></p>`;
}

export function PanelFrame({ title, note, children, foot, keepFocus }) {
  const head = useRef(null);
  useEffect(() => { if (!keepFocus) head.current.focus(); }, []);
  return html`<div class="side-head">
      <h2 ref=${head} tabindex="-1">${figures(title)}</h2>${note ? html`<span>${note}</span>` : null}
      <${Link} word=${t('key.back')} cap="Esc" onPress=${closePanel} />
    </div>
    <div class="panel" tabindex="0" role="group" aria-label=${title}>${children}</div>
    ${foot ? html`<div class="panel-foot">${foot}</div>` : null}`;
}
