// The bar at the foot of every settings page: what changed, from when, discard, save. And the question on leaving.
import { Cap, Choice, figures } from '@shared/staff.js';
import { html, Icon, Key, useEffect, useRef } from '@shared/ui.js';
import { english, lost, page, SETTINGS, t } from '../store.js';
import { changeWords, clashWords, namesOf, placeWords } from './change_words.js';
import { placeOf } from './draft.js';
import { base, changes, clashes, discard, draft, faults, load, overtaken, save, saving, settle, unsaved, when } from './store.js';
import { dayWord } from './day.js';

const SHOWN = 3;

export function unsavedWords() {
  const words = changeWords(changes.value, namesOf(draft.value));
  const more = words.length > SHOWN ? [t('save.more', { n: words.length - SHOWN })] : [];
  return { count: words.length, text: [...words.slice(0, SHOWN), ...more].join(t('plain.semicolon')) };
}

function Overtaken() {
  const { author, version } = overtaken.value;
  return html`<div class="overtaken" role="alert"><${Icon} name="warning" /><span>${figures(author ? t('save.overtaken_by', { author, version }) : t('save.overtaken', { version }))}</span>
    <${Key} onPress=${load}>${t('save.take_over')}<//></div>`;
}

/** What another changed of what was being changed here: both values, and whose is to stand. */
function Clashes() {
  const names = { ...namesOf(base.value.sections), ...namesOf(draft.value) };
  return html`<ul class="clashes" role="alert">${clashes.value.map((clash) => {
    const { key, params } = clashWords(clash, names);
    return html`<li key=${`${clash.mine.table}/${clash.mine.key}/${clash.mine.field}`} class="overtaken"><${Icon} name="warning" /><span>${figures(t(key, params))}</span>
      <${Key} onPress=${() => settle(clash, false)}>${t('clash.theirs')}<//><${Key} onPress=${() => settle(clash, true)}>${t('clash.mine')}<//></li>`;
  })}</ul>`;
}

/** Faults that belong to no field of this page are told in the bar. */
function Elsewhere() {
  const known = faults.value.map((one) => ({ ...one, ...placeOf(one.path) })).filter((one) => !document.getElementById(`f-${one.table}-${one.index ?? 'all'}-${one.field}`));
  return known.length ? html`<ul class="elsewhere">${known.slice(0, SHOWN).map((one) => html`<li key=${one.path}>${figures(t('save.elsewhere', { where: placeWords(one, draft.value), what: english.value ? one.en : one.zh }))}</li>`)}</ul>` : null;
}

export function SaveBar() {
  if (!base.value) return null;
  const { count, text } = unsavedWords();
  const { waiting, next_day: next } = base.value;
  const off = lost.value || saving.value || !unsaved.value || clashes.value.length > 0;
  return html`<footer class=${`save-bar ${unsaved.value ? 'dirty' : ''}`}>
    ${overtaken.value ? html`<${Overtaken} />` : null}
    ${clashes.value.length ? html`<${Clashes} />` : null}
    ${faults.value.length ? html`<${Elsewhere} />` : null}
    <div class="save-line">
      <p class="save-words" role="status">${unsaved.value ? html`<i class="dot" aria-hidden="true"></i><b>${figures(t('save.count', { n: count }))}</b><span>${figures(text)}</span>`
        : html`<span class="quiet">${figures(waiting ? t('save.waiting', { version: waiting.version, day: dayWord(waiting.from_day) }) : t('save.all', { version: base.value.version }))}</span>`}</p>
      <${Choice} label=${t('save.when')} options=${[['now', t(waiting ? 'save.now_all' : 'save.now')], ['next_opening', t('save.next', { day: dayWord(next) })]]} chosen=${when.value} onChoose=${(value) => { when.value = value; }} />
      <${Key} disabled=${!unsaved.value || saving.value} onPress=${discard}>${t('save.discard')}<//>
      <${Key} main disabled=${off} onPress=${save} class="save-key">${t(saving.value ? 'save.saving' : 'save.save')}<${Cap}>Ctrl S<//><//>
    </div></footer>`;
}

/** Asked when somebody turns to a page that does not show what is unsaved. */
export function LeaveGuard() {
  const box = useRef(null);
  const asked = unsaved.value && !SETTINGS.includes(page.value);
  useEffect(() => { if (asked && box.current && !box.current.open) box.current.showModal(); });
  if (!asked) return null;
  const { count, text } = unsavedWords();
  const stay = () => { history.back(); };
  const leave = async () => { if (await save()) box.current?.close(); else stay(); };
  return html`<dialog ref=${box} class="ask" aria-labelledby="leave-title" onCancel=${(event) => { event.preventDefault(); stay(); }}>
    <h2 id="leave-title">${figures(t('leave.title', { n: count }))}</h2><p>${figures(text)}</p>
    <div class="ask-keys"><${Key} onPress=${discard}>${t('leave.discard')}<//><${Key} onPress=${stay}>${t('leave.stay')}<//><${Key} main onPress=${leave}>${t('leave.save')}<//></div>
  </dialog>`;
}

/** Ctrl S saves from anywhere in the settings; closing the page with something unsaved asks. */
export function listenToSave() {
  addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && event.code === 'KeyS') {
      event.preventDefault();
      if (!event.repeat && SETTINGS.includes(page.value)) save();
    }
  });
  addEventListener('beforeunload', (event) => { if (unsaved.value) event.preventDefault(); });
}
