// The evaluator's pages. Head and foot stand still; what the citizen answers lies between them.
import { Clock, duration, hhmm, html, Icon, Key, Num, tick, useEffect, useState } from '@shared/ui.js';
import { TIMES } from './logic.js';
import { Ask, Options } from './view_ask.js';

/** Figures among words in the figures' own weight. */
export function figures(text) {
  return String(text).split(/(\d[\d:]*)/).map((part, n) => (n % 2 ? html`<b class="f">${part}</b>` : part));
}

function Head({ state, send, t, windowNumber, title }) {
  const own = state.snapshot && state.snapshot.window;
  return html`<header class="head">
    ${title || html`<p class="head-window"><b>${figures(t('head.window', { n: own ? own.number : windowNumber }))}</b>
      <span>${own ? departmentOf(own, state.lang) : ''}</span></p>`}
    <div class="head-tools">
      <${Key} plain class=${state.large ? 'switch on' : 'switch'} aria-pressed=${String(state.large)}
        onPress=${() => send({ type: 'large' })}>${t(state.large ? 'head.large_on' : 'head.large')}<//>
      <${Key} plain class="switch second" lang=${state.lang === 'en' ? 'zh-CN' : 'en'}
        onPress=${() => send({ type: 'lang' })}>${t('head.other_language')}<//>
      <${Clock} />
    </div>
  </header>`;
}

const english = (lang, other, chinese) => (lang === 'en' && other) || chinese;
const departmentOf = (own, lang) => english(lang, own.department_en || own.name_en, own.department || own.name || '');

function Foot({ state, t, children }) {
  const phone = (state.snapshot && state.snapshot.hall && state.snapshot.hall.complaints) || '12345';
  return html`<footer class="foot">${children}<span class="complaints">${figures(t('foot.complaints', { phone }))}</span></footer>`;
}

function Fact({ name, children }) {
  return children ? html`<div><dt>${name}</dt><dd>${children}</dd></div>` : null;
}

function Idle({ state, t }) {
  const { window: own, clerk } = state.snapshot;
  const handles = english(state.lang, own.handles_en && own.handles_en.length ? own.handles_en : null, own.handles || []).join(t('idle.between'));
  return html`<section class="idle">
    <div class="big-plate" aria-hidden="true"><${Num} class=${`d${String(own.number).length}`}>${own.number}<//><span>${t('idle.number_after')}</span></div>
    <div class="who">
      <h1>${clerk ? clerk.name : t('head.window', { n: own.number })}</h1>
      <dl>
        <${Fact} name=${t('idle.badge')}>${clerk && clerk.badge ? html`<b class="f">${clerk.badge}</b>` : null}<//>
        <${Fact} name=${t('idle.department')}>${departmentOf(own, state.lang)}<//>
        <${Fact} name=${t('idle.post')}>${clerk && english(state.lang, clerk.post_en, clerk.post)}<//>
        <${Fact} name=${t('idle.handles')}>${handles}<//>
      </dl>
    </div>
  </section>`;
}

function Thanks({ state, t }) {
  return html`<section class="said" role="status"><div class="said-row">
    <${Icon} name=${state.stage === 'kept' ? 'clock' : 'check'} class=${`tick ${state.stage}`} />
    <div><h1>${t(`${state.stage}.title`)}</h1><p>${t(`${state.stage}.line`)}</p></div>
  </div></section>`;
}

/** Seconds until the page closes; counted here, because it is only said, never decided by it. */
function Closing({ state, t }) {
  const [left, setLeft] = useState(TIMES.thanksMs / 1000);
  useEffect(() => {
    setLeft(TIMES.thanksMs / 1000);
    const timer = setInterval(() => setLeft((n) => Math.max(1, n - 1)), 1000);
    return () => clearInterval(timer);
  }, [state.stageAt]);
  return html`<span>${figures(t('thanks.foot', { n: left }))}</span>`;
}

function Away({ state, t }) {
  const { window: own, other_window: other } = state.snapshot;
  return html`<section class="edged big">
    <h1>${t(own.state === 'paused' ? 'away.paused' : 'away.closed')}</h1>
    ${other ? html`<p class="go">${figures(t('away.other', { n: other.number }))}</p>` : null}
    ${own.state === 'paused' || other ? html`<p class="sub">${t('away.keep')}</p>` : null}
  </section>`;
}

function awayFoot({ window: own }, t) {
  if (own.state !== 'paused' || !own.paused_at) return '';
  const why = t(t.has(`reason.${own.pause_reason}`) ? `reason.${own.pause_reason}` : 'reason.other');
  return figures(t('away.since', { why, time: hhmm(own.paused_at) }));
}

function Lost({ state, t }) {
  const days = state.snapshot && state.snapshot.late_rating_days;
  return html`<section class="edged"><h1>${t('lost.title')}</h1>
    <p class="sub">${figures(days ? t('lost.line', { n: days }) : t('lost.line_today'))}</p></section>`;
}

function lostFoot(state, t) {
  const since = state.lostAt === null ? 0 : (tick.value - state.lostAt) / 1000;
  return figures(t('lost.foot', { time: duration(since) }));
}

const RESTING = {
  idle: (props) => [html`<${Idle} ...${props} />`, html`<span>${props.t('idle.foot')}</span>`],
  away: (props) => [html`<${Away} ...${props} />`, html`<span>${awayFoot(props.state.snapshot, props.t)}</span>`],
  lost: (props) => [html`<${Lost} ...${props} />`, html`<span>${lostFoot(props.state, props.t)}</span>`],
  thanks: (props) => [html`<${Thanks} ...${props} />`, html`<${Closing} ...${props} />`],
  kept: (props) => [html`<${Thanks} ...${props} />`, html`<${Closing} ...${props} />`],
  start: ({ t, refused }) => [refused
    ? html`<section class="edged"><h1>${t('refused.title')}</h1><p class="sub">${t('refused.line')}</p></section>`
    : html`<section class="said"><p role="status">${t('start.line')}</p></section>`, html`<span></span>`],
};

export function Evaluator(props) {
  const { page, state, t } = props;
  if (page === 'ask' || page === 'options') {
    const Page = page === 'ask' ? Ask : Options;
    return html`<div class=${`page at-${page} ${state.large ? 'large' : ''}`} key=${`${page}${state.stageAt}`}>
      <${Page} ...${props} Head=${Head} Foot=${Foot} figures=${figures} /></div>`;
  }
  const [middle, foot] = RESTING[page](props);
  return html`<div class=${`page at-rest ${state.large ? 'large' : ''}`}>
    <${Head} ...${props} />${middle}<${Foot} state=${state} t=${t}>${foot}<//></div>`;
}
