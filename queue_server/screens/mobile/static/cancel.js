// Giving up the number: asked once, by two taps that cannot be one.
import { command } from '@shared/api.js';
import { gap } from '@shared/phone_page.js';
import { html, Key, signal, useEffect, useRef } from '@shared/ui.js';
import { DEAF_MS, doing, lost, phase, snapshot, t, token } from './store.js';

const busy = signal(false);
const refusal = signal(null);

/** The way out, and that a missed call is no loss. */
export function Leave({ ask = 'leave.ask' }) {
  const { policy } = snapshot.value;
  const waits = phase.value !== 'missed' && phase.value !== 'held';
  const restore = waits && policy && policy.missed !== 'void' && policy.return_within_s;
  const open = () => { refusal.value = null; doing.value = 'cancel'; };
  return html`<p class="leave foot-note"><span>${t(ask)}</span><${Key} plain class="text-key" onPress=${open}>${t('leave.key')}<//>
    ${waits ? html`<span>${t('leave.rest')}</span>` : null}
    ${restore ? html`<span>${gap()}${t('leave.missed', { n: Math.round(policy.return_within_s / 60) })}</span>` : null}</p>`;
}

async function giveUp() {
  busy.value = true;
  const answer = await command(`/api/v1/t/${encodeURIComponent(token)}/cancel`, {}, { keep: `cancel-${token.slice(0, 12)}` });
  busy.value = false;
  if (answer.ok) doing.value = null; // the next snapshot shows it
  else refusal.value = answer.title || t('refused.unreachable');
}

/** The question stands where the keys stood; the answer that changes nothing comes first. */
export function Cancel() {
  const since = useRef(performance.now());
  const title = useRef(null);
  useEffect(() => {
    if (!title.current) return;
    title.current.focus({ preventScroll: true });
    title.current.parentElement.scrollIntoView({ block: 'end' });
  }, []);
  const late = (act) => () => { if (performance.now() - since.current >= DEAF_MS && !busy.value) act(); };
  const off = busy.value || lost.value;
  return html`<div class="ask-once">
    <h2 tabindex="-1" ref=${title}>${t('cancel.title', { number: snapshot.value.ticket.number })}</h2>
    <p class="sub" role="status">${refusal.value ? t('refused', { why: refusal.value }) : t(lost.value ? 'cancel.offline' : 'cancel.line')}</p>
    <${Key} class="wide" onPress=${late(() => { doing.value = null; })}>${t('cancel.no')}<//>
    <${Key} class="wide" disabled=${off} onPress=${late(giveUp)}>${t(busy.value ? 'cancel.busy' : 'cancel.yes')}<//>
  </div>`;
}
