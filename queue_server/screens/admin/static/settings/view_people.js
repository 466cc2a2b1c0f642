// Staff: who works here, who is signed in and where; a new password, a forgotten session, a forgotten window.
import { command } from '@shared/api.js';
import { Choice, figures } from '@shared/staff.js';
import { hhmm, html, Icon, Key, Lamp, signal, useEffect, useState } from '@shared/ui.js';
import { lost, say, snapshot, t } from '../store.js';
import { PersonForm } from './view_person.js';

const people = signal(null);
const pathOf = (one) => `/api/v1/staff/${encodeURIComponent(one.id)}`;

/** Those who have left stand last. */
const inOrder = (staff) => [...staff.filter((one) => one.active), ...staff.filter((one) => !one.active)];

async function read() {
  const got = await command('/api/v1/staff', null, { method: 'GET' });
  if (got.ok) people.value = got.body.staff;
}

async function send(path, body, done, method = 'POST') {
  const got = await command(path, body, { giveUpMs: 12000, method });
  if (got.ok) { if (done) say('info', () => t(done)); } else say('warn', () => got.title || t('refused.other'));
  read();
  return got.ok ? got.body : null;
}

/** A new password: pressed twice, then shown until the panel is closed. It is kept nowhere. */
function Password({ one, first = null, onBack }) {
  const [made, setMade] = useState(first);
  const make = async () => { const got = await send(`${pathOf(one)}/reset-password`, {}); if (got) setMade(got.password); };
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
  const signedIn = !one.active ? t('people.left') : one.sessions ? t('people.since', { at: hhmm(one.since) }) : one.window ? '' : t('people.out');
  const back = () => onOpen(null);
  const change = async (body) => { if (await send(pathOf(one), body, 'person.saved', 'PUT')) back(); };
  const leave = async () => { if (await send(`${pathOf(one)}/leave`, {}, 'person.gone')) back(); };
  return html`<li class="person"><div class="person-line"><span class="who"><b>${one.name}</b><span class="quiet">${figures([t(`role.${one.role}`), one.badge, one.username].filter(Boolean).join(' · '))}</span></span>
      <span class="where"><${Lamp} kind=${one.window ? 'on' : one.sessions ? 'ring' : 'dash'} /><span>${figures([where, signedIn].filter(Boolean).join(t('plain.comma')))}</span></span>
      <span class="row-keys">${one.window ? html`<${Key} disabled=${lost.value} onPress=${() => onOpen('window')}>${t('people.close')}<//>` : null}
        ${one.sessions ? html`<${Key} disabled=${lost.value} onPress=${() => send(`${pathOf(one)}/end-sessions`, {}, 'people.ended')}>${t('people.end')}<//>` : null}
        <${Key} disabled=${lost.value} onPress=${() => onOpen('password')}>${t(one.active ? 'people.password' : 'people.again')}<//>
        ${one.active ? html`<${Key} disabled=${lost.value} aria-label=${t('people.change_of', { name: one.name })} onPress=${() => onOpen('change')}>${t('people.change')}<//>` : null}</span></div>
    ${open === 'change' ? html`<${PersonForm} one=${one} send=${change} onLeave=${leave} onBack=${back} />` : null}
    ${open === 'password' ? html`<${Password} one=${one} onBack=${back} />` : null}${open === 'window' && one.window ? html`<${CloseWindow} one=${one} onBack=${back} />` : null}</li>`;
}

/** Somebody new: the form, then the password, shown this once. */
function NewPerson({ onBack }) {
  const [made, setMade] = useState(null);
  const add = async (body) => setMade(await send('/api/v1/staff', body));
  return made ? html`<${Password} one=${made} first=${made.password} onBack=${onBack} />` : html`<${PersonForm} one=${null} send=${add} onBack=${onBack} />`;
}

export function PeoplePage() {
  const [open, setOpen] = useState({});
  useEffect(() => { read(); }, [snapshot.value.version]);
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.people')}</h1><p class="quiet grow">${t('people.lead')}</p><${Key} disabled=${lost.value} onPress=${() => setOpen({ id: null, what: 'new' })}>${t('person.key')}<//></header>
    ${open.what === 'new' ? html`<${NewPerson} onBack=${() => setOpen({})} />` : null}
    ${people.value ? html`<ul class="people">${inOrder(people.value).map((one) => html`<${Person} key=${one.id} one=${one} open=${open.id === one.id ? open.what : null} onOpen=${(what) => setOpen({ id: one.id, what })} />`)}</ul>`
      : html`<p class="quiet"><${Icon} name="clock" /> ${t('settings.loading')}</p>`}</div>`;
}
