// Mounts a citizen's ticket page: one ticket, live, by the token behind its QR code.
import './mobile.css';
import { setScreen } from '@shared/api.js';
import { connect } from '@shared/link.js';
import { keepGlyphs } from '@shared/glyphs.js';
import { keepChoices } from '@shared/phone_page.js';
import { effect, html, render, untracked } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { alertOf, isNewAlert, leastAhead, stillAsked } from './logic.js';
import { arm, sound } from './alarm.js';
import { armed, doing, kept, least, link, phase, setKept, t, token } from './store.js';
import { Phone } from './view.js';

setScreen('phone');
keepChoices();
link.value = connect({ screen: 'phone', token });
link.value.holdReload = () => doing.value !== null;

effect(() => {
  const snapshot = link.value.snapshot.value;
  if (!snapshot) return;
  untracked(() => {
    least.value = leastAhead(least.value, snapshot.ticket);
    if (!stillAsked(doing.value, snapshot)) doing.value = null;
    const alert = alertOf(snapshot, link.value.now().getTime());
    if (!isNewAlert(alert, kept('alert'))) return;
    setKept('alert', alert.mark);
    if (armed.value) sound(alert.kind);
  });
});
effect(() => {
  const colour = document.querySelector('meta[name="theme-color"]');
  const name = phase.value === 'called' ? '--seal' : '--paper';
  if (colour) colour.content = getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  document.title = phase.value === 'called' && link.value.snapshot.value.called
    ? t('called.now', { n: link.value.snapshot.value.called.window }) : t('page.title');
  document.documentElement.dataset.lang = lang.value;
});

// Armed before a reload: the browser wants one touch again, any touch will do.
if (kept('armed') === '1') {
  const again = async () => {
    if (armed.value || kept('armed') !== '1') return;
    armed.value = await arm();
  };
  addEventListener('pointerdown', again, { once: true });
}

keepGlyphs(['live.lost', 'lost.line', 'called.now', 'called.count', 'called.seconds', 'called.take', 'called.rule'].map((key) => t.zh(key)));
render(html`<${Phone} />`, document.getElementById('app'));
