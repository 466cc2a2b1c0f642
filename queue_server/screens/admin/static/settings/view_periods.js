// How many numbers a queue gives in each part of the day: rows of from, to and limit.
import { html } from '@shared/ui.js';
import { t } from '../store.js';
import { fault, shownValue, typedValue } from './fields.js';
import { FaultLine, rulesOf } from './form.js';
import { timesFault, withBand } from './hours.js';
import { draft, editEntry, forgetFaults } from './store.js';
import { Times, told } from './view_bands.js';

const FIRST_LIMIT = 30;

/** The rule of the limit within a part of the day. */
const limitRule = () => rulesOf('queues').find((rule) => rule.name === 'periods').of.fields.find((rule) => rule.name === 'limit');

/** What is wrong with a row before the server is asked: {at, words} or null. */
function ownFault({ start, end, limit }, rule) {
  const times = timesFault(start, end);
  if (times) return { at: 'times', words: t(times) };
  const found = fault(rule, limit);
  return found && { at: 'limit', words: t(found.key, found.params) };
}

function Period({ id, path, one, rule, onPeriod, onRemove }) {
  const what = `${one.start}–${one.end}`;
  const own = ownFault(one, rule);
  const words = own ? own.words : told(path);
  const faulty = (at) => (own ? own.at === at : Boolean(words) && (at === 'limit') === Boolean(told(`${path}.limit`)));
  return html`<li class=${`band ${words ? 'faulty' : ''}`}><div class="band-line">
      <${Times} id=${id} what=${what} from=${one.start} to=${one.end} faulty=${faulty('times')} onFrom=${(start) => onPeriod({ ...one, start })} onTo=${(end) => onPeriod({ ...one, end })} />
      <span class="with-unit"><input class="limit" id=${`${id}-limit`} aria-label=${t('periods.limit_of', { what })} inputmode="numeric" autocomplete="off" value=${shownValue(rule, one.limit)}
        aria-invalid=${faulty('limit') ? 'true' : undefined} aria-describedby=${faulty('limit') ? `${id}-fault` : undefined} onInput=${(event) => onPeriod({ ...one, limit: typedValue(rule, event.target.value) })} />
        <span class="unit">${t('unit.tickets')}</span></span>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what })} onClick=${onRemove}>${t('list.remove')}</button></div>
    <${FaultLine} id=${`${id}-fault`} words=${words} /></li>`;
}

export function Periods({ index }) {
  const periods = draft.value.queues[index].periods || [];
  const path = `queues[${index + 1}].periods`;
  const rule = limitRule();
  const put = (list) => { forgetFaults(path); editEntry('queues', index, { periods: list }); };
  const add = () => {
    const { from, to } = withBand(periods.map(({ start, end }) => ({ from: start, to: end }))).at(-1);
    put([...periods, { start: from, end: to, limit: periods.length ? periods.at(-1).limit : FIRST_LIMIT }]);
  };
  return html`<section class="group" id=${`f-queues-${index}-periods`}><div class="group-head"><h2>${t('periods.title')}<span class="quiet note">${t('periods.note')}</span></h2>
      <button type="button" class="link" onClick=${add}>${t('periods.add')}</button></div>
    <ul class="bands">${periods.map((one, i) => html`<${Period} key=${i} id=${`period-${i + 1}`} path=${`${path}[${i + 1}]`} one=${one} rule=${rule}
      onPeriod=${(next) => put(periods.map((other, n) => (n === i ? next : other)))} onRemove=${() => put(periods.filter((_, n) => n !== i))} />`)}</ul></section>`;
}
