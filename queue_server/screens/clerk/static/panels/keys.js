// Every key, the switch for single-letter keys, the language, the sound, signing out.
import { Cap, signOut } from '@shared/staff.js';
import { playTone } from '@shared/tone.js';
import { setLang } from '@shared/words.js';
import { html, Key } from '@shared/ui.js';
import { CHIME_HZ, english, letters, lost, setLetters, t } from '../store.js';
import { PanelFrame } from './frame.js';

const TABLE = [
  ['keys.any', [['P', 'pause'], ['Shift P', 'close'], ['/', 'find'], ['L', 'held'], ['A', 'all'], ['G', 'guide'], ['?', 'keys'], ['Esc', 'back']]],
  ['keys.idle', [['Space', 'next'], ['Enter', 'open'], ['N', 'direct'], ['C', 'choose']]],
  ['keys.called', [['Enter', 'start'], ['R', 'recall'], ['X', 'absent'], ['B', 'requeue'], ['N', 'not_shown']]],
  ['keys.serving', [['Enter', 'finish'], ['Ctrl Enter', 'finish_next'], ['T', 'transfer_open'], ['H', 'hold'], ['I', 'items']]],
  ['keys.transfer', [['1-9', 'pick'], ['W', 'window'], ['\u2190 \u2192', 'place'], ['I', 'served'], ['Enter', 'do']]],
  ['keys.held', [['1-9', 'pick_held'], ['Enter', 'resume_held'], ['C', 'call_held']]],
];
const ALWAYS = new Set(['Enter', 'Space', 'Ctrl Enter', 'Esc', '\u2190 \u2192']);

export function KeysPanel() {
  const on = letters.value;
  return html`<${PanelFrame} title=${t('keys.title')}>
    <div class="settings">
      <div class="setting"><span>${t('keys.letters')}</span>
        <span class="value">${t(on ? 'keys.letters_on' : 'keys.letters_off')}</span>
        <${Key} class="small" aria-label=${`${t('keys.letters')} ${t(on ? 'keys.turn_off' : 'keys.turn_on')}`}
          onPress=${() => setLetters(!on)}>${t(on ? 'keys.turn_off' : 'keys.turn_on')}<//></div>
      <div class="setting">
        <${Key} class="small" lang=${english.value ? 'zh-CN' : 'en'} onPress=${() => setLang(english.value ? 'zh-CN' : 'en')}>${t('lang.other')}<//>
        <${Key} class="small" onPress=${() => playTone(CHIME_HZ)}>${t('keys.sound_try')}<//>
        <${Key} class="small last" disabled=${lost.value} onPress=${signOut}>${t('key.logout')}<//>
      </div>
    </div>
    ${TABLE.map(([title, rows]) => html`<section class="key-table"><h3>${t(title)}</h3>
      <ul>${rows.map(([cap, word]) => html`<li class=${on || ALWAYS.has(cap) ? '' : 'shut-row'}><span><${Cap}>${cap}<//></span><span>${t(`keys.${word}`)}</span></li>`)}</ul></section>`)}
  <//>`;
}
