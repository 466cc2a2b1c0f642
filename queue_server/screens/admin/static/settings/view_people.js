// Staff: who is signed in and where; a new password, a forgotten session, a forgotten window.
import { command } from '@shared/api.js';
import { Choice, figures } from '@shared/staff.js';
import { hhmm, html, Icon, Key, Lamp, signal, useEffect, useState } from '@shared/ui.js';
import { lost, say, snapshot, t } from '../store.js';

const people = signal(null);

async function read() {
  const got = await command('/api/v1/staff', null, { method: 'GET' });
  if (got.ok) people.value = got.body.staff;
}

async function send(path, body, done) {
  const got = await command(path, body, { giveUpMs: 12000 });
  if (got.ok) { if (done) say('info', () => t(done)); } else say('warn', () => got.title || t('refused.other'));
  read();
  return got.ok ? got.body : null;
}

/** A new password: pressed twice, then shown until the panel is closed. It is kept nowhere. */
function Password({ one, onBack }) {
  const [made, setMade] = useState(null);
  const make = async () => { const got = await send(`/api/v1/staff/${encodeURIComponent(one.id)}/reset-password`, {}); if (got) setMade(got.password); };
  if (made) {
    return html`<div class="ask-line shown-once" role="status"><p>${t('people.password_made', { name: one.name, username: one.username })}</p><p class="password"><code>${made}</code></p><p>${t('people.password_once')}</p><${Key} main onPress=${onBack}>${t('people.password_noted')}<//></div>`;
  }
  return html`<div class="ask-line"><p>${t('people.password_ask', { name: one.name })}</p><${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main onPress=${make}>${t('people.password_do')}<//></div>`;
}

function CloseWindow({ one, onBack }) {
  const { window } = one;
  const row = snapshot.value.windows.find((each) => each.number === window.number) || {};
  const serving = row.state === 'serving';
  const [end, setEnd] = useState('hold');
  const [reason, setReason] = useState('');
  const close = async () => {
    const body = { ...(serving ? { serving: end } : {}), ...(reason.trim() ? { reason: reason.trim() } : {}) };
    if (await send(`/api/v1/windows/${window.id}/close-by-manager`, body, 'people.closed')) onBack();
  };
  return html`<div class="ask-line close-window"><p><b>${figures(t('people.close_title', { number: window.number, name: one.name }))}</b></p>
    ${window.ticket ? html`<p>${figures(t(serving ? 'people.citizen_serving' : 'people.citizen_called', { ticket: row.number_ticket || '' }))}</p>` : null}
    ${window.ticket && serving ? html`<${Choice} label=${t('people.citizen')} options=${[['hold', t('people.hold')], ['finish', t('people.finish')]]} chosen=${end} onChoose=${setEnd} />` : null}
    <label>${t('people.reason')} <input value=${reason} maxlength="80" onInput=${(event) => setReason(event.target.value)} placeholder=${t('people.reason_such')} /></label>
    <${Key} onPress=${onBack}>${t('form.back')}<//><${Key} main disabled=${lost.value} onPress=${close}>${t('people.close')}<//></div>`;
}

function Person({ one, open, onOpen }) {
  const where = one.window ? t('people.at', { number: one.window.number }) : '';
  const signedIn = one.sessions ? t('people.since', { at: hhmm(one.since) }) : one.window ? '' : t('people.out');
  const back = () => onOpen(null);
  return html`<li class="person"><div class="person-line"><span class="who"><b>${one.name}</b><span class="quiet">${figures([t(`role.${one.role}`), one.badge, one.username].filter(Boolean).join(' · '))}</span></span>
      <span class="where"><${Lamp} kind=${one.window ? 'on' : one.sessions ? 'ring' : 'dash'} /><span>${figures([where, signedIn].filter(Boolean).join(t('plain.comma')))}</span></span>
      <span class="row-keys">${one.window ? html`<${Key} disabled=${lost.value} onPress=${() => onOpen('window')}>${t('people.close')}<//>` : null}
        ${one.sessions ? html`<${Key} disabled=${lost.value} onPress=${() => send(`/api/v1/staff/${encodeURIComponent(one.id)}/end-sessions`, {}, 'people.ended')}>${t('people.end')}<//>` : null}
        <${Key} disabled=${lost.value} onPress=${() => onOpen('password')}>${t('people.password')}<//></span></div>
    ${open === 'password' ? html`<${Password} one=${one} onBack=${back} />` : null}${open === 'window' && one.window ? html`<${CloseWindow} one=${one} onBack=${back} />` : null}</li>`;
}

export function PeoplePage() {
  const [open, setOpen] = useState({});
  useEffect(() => { read(); }, [snapshot.value.version]);
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.people')}</h1><p class="quiet grow">${t('people.lead')}</p></header>
    ${people.value ? html`<ul class="people">${people.value.map((one) => html`<${Person} key=${one.id} one=${one} open=${open.id === one.id ? open.what : null} onOpen=${(what) => setOpen({ id: one.id, what })} />`)}</ul>`
      : html`<p class="quiet"><${Icon} name="clock" /> ${t('settings.loading')}</p>`}</div>`;
}
