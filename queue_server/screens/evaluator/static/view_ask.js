// The question and what may be added to the answer: the same page for every level.
import { Face } from '@shared/faces.js';
import { html, Icon, Key } from '@shared/ui.js';
import { COMMENT_MAX, inOrder, optionsTitle } from './logic.js';

const nameOf = (level, lang) => (level ? (lang === 'en' && level.name_en) || level.name : '');

function levelsOf(state) {
  return inOrder(state.snapshot.levels);
}

function numberOf(state) {
  const number = state.ask && state.ask.number;
  return number && typeof number === 'object' ? number.number : number;
}

export function Ask(props) {
  const { state, send, t, Head, Foot, figures } = props;
  const { large, lang, level } = state;
  const number = numberOf(state);
  const kept = level !== null;
  const chosen = kept ? nameOf(levelsOf(state).find((l) => l.level === level), lang) : '';
  const title = html`<h1 class="question">${t(large ? 'ask.title_large' : 'ask.title')}</h1>`;
  const sub = kept ? t('ask.keep_line', { level: chosen }) : t(large ? 'ask.sub_large' : 'ask.sub');
  const largeHead = html`<div class="head-question">${title}<p>${sub}</p></div>`;
  return html`
    <${Head} ...${props} title=${large ? largeHead : null} />
    <section class="asking">
      ${large ? null : html`${title}<p class="sub">${number ? html`<span class="ticket">${figures(t('ask.ticket', { number: '' }))}<b class="f">${number}</b></span>` : null}${sub}</p>`}
      <div class="levels" role="group" aria-label=${t('ask.title')}>
        ${levelsOf(state).map((l) => html`<${Key} key=${l.level} class="level" onPress=${() => send({ type: 'level', level: l.level })}>
          <${Face} level=${l.level} /><span>${nameOf(l, lang)}</span><//>`)}
      </div>
    </section>
    <${Foot} state=${state} t=${t}>
      ${kept
    ? html`<${Key} class="decline" onPress=${() => send({ type: 'keep' })}>${t('ask.keep')}<//>`
    : html`<${Key} class="decline" onPress=${() => send({ type: 'decline' })}>${t('ask.decline')}<//>`}
      ${state.link === 'lost' ? html`<span class="lost-line"><${Icon} name="warning" />${t('lost.asking')}</span>`
    : html`<span>${kept ? '' : figures(t(large ? 'ask.foot_large' : 'ask.foot', { n: state.snapshot.ask_s || 60 }))}</span>`}
    <//>`;
}

function Option({ option, state, send }) {
  const on = state.chosen.includes(option.code);
  return html`<${Key} class=${on ? 'option on' : 'option'} role="checkbox" aria-checked=${String(on)}
    onPress=${() => send({ type: 'toggle', code: option.code })}>
    <i class="box" aria-hidden="true">${on ? html`<${Icon} name="check" />` : null}</i>
    <span>${(state.lang === 'en' && option.text_en) || option.text}</span><//>`;
}

/** The text box: the keyboard and the handwriting are the tablet's own. */
function Comment({ state, send, t }) {
  const show = (event) => { const box = event.currentTarget; setTimeout(() => box.scrollIntoView({ block: 'nearest' }), 300); };
  return html`<div class="comment">
    <textarea value=${state.comment} maxlength=${COMMENT_MAX} aria-label=${t('options.write')} placeholder=${t('options.write')}
      onFocus=${show} onInput=${(event) => send({ type: 'comment', text: event.currentTarget.value })}></textarea>
    <span class="count fig" aria-hidden="true">${t('options.count', { n: state.comment.length, max: COMMENT_MAX })}</span>
  </div>`;
}

export function Options(props) {
  const { state, send, t, Head, Foot, figures } = props;
  const level = levelsOf(state).find((l) => l.level === state.level) || { options: [] };
  const sending = state.submitAt !== null;
  return html`
    <${Head} ...${props} />
    <section class="adding">
      <div class="adding-title"><h1>${t(`options.${optionsTitle(state.level)}`)}</h1><p>${t('options.sub')}</p>
        <p class="chosen">${t('options.chosen')} <b>${nameOf(level, state.lang)}</b></p></div>
      <div class="options" role="group" aria-label=${t(`options.${optionsTitle(state.level)}`)}>
        ${(level.options || []).map((option) => html`<${Option} key=${option.code} option=${option} state=${state} send=${send} />`)}
      </div>
      <${Comment} state=${state} send=${send} t=${t} />
    </section>
    <${Foot} state=${state} t=${t}>
      <${Key} class="back" disabled=${sending} onPress=${() => send({ type: 'back' })}>${t('options.back')}<//>
      ${state.link === 'lost' ? html`<span class="lost-line"><${Icon} name="warning" />${t('lost.asking')}</span>`
    : html`<span>${figures(t('options.foot', { n: state.snapshot.ask_s || 60 }))}</span>`}
      <${Key} main class="submit" disabled=${sending} onPress=${() => send({ type: 'submit' })}>${t(sending ? 'options.sending' : 'options.submit')}<//>
    <//>`;
}
