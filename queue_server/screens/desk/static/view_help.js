// Left: calls for help and printer faults, then how the printers stand and whether the tone can be heard.
import { word } from '@shared/announce.js';
import { figures } from '@shared/staff.js';
import { toneReady, wakeTone } from '@shared/tone.js';
import { hhmm, html, Icon, Key, Lamp } from '@shared/ui.js';
import { acknowledge } from './act.js';
import { minutesSince, nameOf, sortHelp } from './logic.js';
import { busy, byId, choose, english, lost, named, now, snapshot, startAnnouncement, t } from './store.js';

const SEEN_SHOWN = 4;
const ICON = { help: 'bell', printer_refused: 'printer', printer_uncertain: 'printer', printer_expired: 'printer', printer_down: 'printer' };
const LAMP = { ok: 'on', near_end: 'half', down: 'square', unknown: 'dash' };

/* What a call is about; a printer that no device has stands under its own name. */
const what = (call, kind) => t(`help.${kind}${call.of_printer && t.has(`help.${kind}_itself`) ? '_itself' : ''}`, { device: (english.value && call.device_en) || nameOf(call.device) });

const whyWord = (why) => (why && t.has(`why.${why}`) ? t(`why.${why}`) : '');

function since(at) {
  const minutes = minutesSince(at, now.value);
  return minutes < 1 ? t('help.just_now', { at: hhmm(at) }) : t('help.since', { at: hhmm(at), n: minutes });
}

function TicketLink({ ticket }) {
  if (!byId(ticket.id)) return html`<span class="n">${ticket.number}</span>`;
  return html`<button type="button" class="link n" onClick=${() => choose(ticket.id)}>${ticket.number}</button>`;
}

function Call({ call }) {
  const kind = ICON[call.kind] ? call.kind : 'help';
  const why = whyWord(call.why);
  return html`<li class="call">
    <h3><${Icon} name=${ICON[kind]} /><span>${figures(what(call, kind))}</span></h3>
    <p class="call-facts"><span>${figures(since(call.at))}</span>${why ? html`<span>${figures(why)}</span>` : null}</p>
    ${call.ticket ? html`<p class="call-facts">${t('help.ticket')} <${TicketLink} ticket=${call.ticket} /></p>` : null}
    <${Key} class="go" disabled=${lost.value || busy.value !== null} onPress=${() => acknowledge(call)}>${t('help.go')}<//>
  </li>`;
}

function Seen({ call }) {
  const kind = ICON[call.kind] ? call.kind : 'help';
  return html`<li class="seen"><span>${figures(what(call, kind))}</span>
    <small>${figures(t('help.seen', { at: hhmm(call.acknowledged_at), who: nameOf(call.by) || t('help.somebody') }))}</small></li>`;
}

function Printers() {
  const { printers = [] } = snapshot.value;
  if (!printers.length) return null;
  return html`<section class="printers"><h3>${t('printers.title')}</h3><ul>
    ${printers.map((printer) => html`<li key=${printer.id}><${Lamp} kind=${LAMP[printer.state] || 'dash'} class=${printer.state === 'down' ? 'stop' : ''} />
      <span>${figures(named(printer))}</span><small>${whyWord(printer.why) ? whyWord(printer.why)
        : t(`printer.${LAMP[printer.state] ? printer.state : 'unknown'}`)}</small></li>`)}
  </ul></section>`;
}

function Tone() {
  if (toneReady.value) return html`<p class="tone-on"><${Icon} name="speaker" /><span>${t('tone.on')}</span></p>`;
  return html`<div class="tone-off"><p>${t('tone.off')}</p><${Key} class="small" onPress=${wakeTone}><${Icon} name="speaker" />${t('tone.arm')}<//></div>`;
}

export function HelpColumn() {
  const { open, seen } = sortHelp(snapshot.value.help);
  return html`<section class="column help-column" aria-label=${t('help.title')}>
    <div class="column-head"><h2>${t('help.title')}</h2>${open.length ? html`<span class="count fig">${open.length}</span>` : null}</div>
    <div class="column-body" tabindex="0" role="group" aria-label=${t('help.title')}>
      <ul aria-live="polite">
        ${open.map((call) => html`<${Call} key=${call.id} call=${call} />`)}
        ${open.length ? null : html`<li class="nothing"><${Icon} name="check" /><span>${t('help.none')}</span></li>`}
        ${seen.slice(0, SEEN_SHOWN).map((call) => html`<${Seen} key=${call.id} call=${call} />`)}
      </ul>
    </div>
    <div class="column-foot"><${Printers} /><${Tone} />
      <div class="say-key"><${Key} class="small" disabled=${lost.value} onPress=${startAnnouncement}><${Icon} name="speaker" />${word('announce.key')}<//></div></div>
  </section>`;
}
