// What stands under the card: materials, the rules of the called ticket, what a pause means, what to do when cut off.
import { html } from '@shared/ui.js';
import { caseWord, Facts, itemOf, materialsOf, nameClass, Priority, saying } from './card.js';
import { handsOver, isDealt, rowsByMouth, standIn } from './logic.js';
import { guideCode } from './offers.js';
import { figures, Link } from './parts.js';
import { lost, snapshot, state, t } from './store.js';
import { whyLine } from './why.js';

function guideOf() {
  if (state.value === 'idle') return snapshot.value.waiting.rows[0] && snapshot.value.waiting.rows[0].guide;
  return snapshot.value.ticket && snapshot.value.ticket.guide;
}

/** What is done on the spot is explained; another type stands as it is. */
function caseLine(type) {
  if (!type) return null;
  return html`<span>${type === t.zh('case.spot') ? t('card.spot') : caseWord(type)}</span>`;
}

function BelowIdle() {
  const guide = guideOf();
  const opens = guideCode(snapshot.value);
  const materials = materialsOf(guide);
  const some = materials.length > 0;
  if (!some && !opens) return null;
  return html`<div class="below">
    ${some ? html`<p class="label">${t('card.materials')}</p>
      <p class="materials">${materials.join(t('card.materials_join'))}</p>` : null}
    <p class="facts">${caseLine(guide && guide.case_type)}
      ${opens ? html`<${Link} action="guide" word=${t('key.guide')} cap="G" />` : null}</p>
  </div>`;
}

function Note({ ticket }) {
  return ticket.note ? html`<p class="note">${t('card.note', { note: ticket.note })}</p>` : null;
}

/** Called out of turn: the reason stands with the ticket, as it does in the log. */
function Chosen({ ticket }) {
  if (!ticket.why || ticket.why.code !== 'chosen') return null;
  return html`<p class="facts">${figures(whyLine(ticket, saying()))}</p>`;
}

/** The words for what becomes of a missed number here. */
function missedRule(policy) {
  if (policy.missed === 'void') return 'called.absent_void';
  if (policy.return_within_places > 0) return 'called.absent_places';
  return policy.return_after > 0 ? 'called.absent' : 'called.absent_0';
}

function BelowCalled() {
  const { ticket, policy } = snapshot.value;
  const params = { minutes: Math.round(policy.return_within_s / 60), n: policy.return_after, places: policy.return_within_places };
  return html`<div class="below">
    <div class="called-item"><h2 class=${nameClass(itemOf(ticket))}>${itemOf(ticket)}</h2><${Facts} ticket=${ticket} />
      ${guideCode(snapshot.value) ? html`<${Link} action="guide" word=${t('key.guide')} cap="G" />` : null}</div>
    <${Priority} ticket=${ticket} />
    <${Note} ticket=${ticket} />
    <${Chosen} ticket=${ticket} />
    <p class="rule">${figures(t(missedRule(policy), params))}</p>
    <p class="rule">${t('called.requeue')}</p>
  </div>`;
}

function BelowServing() {
  const { ticket } = snapshot.value;
  const materials = materialsOf(ticket.guide);
  return html`<div class="below">
    <${Priority} ticket=${ticket} />
    <${Note} ticket=${ticket} />
    ${materials.length > 0 ? html`<h3>${t('card.materials')}</h3>
      <ol class="material-rows">${materials.map((name, i) => html`<li key=${name}><b class="n">${i + 1}</b><span>${name}</span></li>`)}</ol>` : null}
  </div>`;
}

function BelowPaused() {
  const { waiting, window: own } = snapshot.value;
  const other = standIn(snapshot.value);
  const n = other && other.number;
  const queue = waiting.total === 0 ? t('paused.queue_none')
    : t(other ? 'paused.queue_with' : 'paused.queue_alone', { waiting: waiting.total, n });
  return html`<dl class="below pairs">
    <div><dt>${t('paused.see')}</dt><dd>${figures(t(other ? 'paused.see_with' : 'paused.see_alone', { n }))}</dd></div>
    <div><dt>${t('paused.queue')}</dt><dd>${figures(queue)}</dd></div>
    ${handsOver(own) ? html`<div><dt>${t('reason.handover')}</dt><dd>${t('paused.handover')}</dd></div>` : null}
  </dl>`;
}

function BelowLost() {
  const { ticket } = snapshot.value;
  const next = rowsByMouth(snapshot.value)[0];
  const dealt = isDealt(snapshot.value) || !standIn(snapshot.value);
  const mouth = next ? t(dealt ? 'lost.mouth' : 'lost.mouth_shared', { number: next.number }) : t('lost.mouth_none');
  const open = ticket && (ticket.state === 'called' || ticket.state === 'serving');
  return html`<div class="below">
    <p class="label">${t('lost.todo')}</p>
    <ol class="steps">
      ${open ? html`<li>${figures(t('lost.open', { number: ticket.number }))}</li>` : null}
      <li>${figures(mouth)}</li>
      ${open ? null : html`<li>${t('lost.serving')}</li>`}
      <li>${t('lost.then')}</li>
    </ol>
  </div>`;
}

const BELOW = { idle: BelowIdle, called: BelowCalled, serving: BelowServing, paused: BelowPaused };

export function Below() {
  const Part = lost.value ? BelowLost : BELOW[state.value];
  return Part ? html`<${Part} />` : null;
}
