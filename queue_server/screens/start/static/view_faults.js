// The switches of the virtual printer's faults, in groups that open.
import { html, Icon, Key } from '@shared/ui.js';
import { allWell, flipped, switches } from './logic.js';
import { t } from './words.js';

const FIRST = 'machine';

function Figure({ one, play }) {
  const unit = t(`faults.unit.${one.name}`);
  const set = (event) => {
    const figure = Math.round(Number(event.target.value));
    if (figure > 0) play({ [one.name]: figure });
    else event.target.value = one.value;
  };
  return html`<label class="fault-figure"><span class="unseen">${t('faults.figure', { name: t(`faults.${one.name}`), unit })}</span>
    <input type="number" class="fig" min="1" max="10000000" value=${one.value} onChange=${set} /><span aria-hidden="true">${unit}</span></label>`;
}

function Choice({ one, play }) {
  return html`<label class="fault-choice ${one.on ? 'on' : ''}"><span>${t(`faults.${one.name}`)}</span>
    <select value=${one.value} onChange=${(event) => play({ [one.name]: event.target.value })}>
      ${one.choices.map((choice) => html`<option key=${choice} value=${choice}>${t(`faults.${one.name}.${choice}`)}</option>`)}</select></label>`;
}

function Row({ one, play }) {
  if (one.kind === 'choice') return html`<li><${Choice} one=${one} play=${play} /></li>`;
  return html`<li><button type="button" role="switch" aria-checked=${one.on ? 'true' : 'false'} class=${`switch ${one.on ? 'on' : ''}`}
      onClick=${() => play({ [one.name]: flipped(one) })}><span>${t(`faults.${one.name}`)}</span><i aria-hidden="true"><em></em></i><small aria-hidden="true">${t(one.on ? 'faults.on' : 'faults.off')}</small></button>
    ${one.kind === 'number' && one.on ? html`<${Figure} one=${one} play=${play} />` : null}</li>`;
}

export function Faults({ index, pressed, failed, play }) {
  const groups = switches(index.groups, index.faults, pressed);
  const on = groups.reduce((sum, group) => sum + group.on, 0);
  return html`<section class="faults"><h2>${t('faults.title')}</h2><p class="quiet">${t('faults.why')}</p>
    <${Key} class="all-well" disabled=${!on} onPress=${() => play(allWell(groups))}>${t('faults.all_well')}<//>
    <p class=${`say ${failed ? 'warn' : ''}`} role="status">${failed ? html`<${Icon} name="warning" /><span>${t(failed)}</span>` : null}</p>
    ${groups.map(({ group, on: count, faults }) => html`<details key=${group} open=${group === FIRST}>
      <summary><span>${t(`faults.group.${group}`)}</span>${count ? html`<b>${t('faults.group.on', { n: count })}</b>` : null}</summary>
      <ul>${faults.map((one) => html`<${Row} key=${one.name} one=${one} play=${play} />`)}</ul></details>`)}
  </section>`;
}
