/* A link that is told its snapshots by the page around it: {snapshot, sample?, lost?: minutes,
 * sound?: how it is heard}; with snapshot null it begins anew. It asks the server nothing. */
import { now, setServerNow, startTicking, tick } from '@shared/clock.js';
import { batch, signal } from '@shared/ui.js';
import { sampleOf } from './sample.js';

export function fedLink() {
  const link = { snapshot: signal(null), state: signal('connecting'), lostAt: signal(null), slept: signal(false), heard: signal('ready'), tick, now, on() {}, ask: async () => false };
  window.addEventListener('message', (event) => {
    if (event.origin !== location.origin || !event.data || event.data.snapshot === undefined) return;
    const { snapshot, sample, lost, sound } = event.data;
    const told = sample ? sampleOf(snapshot, sample) : snapshot;
    if (told) setServerNow(told.now);
    batch(() => {
      tick.value = now().getTime();
      link.snapshot.value = told;
      link.state.value = lost === undefined ? 'ok' : 'lost';
      link.heard.value = sound || 'ready';
      link.lostAt.value = lost === undefined ? null : now().getTime() - lost * 60_000;
    });
  });
  startTicking();
  if (window.parent !== window) window.parent.postMessage({ ready: true }, location.origin);
  return link;
}
