/* The stage of calls kept in time for a page: what is red now, what has been called, which notice stands at the foot. */
import { batch, effect, signal, tick, untracked } from '@shared/ui.js';
import { advance, EMPTY_STAGE, isOutdated, NOTICE_MS, recentCalls, redNumbers, REMOVE_AFTER_MS, stageView } from './board_logic.js';
import { offsetOf } from './hall_time.js';

const RECENT_MAX = 8;

/** Follow a link; returns signals {calls: {fields, recent, red}, notice: count of changes, removed}. */
export function callStage(link, speaking) {
  const calls = signal({ fields: [], recent: [], red: new Set() });
  const notice = signal(0);
  const removed = signal(false);
  let stage = EMPTY_STAGE;
  let timer = null;
  let shownFor = 0;
  let lastTick = 0;

  const spoken = (snapshot) => new Set([speaking.value, snapshot.speaking ? snapshot.speaking.number : null].filter(Boolean));

  /** Carry the stage on to this instant and wake up at its next change. */
  function refresh() {
    clearTimeout(timer);
    const snapshot = link.snapshot.value;
    if (!snapshot || !snapshot.calls) {
      [stage, shownFor, notice.value] = [EMPTY_STAGE, 0, 0]; // nothing has been seen yet
      return;
    }
    const context = {
      calls: snapshot.calls, now: link.now().getTime(), speaking: spoken(snapshot), connected: link.state.value !== 'lost',
    };
    const step = advance(stage, context);
    stage = step.stage;
    calls.value = {
      fields: stageView(stage, context),
      recent: recentCalls(stage, snapshot.calls, RECENT_MAX),
      red: redNumbers(stage, context),
    };
    if (step.next !== null) timer = setTimeout(refresh, Math.max(20, step.next - context.now + 5));
  }

  effect(() => {
    const watched = [link.snapshot.value, link.state.value, speaking.value];
    if (watched) untracked(refresh);
  });

  function outdated(at) {
    const { now, stale_after_s: seconds } = link.snapshot.value || {};
    const after = seconds ? seconds * 1000 : REMOVE_AFTER_MS;
    return isOutdated({ lostAt: link.lostAt.value || at, at, after, offset: offsetOf(now), slept: link.slept.value });
  }

  /** Once a second, and when the connection goes or comes: the notice moves on unless a call is red; old content goes. */
  effect(() => {
    const at = tick.value;
    const told = [link.state.value, link.slept.value];
    if (told) untracked(() => {
      const passed = Math.min(2000, Math.max(0, at - lastTick));
      lastTick = at;
      if (!calls.value.red.size) shownFor += passed;
      batch(() => {
        removed.value = link.state.value === 'lost' && outdated(at);
        if (shownFor >= NOTICE_MS) {
          shownFor = 0;
          notice.value += 1;
        }
      });
    });
  });

  return { calls, notice, removed };
}
