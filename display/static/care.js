/* Care for the glass, carried out: the page is moved and dimmed by the style sheet. */
import { effect, tick, untracked } from '@shared/ui.js';
import { isNight, isShut, shiftAt } from './care_logic.js';

/** Take care of this page; nothing moves while a call is red. */
export function takeCare(link, calls) {
  const root = document.documentElement;
  const began = performance.now();
  let shutSince = null;
  let moved = [0, 0];
  effect(() => {
    const at = tick.value;
    const snapshot = link.snapshot.value;
    untracked(() => {
      shutSince = isShut(snapshot) ? shutSince ?? at : null;
      const night = isNight(shutSince, snapshot && snapshot.open ? snapshot.open.opens_at : null, at);
      if (night) root.dataset.night = 'yes';
      else delete root.dataset.night;
      if (calls.value.red.size) return;
      const [x, y] = shiftAt(performance.now() - began);
      if (x === moved[0] && y === moved[1]) return;
      moved = [x, y];
      root.style.setProperty('--shift-x', String(x));
      root.style.setProperty('--shift-y', String(y));
    });
  });
}
