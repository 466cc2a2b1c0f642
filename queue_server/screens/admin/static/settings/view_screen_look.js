// A screen as it would be under the unsaved settings: its own page in a frame, made smaller, told what it shows.
import { html, useEffect, useRef, useState } from '@shared/ui.js';
import { snapshot, t } from '../store.js';
import { GLASS, GLASS_OF, scaleTo } from './screens.js';
import { wish } from './store.js';
import { useAnswer } from './view_preview.js';

const BOX = { width: 744, height: 420 };
const PHONE_PX = 700;
const MARGINS_PX = 40;

/** The place a screen is made smaller into: less of it on a phone. */
const boxHere = () => (window.innerWidth > PHONE_PX ? BOX : { width: window.innerWidth - MARGINS_PX, height: 220 });
const SECTIONS = ['screens', 'pages', 'notices', 'hall', 'waiting_zones'];
const STATES = ['live', 'calm', 'call', 'burst', 'paused', 'empty', 'closed', 'lost'];
const LOST_FOR_MIN = 2;

/** What is half typed on other pages does not keep a screen from being shown. */
function ofScreens() {
  const { base_version, sections } = wish();
  return { base_version, sections: Object.fromEntries(Object.entries(sections).filter(([name]) => SECTIONS.includes(name))) };
}

/** What the frame is told for a state: the hall as it is, a sample day, or a lost connection. */
function told(view, state) {
  if (state === 'lost') return { snapshot: view, sample: 'calm', lost: LOST_FOR_MIN };
  return state === 'live' ? { snapshot: view } : { snapshot: view, sample: state };
}

function Chips({ label, of, words, chosen, onChoose }) {
  return html`<div class="look-chips"><p class="preview-title">${label}</p><span class="chips" role="group" aria-label=${label}>${of.map((one) => html`<button type="button" key=${one}
    class=${`chip ${one === chosen ? 'on' : ''}`} aria-pressed=${one === chosen ? 'true' : 'false'} onClick=${() => onChoose(one)}>${words(one)}</button>`)}</span></div>`;
}

export function ScreenLook({ screen }) {
  const [asked, setGlass] = useState('');
  const [state, setState] = useState('live');
  const frame = useRef(null);
  const glasses = GLASS_OF[screen.layout] || GLASS_OF.board;
  const glass = glasses.includes(asked) ? asked : glasses[0];
  const [width, height] = GLASS[glass];
  const box = boxHere();
  const scale = scaleTo(GLASS[glass], box);
  const { value, old, faulty } = useAnswer('screen', { ...ofScreens(), screen: screen.code }, (response) => response.json(), state === 'live' ? snapshot.value.version : 0);
  useEffect(() => {
    const tell = () => { if (value && frame.current) frame.current.contentWindow.postMessage(told(value, state), location.origin); };
    const ready = (event) => { if (event.origin === location.origin && event.data && event.data.ready) tell(); };
    addEventListener('message', ready);
    tell();
    return () => removeEventListener('message', ready);
  }, [value, state, glass]);
  return html`<section class="screen-look" aria-label=${t('screens.look')}>
    <div class="look-box" style=${{ width: `${box.width}px`, height: `${box.height}px` }}>
      <div class=${`look-glass ${old ? 'old' : ''}`} style=${{ width: `${Math.round(width * scale)}px`, height: `${Math.round(height * scale)}px` }}>
        <iframe key=${glass} ref=${frame} title=${t('screens.look')} src="/screen/preview" width=${width} height=${height} tabindex="-1" style=${{ transform: `scale(${scale})` }}></iframe></div></div>
    <div class="look-keys"><${Chips} label=${t('screens.glass')} of=${glasses} words=${(one) => t(`screens.glass.${one}`)} chosen=${glass} onChoose=${setGlass} />
      <${Chips} label=${t('screens.state')} of=${STATES} words=${(one) => t(`screens.state.${one}`)} chosen=${state} onChoose=${setState} />
      <p class="quiet" role="status">${faulty ? t('screens.look_faulty') : state === 'live' ? t('screens.look_live') : t('screens.look_sample')}</p></div></section>`;
}
