// Which one? The items of a queue, or all items with a guide.
import { html, Icon, Key, QueueSquare } from '@shared/ui.js';
import { allItems } from '../finding.js';
import { breadth, pageOf, takes } from '../facts.js';
import { queueOf } from '../logic.js';
import { Pager, Title } from '../parts.js';
import { isEnglish, named, otherName, Phrases, t, waitText, windowsText } from '../words.js';

/** One item as a row to press. */
export function ItemRow({ item, queue, withQueue, onPress, disabled }) {
  const english = isEnglish();
  const name = named(item);
  const under = english ? otherName(item) : (item.materials ?? []).join(' · ');
  const room = withQueue ? 15 : item.online ? 14 : 17;
  const tight = !withQueue && breadth(name) > 13; // too wide beside the marks in large type
  return html`<${Key} class=${`row ${breadth(name) > room ? 'long' : tight ? 'tight' : ''}`} onPress=${onPress} disabled=${disabled}>
    ${withQueue ? html`<${QueueSquare} prefix=${queue.prefix} />` : null}
    <span class="words"><span class="name">${name}</span>
      ${under && (english || !withQueue) ? html`<span class="under" lang=${english ? 'zh-CN' : undefined}>${english ? null : html`<i>${t('items.bring')}</i>`}${under}</span>` : null}</span>
    ${disabled ? html`<span class="mark">${t(`closed.${item.closed_reason ?? queue.closed_reason ?? 'closed'}`)}</span>` : html`<${Marks} item=${item} queue=${queue} withQueue=${withQueue} />`}
    <${Icon} name="chevron" />
  <//>`;
}

function Marks({ item, queue, withQueue }) {
  if (withQueue) return html`<span class="queue-name">${named(queue)}</span>`;
  return html`<span class="marks">
    ${item.online ? html`<span class="mark on"><${Icon} name="phone" />${t('items.online')}</span>` : null}
    ${item.when ? html`<span class=${`mark ${item.when}`}>${t(`items.${item.when}`)}</span>` : null}
  </span>`;
}

function line(queue) {
  const windows = windowsText(queue.windows);
  if (queue.free_now && windows) return t('items.line_free', { windows });
  const words = { windows, n: queue.waiting, wait: waitText(queue.wait) };
  return t(windows ? 'items.line' : 'items.line_nowhere', words);
}

export function Items({ state, send, portrait }) {
  const queue = queueOf(state);
  const { rows, ...paging } = pageOf(queue.items, state.from, 'items', { elder: state.elder, portrait });
  return html`<section class="top">
      <div class="of-queue"><${QueueSquare} prefix=${queue.prefix} />
        <div><${Title}>${named(queue)}<//><p class="lead"><${Phrases} text=${line(queue)} /></p></div></div>
      <h2 class="which">${t('items.ask')}</h2>
    </section>
    <section class="field rows" aria-label=${t('items.ask')}>
      ${rows.map((item) => html`<${ItemRow} key=${item.code} item=${item} queue=${queue} disabled=${!takes(item, queue)} onPress=${() => send('item', { code: item.code })} />`)}
    </section>
    <div class="below"><${Pager} ...${paging} send=${send} />
      <${Key} class="wide unsure" onPress=${() => send('unsure')}><${Icon} name="user" />
        <span class="word">${t('items.unsure')}</span><span class="more">${t('items.unsure_more')}</span><//></div>`;
}

export function Guides({ state, send, portrait }) {
  const items = allItems(state.snapshot.queues).filter((item) => item.has_guide);
  const { rows, ...paging } = pageOf(items, state.from, 'guides', { elder: state.elder, portrait });
  return html`<section class="top"><${Title}>${t('key.guides')}<//>
      <h2 class="which">${t(items.length ? 'guides.ask' : 'guides.none')}</h2></section>
    <section class="field rows" aria-label=${t('guides.ask')}>
      ${rows.map((item) => html`<${ItemRow} key=${item.code} item=${item} queue=${item.queue} withQueue onPress=${() => send('guide', { code: item.code })} />`)}
    </section>
    <div class="below"><${Pager} ...${paging} send=${send} /></div>`;
}
