// The work area: card, what belongs to it, the line, the main key at its one place, the second row, today's figures.
import { word } from '@shared/announce.js';
import { Choice } from '@shared/staff.js';
import { html, Icon } from '@shared/ui.js';
import { act, changeReason } from './act.js';
import { Below } from './below.js';
import { CalledCard, ClosedCard, NextCard, NobodyCard, PausedCard, ServingCard } from './card.js';
import { ElsewhereCard, HandoverCard, TakenCard } from './card_other.js';
import { Head } from './head.js';
import { LostCard } from './lost.js';
import { clockOf, handsOver } from './logic.js';
import { figures, Link, TermKey } from './parts.js';
import { QueueColumn } from './queue.js';
import { PANELS } from './panels/index.js';
import { busy, keys, line, lost, now, outcome, panel, phase, served, snapshot, state, t } from './store.js';
import { servedItems } from './visit.js';

const CARDS = {
  idle: NextCard, empty: NobodyCard, called: CalledCard, serving: ServingCard, paused: PausedCard, closed: ClosedCard,
  taken: TakenCard, handover: HandoverCard, elsewhere: ElsewhereCard,
};

/** How many items were served in this visit, and the way to say which. */
function Served() {
  const n = servedItems(served.value, snapshot.value.ticket, true).length;
  return html`<span class="served"><${Link} action="items" word=${n > 0 ? figures(t('serving.items', { n })) : t('key.items')} cap="I" /></span>`;
}

/** The choice of the state, just above the line: outcome while serving, reason while paused. */
function StateChoice() {
  const { outcomes, pause_reasons: reasons, window: own } = snapshot.value;
  if (lost.value) return null;
  if (state.value === 'serving') {
    return html`<div class="state-choice"><span>${t('serving.outcome')}</span>
      <${Choice} label=${t('serving.outcome')} chosen=${outcome.value} options=${outcomes.map((code) => [code, t(`outcome.${code}`)])}
        onChoose=${(code) => { outcome.value = code; }} /><${Served} /></div>`;
  }
  if (state.value !== 'paused') return null;
  return html`<div class="state-choice"><span>${t('paused.change')}</span>
    <${Choice} label=${t('paused.change')} chosen=${own.pause_reason} disabled=${busy.value}
      options=${reasons.map((code) => [code, t(`reason.${code}`)])} onChoose=${changeReason} /></div>`;
}

/** How long a pause has stood while its citizen is served to the end, and how long it may. */
function pausedSince(own) {
  const { pause_limit_s: limit } = snapshot.value;
  const clock = clockOf(Math.max(0, (now.value - Date.parse(own.paused_at)) / 1000));
  return figures(t(handsOver(own) ? 'line.handing_over' : 'line.serving_paused', { clock, n: Math.round(limit / 60) }));
}

function restingLine() {
  if (lost.value) return '';
  const { window: own, rating, ticket } = snapshot.value;
  const said = ticket && ticket.announcement;
  const silent = said && said.state === 'unspoken' && !['replaced', 'withdrawn'].includes(said.why);
  switch (state.value) {
    case 'called': return own.state === 'paused' ? pausedSince(own) : t(silent ? 'line.called_silent' : 'line.called');
    case 'serving': return own.state === 'paused' ? pausedSince(own) : t('line.serving');
    case 'handover': return t('line.handover');
    case 'elsewhere': return t('line.elsewhere');
    case 'closed': return t('line.closed');
    case 'paused': return t('line.paused');
    case 'idle': case 'empty': return rating && rating.asked ? t('line.rating') : '';
    default: return '';
  }
}

/** One place for all that must be said; a refusal stands 6 s, then the state's own line is back. */
function Line() {
  const said = panel.value ? null : line.value; // an open panel says it beside its own key
  if (!said && phase.value === 'retrying') {
    return html`<p class="say line warn" role="status"><${Icon} name="warning" /><span>${t('line.retrying')}</span></p>`;
  }
  if (!said) return html`<p class="say line" role="status"><span>${restingLine()}</span></p>`;
  const text = typeof said.text === 'function' ? said.text() : said.text;
  const code = said.code && /^[a-z_0-9]+$/.test(said.code) && said.code !== 'nobody' ? said.code : null;
  return html`<p class=${`say line ${said.kind}`} role="status">
    <${Icon} name=${said.kind === 'warn' ? 'warning' : 'check'} /><span>${figures(text)}</span>
    ${code ? html`<small>${code}</small>` : null}
  </p>`;
}

function Foot() {
  const { held, today } = snapshot.value;
  return html`<footer class="foot">
    <span>${figures(t(lost.value ? 'lost.today' : 'today.done', { n: today.done }))}</span>
    ${today.mean_s ? html`<span>${figures(t('today.mean', { n: Math.max(1, Math.round(today.mean_s / 60)) }))}</span>` : null}
    <span>${figures(t('today.absent', { n: today.absent }))}</span>
    ${held.length > 0 ? html`<span>${figures(t('today.held', { n: held.length }))}</span>` : null}
    ${keys.value.all.announce ? html`<${Link} word=${word('announce.key')} onPress=${() => act('announce')} />` : null}
    <${Link} word=${t('key.keys')} cap="?" onPress=${() => act('keys')} />
  </footer>`;
}

function Work() {
  const { main, second } = keys.value;
  const Card = lost.value ? LostCard : CARDS[state.value];
  const shut = Boolean(panel.value);
  return html`<div class=${`work ${shut ? 'shut' : ''} ${lost.value ? 'cut-off' : state.value}`} inert=${shut}>
    <div class="upper"><${Card} /><${Below} /></div>
    <${StateChoice} />
    <${Line} />
    <${TermKey} at=${main} main inert=${shut} />
    <div class="second">${second.map((key) => html`<${TermKey} key=${key.action} at=${key} inert=${shut} />`)}</div>
    <${Foot} />
  </div>`;
}

function Announcer() {
  const { ticket } = snapshot.value;
  const text = ticket && t.has(`say.${state.value}`)
    ? t(`say.${state.value}`, { number: ticket.number }) : t(lost.value ? 'state.lost' : `state.${state.value}`);
  return html`<p class="unseen" aria-live="polite">${text}</p>`;
}

export function Terminal() {
  if (!snapshot.value) return null;
  const Panel = panel.value && PANELS[panel.value.name];
  return html`<div class=${`terminal ${lost.value ? 'lost' : ''}`}>
    <${Head} /><${Work} />
    <section class="side" aria-label=${t(Panel ? `key.${panel.value.name}` : 'queue.all', { n: snapshot.value.held.length })}>
      ${Panel ? html`<${Panel} />` : html`<${QueueColumn} />`}
    </section>
    <${Announcer} />
  </div>`;
}
