// The live view: what needs somebody, six figures, then windows, queues, devices, ratings and today's waiting.
import { word } from '@shared/announce.js';
import { Cap, figures } from '@shared/staff.js';
import { hhmm, hhmmss, html, Icon, Key, Lamp, useState } from '@shared/ui.js';
import { help, silence, toggleBig } from './act.js';
import { alarmWords, allDevices, allOnline, grown, minutes, openAlarms, remedyOf, sentence, shownAlarms, SHOWN_ALARMS, toLookAt } from './logic.js';
import { dayWord } from './settings/day.js';
import { big, busy, english, lost, now, onPhone, snapshot, t } from './store.js';
import { Chart, DeviceRows, Queues, RatingRows } from './view_tables.js';
import { Windows, windowsInCells } from './view_windows.js';

const isOpen = () => !snapshot.value.open || snapshot.value.open.is_open;

/** When a closed hall opens, by the hall's clock. */
function opensWords() {
  const { open, now: at } = snapshot.value;
  if (!open.opens_at) return '';
  const day = open.opens_at.slice(0, 10);
  return t('live.opens', { at: [day === at.slice(0, 10) ? '' : dayWord(day), hhmm(open.opens_at)].filter(Boolean).join(t('plain.space')) });
}

/** What stands beside "all is well": the promise kept, or what is not quite so. */
function calmWords() {
  if (!isOpen()) return opensWords();
  const devices = allDevices(snapshot.value);
  const look = toLookAt(devices);
  const kept = t(allOnline(devices) ? 'live.calm_detail' : 'live.calm_short', { n: minutes(snapshot.value.target_s) });
  return look ? [kept, t('live.look_at', { n: look })].join(t('plain.semicolon')) : kept;
}

function Head() {
  const { alarms } = snapshot.value;
  const { key, params, calm } = sentence(alarms, { isOpen: isOpen(), lost: lost.value });
  const open = openAlarms(alarms).length;
  return html`<header class=${`live-head ${open ? 'urgent' : ''}`}>
    ${calm && isOpen() ? html`<${Icon} name="check" class="calm" />` : null}
    <h1>${figures(t(key, params))}</h1>
    ${calm ? html`<p class="quiet">${figures(calmWords())}</p>` : null}
    ${!calm && !open && alarms.length ? html`<p class="quiet">${figures(t('live.known_detail'))}</p>` : null}
    <span class="grow"></span>
    <span class="live-time"><${Lamp} kind=${lost.value ? 'dash' : 'on'} /><span>${figures(t(lost.value ? 'live.stopped' : 'live.updated', { at: hhmmss(now.value) }))}</span></span>
    ${big.value ? null : html`<a class="key announce-key" href="#announce"><${Icon} name="speaker" />${word('announce.key')}</a>`}
    <${Key} class="big-key" onPress=${toggleBig}>${t(big.value ? 'live.small' : 'live.big')}<${Cap}>${big.value ? 'Esc' : 'F'}<//><//>
  </header>`;
}

function detailWords(detail) {
  if (!detail || !t.has(detail.key)) return '';
  const reason = detail.reason && t.has(`pause.${detail.reason}`) ? t(`pause.${detail.reason}`) : '';
  return [reason, t(detail.key, detail.params)].filter(Boolean).join(t('plain.comma'));
}

/** The key that helps: another window calls the queue, or the page where it is put right. */
function Remedy({ alarm, off }) {
  const remedy = remedyOf(alarm);
  if (!remedy) return null;
  if (remedy.page) return html`<a class="key remedy" href=${`#${remedy.page}`}>${t(`remedy.${remedy.page}`)}</a>`;
  return html`<${Key} class="remedy helps" disabled=${off} onPress=${() => help(remedy)}>${t('remedy.help', remedy)}<//>`;
}

function Alarm({ alarm }) {
  const { red, icon, title, over, detail, more } = alarmWords(alarm, now.value, english.value);
  const off = lost.value || busy.value !== null;
  return html`<li class=${`alarm ${red ? 'red' : ''}`}>
    <${Icon} name=${icon} />
    <div class="alarm-words"><b>${figures(t(title.key, title.params))}${over ? html`<span class="over" data-join=${t('plain.comma')}>${figures(t(over.key, over.params))}</span>` : null}</b>
      <span>${figures([t('alarm.since', { at: hhmm(alarm.since) }), detailWords(detail), more && t(more.key, more.params)].filter(Boolean).join(t('plain.comma')))}</span></div>
    ${big.value ? null : html`<span class="alarm-keys"><${Remedy} alarm=${alarm} off=${off} /><${Key} class="know" disabled=${off} onPress=${() => silence(alarm)}>${t('alarm.know')}<//></span>`}
  </li>`;
}

function Alarms() {
  const [all, setAll] = useState(false);
  const open = openAlarms(snapshot.value.alarms);
  if (!open.length) return null;
  const more = open.length - SHOWN_ALARMS;
  const shown = all && !big.value ? open : shownAlarms(open);
  const word = figures(t(all ? 'alarm.fewer' : 'alarm.more', { n: more }));
  return html`<ul class="alarms" aria-live="polite">
    ${shown.map((alarm) => html`<${Alarm} key=${alarm.id} alarm=${alarm} />`)}
    ${more > 0 ? html`<li class="more-alarms">${big.value ? word
    : html`<button type="button" class="link" aria-expanded=${String(all)} onClick=${() => setAll(!all)}><span>${word}</span></button>`}</li>` : null}
  </ul>`;
}

function Figure({ name, value, unit, note, bad }) {
  return html`<div class=${`figure ${name}`}><dt>${t(`figure.${name}`)}</dt>
    <dd class=${bad ? 'bad' : ''}><b class="fig">${value}</b> <span>${figures(unit)}</span>${note ? html`<span class="figure-note">${figures(note)}</span>` : null}</dd></div>`;
}

/** Six figures on the desk; on a phone those of now, and those of the day further down. */
function Figures({ of }) {
  const { figures: f, target_s: target } = snapshot.value;
  const longest = minutes(grown(f.longest_s, f.waiting, snapshot.value.now, now.value));
  const over = longest - minutes(target);
  const ofNow = html`<${Figure} name="waiting" value=${f.waiting} unit=${t('unit.people')} />
    <${Figure} name="longest" value=${longest} unit=${t('unit.min')} bad=${over > 0} note=${over > 0 ? t('figure.over', { n: over }) : t('figure.target', { n: minutes(target) })} />
    <${Figure} name="open" value=${f.open} unit="" note=${f.paused ? t('figure.of_paused', { n: f.total, paused: f.paused }) : t('figure.of', { n: f.total })} />`;
  const then = f.mean_wait_then_s;
  const known = typeof f.mean_wait_s === 'number';
  const ofDay = html`<${Figure} name="issued" value=${f.issued} unit=${t('unit.people')} />
    <${Figure} name="done" value=${f.done} unit=${t('unit.people')} />
    <${Figure} name="mean" value=${known ? minutes(f.mean_wait_s) : '-'} unit=${known ? t('unit.min') : ''} note=${typeof then === 'number' ? t('figure.then', { n: minutes(then) }) : null} />`;
  return html`<dl class="figures">${of === 'day' ? null : ofNow}${of === 'now' ? null : ofDay}</dl>`;
}

export function LivePage() {
  const windows = html`<section class="part-windows"><h2>${t('windows.title')}</h2><${Windows} /></section>`;
  const queues = html`<section class="part-queues"><h2>${t('queues.title')}</h2><${Queues} wide=${windowsInCells() && !onPhone.value} /></section>`;
  const devices = html`<section class="part-devices"><h2>${t('devices.title')}</h2><${DeviceRows} /></section>`;
  const ratings = html`<section class="part-ratings"><h2>${t('ratings.title')}</h2><${RatingRows} /><${Chart} /></section>`;
  if (onPhone.value) {
    return html`<div class="live"><${Head} /><${Alarms} /><${Figures} of="now" />${queues}${windows}${devices}<${Figures} of="day" />${ratings}</div>`;
  }
  return html`<div class="live">
    <${Head} /><${Alarms} /><${Figures} />
    ${windowsInCells() ? [windows, queues] : null}
    <div class="halves">${windowsInCells() ? null : [windows, queues]}${devices}${ratings}</div>
  </div>`;
}
