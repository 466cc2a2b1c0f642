/* What stands round every layout: head, warning band, foot. */
import { html, known, Num, tick, Today, useComputed, WarningBand } from '@shared/ui.js';
import { besideLine, fitText, noticeLines } from './board_layout.js';
import { clockWords, offsetOf } from './hall_time.js';
import { textWidth } from './line_breaks.js';
import { SoundLine, soundWidths, soundWord } from './view_sound.js';
import { english, named, t } from './view_words.js';

/** The foot, u: its width, and the type of telephone numbers that stand beside the notice; upright it has two lines, which break somewhat before their end. */
const FOOT = { landscape: { width: 1824, lines: 1, phones: 34 }, portrait: { width: 984, lines: 1.9, phones: 0 } };
const NOTICE = { standard: 34, large: 42 };
const GAP = { line: 28, phones: 36 };

/** Room between the margins beside date and time (u); the English date is longer. */
const HEAD_ROOM = { zh: 1320, en: 1280 };

function Head({ snapshot, offset, portrait, sound, area }) {
  const time = useComputed(() => (known.value ? clockWords(tick.value, offset) : ''));
  const name = area || named(snapshot && snapshot.hall);
  const word = portrait ? null : soundWord(sound.value);
  const usual = fitText(name, portrait ? 40 : 42, portrait ? 500 : 980, 26);
  const { size, short } = word ? besideLine(name, usual, soundWidths(word), HEAD_ROOM[english() ? 'en' : 'zh']) : { size: usual };
  return html`<header class="head">
    <h1 style=${{ fontSize: `calc(${size} * var(--u))` }}>${name}</h1>
    <${SoundLine} of=${word} short=${short} />
    <${Today} class="date" />
    <time class="time"><${Num}>${time}<//></time>
  </header>`;
}

/** The hall's notices in the language that leads. */
const inWords = (notices) => (notices || []).map((notice) => ({ ...notice, text: named(notice, 'text') }));

/** Room for a notice behind its label and beside the telephone numbers, em of its type `size`. */
function noticeRoom(label, phones, { width, lines, phones: type }, size) {
  const beside = type ? GAP.line + GAP.phones * (phones.length - 1) + textWidth(phones.join('')) * type : 0;
  return lines * ((width - GAP.line - beside) / size - textWidth(label));
}

function Foot({ snapshot, notice, portrait, sound, gone, large }) {
  const hall = snapshot.hall || {};
  const phones = [hall.phone && t('board.enquiry', { phone: hall.phone }), t('board.complaints', { phone: hall.complaints || '12345' })].filter(Boolean);
  const room = noticeRoom(t('board.notice'), phones, FOOT[portrait ? 'portrait' : 'landscape'], NOTICE[large ? 'large' : 'standard']);
  const lines = noticeLines(inWords(snapshot.notices), room);
  const line = lines.length && !gone ? lines[notice.value % lines.length] : null;
  const word = portrait ? soundWord(sound.value) : null;
  return html`<footer class=${`foot ${word ? 'unheard' : ''}`}>
    <p class="line">${line ? html`<em>${t(`board.${line.kind}`)}</em><span>${line.text}</span>` : null}</p>
    <p class="tel">
      <${SoundLine} of=${word} short />
      ${phones.map((phone) => html`<span key=${phone}>${phone}</span>`)}
    </p>
  </footer>`;
}

function Band({ snapshot, lostAt, removed, offset }) {
  const time = clockWords(lostAt, offset);
  const key = !snapshot ? 'lost.trying' : removed ? 'lost.long' : 'lost.detail'; // without a snapshot nobody has told the time
  return html`<${WarningBand} class="band" title=${t('lost.title')} detail=${t(key, { time })} />`;
}

/** A page in its frame. `form` names its layout for the style sheet, `area` the part of the hall it stands in. */
export function Frame({ link, notice, removed, portrait, sound, form, page, area, footless, children }) {
  const snapshot = link.snapshot.value;
  const lost = link.state.value === 'lost';
  const offset = snapshot ? offsetOf(snapshot.now) : 480;
  const large = Boolean(snapshot && snapshot.screen && snapshot.screen.size === 'large');
  const gone = lost && (removed.value || !snapshot);
  const look = `${portrait ? 'portrait' : 'landscape'} ${lost ? 'stale' : ''} ${large ? 'large' : ''}`;
  return html`<div class=${`board ${look} ${form}`} data-page=${page}>
    <${Head} snapshot=${snapshot} offset=${offset} portrait=${portrait} sound=${sound} area=${area} />
    ${lost ? html`<${Band} snapshot=${snapshot} lostAt=${link.lostAt.value} removed=${removed.value} offset=${offset} />` : null}
    ${children}
    ${footless ? null : snapshot ? html`<${Foot} gone=${gone} snapshot=${snapshot} notice=${notice} portrait=${portrait} sound=${sound} large=${large} />` : html`<footer class="foot"></footer>`}
  </div>`;
}

/** What a layout needs of its link: {snapshot, lost, gone (nothing may be shown any more), offset (minutes), large}. */
export function stateOf(link, removed) {
  const snapshot = link.snapshot.value;
  const lost = link.state.value === 'lost';
  const large = Boolean(snapshot && snapshot.screen && snapshot.screen.size === 'large');
  return { snapshot, lost, gone: lost && (removed.value || !snapshot), offset: snapshot ? offsetOf(snapshot.now) : 480, large };
}
