// The frame of the right column: head, body, the line, further keys and at the foot the filled key. The filled key never moves.
import { Cap, figures } from '@shared/staff.js';
import { html, Icon, Key } from '@shared/ui.js';
import { back, doMain } from './act.js';
import { busy, line, lost, t } from './store.js';

function Line() {
  const said = line.value;
  if (!said) return html`<p class="say" role="status"></p>`;
  return html`<p class=${`say ${said.kind}`} role="status"><${Icon} name=${said.kind === 'warn' ? 'warning' : 'check'} />
    <span>${figures(said.text())}</span>${said.code ? html`<small>${said.code}</small>` : null}</p>`;
}

/** word: what the filled key says; doing: its name while busy; reason: why it is off; second: further keys. */
export function Panel({ title, esc, children, word, doing, reason, second }) {
  const off = lost.value || Boolean(reason);
  const waiting = busy.value !== null && busy.value === doing;
  return html`<section class="column side-column" aria-label=${title}>
    <div class="column-head"><h2>${figures(title)}</h2>${esc ? html`<button type="button" class="link esc" onClick=${back}>${esc}<${Cap}>Esc<//></button>` : null}</div>
    <div class="column-body" tabindex="0" role="group" aria-label=${title}>${children}</div>
    <div class="panel-keys">
      <${Line} />
      ${second ? html`<div class="second">${second}</div>` : null}
      <${Key} main=${!off} disabled=${lost.value} class=${`main-key ${off ? 'off' : ''}`} aria-disabled=${off ? 'true' : undefined} onPress=${doMain}>
        <span>${waiting ? t(`doing.${doing}`) : word}</span>
        ${lost.value ? html`<span class="reason">${t('off.lost')}</span>` : reason ? html`<span class="reason">${reason}</span>` : html`<${Cap}>Enter<//>`}
      <//>
    </div>
  </section>`;
}
