// Home: one question, one tile per queue; with many queues one tile per department.
import { clockTime, daysUntil } from '@shared/again.js';
import { dateLine, html, Icon, Key, Lamp, QueueSquare } from '@shared/ui.js';
import { breadth, dayState, groupsOf, homeLayout, pageOf, standing } from '../facts.js';
import { dryWords, Facts, Pager, Title } from '../parts.js';
import { isEnglish, named, otherName, Rich, t, tileAgain, waitText } from '../words.js';

function Standing({ queue, elder, compact, now }) {
  const how = standing(queue);
  if (how === 'closed') {
    return html`<span class="n"><${Lamp} kind="dash" />${t(`closed.${queue.closed_reason ?? 'closed'}`)}</span>
      ${elder || compact ? null : html`<span class="w ask">${tileAgain(queue.opens_at, now)}</span>`}`;
  }
  if (how === 'free') {
    return html`${compact ? null : html`<span class="n"><${Lamp} />${t('tile.nobody')}</span>`}
      <span class="w go">${compact ? html`<${Lamp} />` : null}${t('tile.now')}</span>`;
  }
  const wait = waitText(queue.wait, elder);
  const few = compact || queue.waiting > 9 || breadth(wait) > 5.2; // words give way to figures
  const waiting = t(elder ? (few ? 'tile.waiting_few' : 'tile.waiting_elder') : 'tile.waiting', { n: queue.waiting });
  return html`<span class="n"><${Rich} text=${waiting} /></span><span class="w">${wait}</span>`;
}

function Tile({ queue, elder, compact, now, onPress }) {
  const under = isEnglish() ? otherName(queue) : elder ? '' : queue.line;
  return html`<${Key} class=${`tile ${queue.open ? '' : 'shut'}`} disabled=${!queue.open} onPress=${onPress}>
    <${QueueSquare} prefix=${queue.prefix} />
    <span class=${`name ${breadth(named(queue)) > 7.2 ? 'long' : ''}`}>${named(queue)}</span>
    ${under && !compact ? html`<span class="under" lang=${isEnglish() ? 'zh-CN' : undefined}>${under}</span>` : null}
    <span class="bottom"><${Standing} queue=${queue} elder=${elder} compact=${compact} now=${now} /></span>
  <//>`;
}

const groupName = (group) => (group.name ? named(group) : t('tile.letters', { from: group.letters[0], to: group.letters[1] }));

function GroupTile({ group, compact, onPress }) {
  const name = groupName(group);
  return html`<${Key} class=${`tile group ${group.open ? '' : 'none-open'}`} onPress=${onPress}>
    <span class=${`name ${breadth(name) > 9 ? 'long' : ''}`}>${name}</span>
    ${compact ? null : html`<span class="under">${group.queues.map(named).join(' \u00b7 ')}</span>`}
    <span class="bottom"><span class="n">${t('tile.group', { n: group.queues.length })}</span>
      <span class="w"><${Rich} text=${t('tile.waiting', { n: group.waiting })} /></span></span>
  <//>`;
}

function opening(snapshot) {
  const { opens_at: at } = snapshot.open;
  if (!at) return '';
  const days = daysUntil(at, snapshot.now);
  const numbers = snapshot.open.kiosk_opens_at;
  if (days === 0 && numbers && Date.parse(numbers) < Date.parse(at) && Date.parse(numbers) > Date.parse(snapshot.now)) {
    return t('day.numbers_today', { from: clockTime(numbers), at: clockTime(at) });
  }
  if (days === 0) return t('day.opens_today', { at: clockTime(at) });
  return days === 1 ? t('day.opens_tomorrow', { at: clockTime(at) }) : t('day.opens_on', { day: dateLine(at), at: clockTime(at) });
}

function dayFacts({ open, windows_open: windows, windows_total: total, waiting_total: waiting }, portrait) {
  const hours = open.hours ? open.hours.replace(/\s*[-\u2013]\s*/, '\u2013') : t('fact.all_day');
  const early = !open.is_open && open.opens_at;
  return [
    early ? { label: t('fact.opens'), text: `*${clockTime(open.opens_at)}*`, lamp: 'ring' }
      : { label: t('fact.hours'), text: `*${hours}*${open.noon && open.hours && portrait ? ` ${t('fact.noon')}` : ''}`, lamp: 'on' },
    { label: t('fact.windows'), text: `*${windows}* ${t('fact.of', { n: total })}` },
    { label: t('fact.waiting'), text: t('fact.people', { n: waiting }) },
  ];
}

function Ask({ state, day, portrait }) {
  const { snapshot } = state;
  if (day !== 'open') {
    return html`<${Title}>${t(`day.${day}`)}<//><p class="lead strong">${opening(snapshot)}</p><p class="lead">${t(day === 'booked' ? 'day.come_booked' : 'day.meanwhile')}</p>`;
  }
  const dry = snapshot.printer.state === 'down';
  return html`<${Title}>${t('home.ask')}<//>
    ${dry ? html`<p class="lead dry"><${Icon} name="printer" />${dryWords(snapshot, 'home.no_paper')}</p>`
      : html`<p class="lead">${t(state.elder ? 'home.how_elder' : 'home.how')}</p>`}
    ${state.elder ? null : html`<${Facts} rows=${dayFacts(snapshot, portrait)} class="day" />`}`;
}

function Below({ state, send, day }) {
  const guides = state.snapshot.queues.some((queue) => queue.items.some((item) => item.has_guide));
  const search = html`<${Key} main class="wide search" onPress=${() => send('search')}>
    <${Icon} name="search" /><span class="word">${t('key.search')}</span><span class="more">${t('key.search_more', { n: state.snapshot.items_total })}</span><//>`;
  const guide = html`<${Key} main=${day !== 'open'} class="wide guides" onPress=${() => send('guides')}>
    <${Icon} name="doc" /><span class="word">${t('key.guides')}</span><span class="more">${t('key.guides_more')}</span><//>`;
  return html`<div class="below">${day === 'open' && state.snapshot.items_total ? search : null}${guides && !(state.elder && day === 'open') ? guide : null}</div>`;
}

export function Home({ state, send, portrait }) {
  const { queues } = state.snapshot;
  const day = dayState(state.snapshot);
  const { kind, size } = homeLayout(queues);
  const compact = size === 'compact';
  const ask = t(kind === 'groups' ? 'home.group' : 'home.ask');
  return html`<section class="top"><${Ask} state=${state} day=${day} portrait=${portrait} /></section>
    <section class=${`field tiles ${size}`} aria-label=${ask}>
      ${kind === 'groups' ? groupsOf(queues).map((group) => html`<${GroupTile} key=${group.key} group=${group} compact=${compact} onPress=${() => send('group', { name: group.key })} />`)
        : queues.map((queue) => html`<${Tile} key=${queue.id} queue=${queue} elder=${state.elder} compact=${compact} now=${state.snapshot.now} onPress=${() => send('queue', { id: queue.id })} />`)}
    </section>
    <${Below} state=${state} send=${send} day=${day} />`;
}

/** The queues of one department. */
export function Group({ state, send, portrait }) {
  const group = groupsOf(state.snapshot.queues).find((one) => one.key === state.group);
  const queues = group?.queues ?? [];
  const { rows, ...paging } = pageOf(queues, state.from, 'group', { elder: state.elder, portrait });
  const name = group ? groupName(group) : '';
  return html`<section class="top"><${Title}>${name}<//><p class="lead">${t('home.how')}</p></section>
    <section class="field tiles compact" aria-label=${name}>
      ${rows.map((queue) => html`<${Tile} key=${queue.id} queue=${queue} elder=${state.elder} compact now=${state.snapshot.now} onPress=${() => send('queue', { id: queue.id })} />`)}
    </section>
    <div class="below"><${Pager} ...${paging} send=${send} /></div>`;
}
