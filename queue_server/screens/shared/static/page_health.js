// What a page tells the server of itself: whether it is drawn, and what went wrong on it.
import { aliveDue } from './link_rules.js';

/** Frames drawn, sampled once a second: a steady frame loop would keep an idle page awake. */
function frameCounter(clock) {
  const count = { frames: 0, askedAt: null };
  count.sample = () => {
    if (count.askedAt !== null) return;
    count.askedAt = clock();
    requestAnimationFrame(() => { count.frames += 1; count.askedAt = null; });
  };
  return count;
}

function errorCounter() {
  const count = { errors: 0 };
  const add = () => { count.errors += 1; };
  addEventListener('error', add);
  addEventListener('unhandledrejection', add);
  return count;
}

/** Returns {report(): tell it now, beat(): once a second, tells it when due}; `link` is the page's link, onAnswer({now}, when it was asked) hears the server. */
export function pageHealth(link, clock, onAnswer) {
  const frames = frameCounter(clock);
  const faults = errorCounter();
  const said = { at: clock(), errors: 0 };
  const report = () => {
    const at = clock();
    said.at = at;
    said.errors = faults.errors;
    link.ask('alive', {
      version: link.snapshot.value ? link.snapshot.value.version : 0,
      drawn_frames: frames.frames,
      audio_ready: Boolean(link.audioReady),
      errors: faults.errors,
      hidden: document.visibilityState === 'hidden',
      build: document.body.dataset.build || '',
      ...(link.sound ? { sound: link.sound } : {}),
      ...(link.spoke ? { spoke: link.spoke } : {}),
    }).then((answer) => onAnswer(answer, at));
  };
  document.addEventListener('visibilitychange', report);
  return {
    report,
    beat() {
      frames.sample();
      if (aliveDue(said.at, clock(), frames.askedAt, faults.errors - said.errors)) report();
    },
  };
}
