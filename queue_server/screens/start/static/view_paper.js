// The printer with its slot, the paper under it, the older ones beside, the switches.
import { figures, LangKey } from '@shared/staff.js';
import { hhmmss, html, Icon, Key, Lamp } from '@shared/ui.js';
import { faultsOf, numberOf, stack, stopped, wordsOf } from './logic.js';
import { Faults } from './view_faults.js';
import { t } from './words.js';

const DOTS_PER_MM = 8;

function Picture({ paper, class: extra = '' }) {
  return html`<img class=${extra} src=${`/paper/${encodeURIComponent(paper.file)}`} width=${paper.width_px} height=${paper.height_px}
    alt=${t('paper.alt', { text: wordsOf(paper) })} />`;
}

function Printer({ faults }) {
  const low = faults && faults.near_end;
  const held = stopped(faults);
  const words = held ? 'faults.held' : low ? 'faults.low' : 'faults.all_off';
  return html`<div class=${`printer ${held ? 'held' : ''}`}><div class="printer-top">
      <span class="printer-state" role="status"><${Lamp} kind=${held ? 'square' : low ? 'half' : 'on'} /><span>${t(words)}</span></span></div>
    <div class="printer-slot"></div></div>`;
}

function About({ paper }) {
  const wrong = faultsOf(paper);
  return html`<div class="about"><p>${figures(t('paper.at', { at: hhmmss(paper.at) }))}</p>
    <p class="quiet">${figures(t('paper.size', { width: paper.width_px, height: paper.height_px, mm: Math.round(paper.height_px / DOTS_PER_MM) }))}</p>
    ${wrong.length ? html`<ul class="wrong">${wrong.map((one) => html`<li key=${one}><${Icon} name="warning" /><span>${one}</span></li>`)}</ul>`
      : html`<p class="fine"><${Icon} name="check" /><span>${t('paper.clean')}</span></p>`}</div>`;
}

function Older({ papers, shown, chosen }) {
  if (!papers.length) return null;
  return html`<section class="older"><h2>${figures(t('paper.older', { n: papers.length }))}</h2>
    <ul>${papers.map((paper) => html`<li key=${paper.id}><button type="button" class=${paper.id === shown.id ? 'on' : ''} aria-pressed=${paper.id === shown.id ? 'true' : 'false'} onClick=${() => { chosen.value = paper.id; }}>
      <span class="thumb"><img src=${`/paper/${encodeURIComponent(paper.file)}`} alt="" loading="lazy" /></span>
      <span class="thumb-words"><b class="fig">${numberOf(paper) || ''}</b> ${figures(hhmmss(paper.at))}</span></button></li>`)}</ul></section>`;
}

function Desk({ index, chosen, fresh, pressed, failed, play }) {
  const { newest, older } = stack(index.papers);
  const shown = index.papers.find((paper) => paper.id === chosen.value) || newest;
  const slides = shown && shown.id === fresh.value && shown === newest;
  return html`<div class="paper-desk">
    <${Faults} index=${index} pressed=${pressed.value} failed=${failed.value} play=${play} />
    <section class="middle" aria-label=${t('paper.name')}>
      <${Printer} faults=${index.faults} />
      <div class="out">${shown ? html`<div key=${shown.id} class=${`sheet ${slides ? 'slides' : ''}`}><${Picture} paper=${shown} /></div>`
        : html`<p class="no-paper">${t(index.demo ? 'paper.none' : 'paper.none_alone', { address: index.printer })}</p>`}</div>
    </section>
    <div class="beside">
      ${shown ? html`<${About} paper=${shown} />` : null}
      ${shown && shown !== newest ? html`<${Key} class="newest-key" onPress=${() => { chosen.value = null; }}>${t('paper.newest')}<//>` : null}
      ${shown ? html`<${Older} papers=${older} shown=${shown} chosen=${chosen} />` : null}
    </div>
  </div>`;
}

function Real({ index }) {
  const address = typeof index.printer === 'string' ? index.printer : '';
  return html`<div class="real"><${Icon} name="printer" /><div><h2>${t('real.title')}</h2><p>${figures(t('real.detail', { address }))}</p></div></div>`;
}

export function PaperPage(parts) {
  const index = parts.data.value;
  const alone = index !== null && !index.demo;
  return html`<div class="paper-page">
    <header class="staff-head"><div class="staff-hall"><b>${t('brand')}</b>${alone ? null : html`<a class="link" href="/">${t('paper.start')}</a>`}</div>
      <h1 class="staff-name">${t('paper.name')}</h1>
      <div class="staff-tools"><span class="connection"><${Lamp} kind=${parts.lost.value ? 'dash' : 'on'} /><span>${t(parts.lost.value ? 'start.lost' : alone ? 'paper.live' : 'start.live')}</span></span><${LangKey} /></div></header>
    ${parts.lost.value ? html`<p class="lost-line" role="alert"><${Icon} name="warning" />${t(alone ? 'paper.lost_line' : 'start.lost_line')}</p>` : null}
    ${index === null ? html`<p class="no-paper">${t('start.loading')}</p>` : index.virtual === false ? html`<${Real} index=${index} />` : html`<${Desk} index=${index} ...${parts} />`}
  </div>`;
}
