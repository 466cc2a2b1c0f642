// The evaluator as a machine: events in, the next state and wishes out. No DOM, no words.
// `at` is in milliseconds of one monotonic clock. The first tap is the rating; nothing is ever chosen for a citizen.

export const TIMES = {
  deafMs: 400,          // a tap this soon after the page changed was meant for the page before
  thanksMs: 5000,
  patienceMs: 4000,     // so long "sending" is shown before the page says that it keeps the rating
  forgetMs: 600000,     // large type or English, chosen on the resting page and not touched since
};
export const COMMENT_MAX = 200;
const DEAF = new Set(['level', 'decline', 'toggle', 'back', 'keep', 'submit']);

export function initial(at, { home = 'zh-CN', done = null } = {}) {
  return {
    stage: 'rest', stageAt: at, touchedAt: at, spell: null, ask: null, level: null, ratingId: null, chosen: [],
    comment: '', unsent: 0, submitAt: null, large: false, lang: home, home, done, snapshot: null, link: 'connecting', lostAt: null,
  };
}

/** start | idle | away | lost | ask | options | thanks | kept: what stands on the screen. */
export function pageOf(state) {
  if (state.stage !== 'rest') return state.stage;
  if (state.link === 'lost') return 'lost';
  if (!state.snapshot) return 'start';
  return state.snapshot.window.state === 'open' ? 'idle' : 'away';
}

/** When something happens by itself; Infinity when nothing will. */
export function deadline(state) {
  const { stage, stageAt, touchedAt, submitAt } = state;
  if (stage === 'thanks' || stage === 'kept') return stageAt + TIMES.thanksMs;
  if (submitAt !== null) return submitAt + TIMES.patienceMs;
  if (stage !== 'rest') return touchedAt + askMs(state);
  return state.large || state.lang !== state.home ? touchedAt + TIMES.forgetMs : Infinity;
}

const askMs = (state) => 1000 * ((state.snapshot && state.snapshot.ask_s) || 60);

/** Levels from best to worst, the official order. */
export function inOrder(levels) {
  return [...(levels || [])].sort((a, b) => b.level - a.level);
}

/** Which question stands over the options of a level. */
export function optionsTitle(level) {
  if (level >= 4) return 'good';
  return level === 3 ? 'fair' : 'bad';
}

const EVENTS = {
  snapshot: takeSnapshot,
  link: (state, { link, lostAt }) => [{ ...state, link, lostAt }, []],
  touch: (state, { at }) => [{ ...state, touchedAt: at }, []],
  large: (state, { at }) => [{ ...state, large: !state.large, touchedAt: at }, []],
  lang: (state, { at }) => [{ ...state, lang: state.lang === 'en' ? 'zh-CN' : 'en', touchedAt: at }, []],
  resume: resumeUnsent,
  level: tapLevel,
  toggle: toggleOption,
  comment: (state, { text }) => [{ ...state, comment: text.slice(0, COMMENT_MAX) }, []],
  back: (state, { at }) => [state.stage === 'options' ? enter(state, 'ask', at) : state, []],
  keep: (state, { at }) => [state.stage === 'ask' && state.level !== null ? enter(state, 'options', at) : state, []],
  decline: (state, { at }) => leave(state, at, 'declined'),
  submit,
  answer: takeAnswer,
  time: passTime,
};

/** One event; returns [state, wishes]. A wish is {do: 'rate' | 'amend' | 'decline', spell, …}. */
export function step(state, event) {
  if (DEAF.has(event.type)) {
    if (event.at - state.stageAt < TIMES.deafMs || state.submitAt !== null) return [state, []];
    return EVENTS[event.type]({ ...state, touchedAt: event.at }, event);
  }
  return EVENTS[event.type](state, event);
}

const enter = (state, stage, at) => ({ ...state, stage, stageAt: at, touchedAt: at, submitAt: null });

function rest(state, at) {
  return {
    ...initial(at, { home: state.home, done: state.spell || state.done }),
    snapshot: state.snapshot, link: state.link, lostAt: state.lostAt,
  };
}

/** The next ask. What the citizen before had set is gone; what this one set while being served stays. */
function begin(state, ask, at) {
  const clean = state.stage === 'rest' ? state : rest(state, at);
  return { ...enter(clean, 'ask', at), spell: ask.spell_id, ask, level: null, ratingId: null, chosen: [], comment: '', unsent: 0 };
}

function takeSnapshot(state, { snapshot, at }) {
  let next = { ...state, snapshot };
  const { ask, rating } = snapshot;
  const asking = next.stage === 'ask' || next.stage === 'options';
  if (!ask) {
    if (!asking || next.submitAt !== null || waiting(next)) return [next, []];
    return [next.ratingId === null ? rest(next, at) : enter(next, 'thanks', at), []];
  }
  if (ask.spell_id === next.done && next.spell !== ask.spell_id) return [next, []];
  if (ask.spell_id !== next.spell) next = begin(next, ask, at);
  if (rating && next.stage !== 'thanks' && next.stage !== 'kept') {
    next = { ...next, ratingId: rating.id };
    if (next.level === null) next = { ...enter(next, 'options', at), level: rating.level };
  }
  return [next, []];
}

/** A tap not answered yet: the snapshot may be older than the tap. */
const waiting = (state) => state.unsent > 0 && state.ratingId === null;

/** After a reload: what was tapped before it and has not been answered. */
function resumeUnsent(state, { items, at }) {
  const rate = items.find((item) => item.do === 'rate' && item.spell === state.spell);
  if (!rate || state.level !== null) return [state, []];
  return [{ ...enter(state, 'options', at), level: rate.level, unsent: items.filter((i) => i.spell === state.spell).length }, []];
}

function tapLevel(state, { level, at }) {
  if (state.stage !== 'ask') return [state, []];
  const next = enter(state, 'options', at);
  if (state.level === null) {
    return [{ ...next, level, unsent: next.unsent + 1 }, [{ do: 'rate', spell: state.spell, level }]];
  }
  if (state.level === level) return [next, []];
  const changed = { ...next, level, chosen: [], unsent: next.unsent + 1 };
  return [changed, [amend(state, { level, options: [] })]];
}

const amend = (state, body) => ({ do: 'amend', spell: state.spell, ratingId: state.ratingId, body });

function toggleOption(state, { code }) {
  if (state.stage !== 'options') return [state, []];
  const chosen = state.chosen.includes(code) ? state.chosen.filter((c) => c !== code) : [...state.chosen, code];
  return [{ ...state, chosen }, []];
}

function submit(state, { at }) {
  if (state.stage !== 'options') return [state, []];
  const comment = state.comment.replace(/\s+/g, ' ').trim();
  const more = state.chosen.length > 0 || comment !== '';
  if (!more && state.unsent === 0) return [enter(state, 'thanks', at), []];
  const sending = { ...state, submitAt: at, unsent: state.unsent + (more ? 1 : 0) };
  return [sending, more ? [amend(state, { options: [...state.chosen].sort(), comment: comment || null })] : []];
}

/** No thanks before the record is stored; what is stored is thanked for, whatever came of the rest. */
function takeAnswer(state, { spell, wish, ok, id, at }) {
  if (spell !== state.spell) return [state, []];
  const left = Math.max(0, state.unsent - 1);
  if (ok) {
    const next = { ...state, unsent: left, ratingId: wish === 'rate' ? id : state.ratingId };
    return [next.submitAt !== null && left === 0 ? enter(next, 'thanks', at) : next, []];
  }
  if (state.stage === 'thanks' || state.stage === 'kept' || wish === 'decline') return [{ ...state, unsent: left }, []];
  if (wish === 'amend' && state.ratingId !== null && state.submitAt !== null) return [enter({ ...state, unsent: 0 }, 'thanks', at), []];
  return [rest(state, at), []];
}

function leave(state, at, why) {
  if (state.stage !== 'ask' && state.stage !== 'options') return [state, []];
  return [rest(state, at), [{ do: 'decline', spell: state.spell, why }]];
}

function passTime(state, { at }) {
  if (at < deadline(state)) return [state, []];
  if (state.stage === 'thanks' || state.stage === 'kept') return [rest(state, at), []];
  if (state.submitAt !== null) return [enter(state, 'kept', at), []];
  if (state.stage !== 'rest') return leave(state, at, 'timed_out');
  return [{ ...state, large: false, lang: state.home, touchedAt: at }, []];
}
