// Rating on the phone: one level, then what may be added; every level is asked the same way.
import { command } from '@shared/api.js';
import { Face } from '@shared/faces.js';
import { dayText, figures } from '@shared/phone_page.js';
import { html, Icon, Key, useEffect, useRef, useState } from '@shared/ui.js';
import { lang } from '@shared/words.js';
import { inOrder, lastDay, optionsTitle, ratingBody } from './logic.js';
import { Call } from './parts.js';
import { DEAF_MS, doing, lost, snapshot, t, token } from './store.js';

const nameOf = (level) => (lang.value === 'en' && level.name_en) || level.name;

function Levels({ levels, onLevel }) {
  const { ticket, rating, hall } = snapshot.value;
  return html`<section class="rate">
      <h1>${t('rate.title')}</h1>
      <p class="sub">${figures(t('rate.about', { number: '' }))}<b class="f">${ticket.number}</b></p>
      <div class="levels" role="group" aria-label=${t('rate.title')}>${levels.map((level) => html`<${Key} key=${level.level} class="level" onPress=${() => onLevel(level.level)}>
        <${Face} level=${level.level} /><span>${nameOf(level)}</span><//>`)}</div>
      <p class="sub">${t('rate.sub')}</p>
    </section>
    <footer class="phone-foot">
      <${Key} class="wide" onPress=${() => { doing.value = null; }}>${t('rate.not_now')}<//>
      <p class="foot-note after">${rating.until ? figures(t('rate.until', { date: dayText(lastDay(rating.until), t) })) : null}</p>
      <${Call} label=${t('complaints')} number=${hall && hall.complaints} />
    </footer>`;
}

function Option({ option, on, onPress }) {
  return html`<${Key} class=${on ? 'option on' : 'option'} role="checkbox" aria-checked=${String(on)} onPress=${onPress}>
    <i class="box" aria-hidden="true">${on ? html`<${Icon} name="check" />` : null}</i><span>${(lang.value === 'en' && option.text_en) || option.text}</span><//>`;
}

async function sendRating(body) {
  return command(`/api/v1/t/${encodeURIComponent(token)}/rating`, body, { keep: `rate-${token.slice(0, 12)}` });
}

function Adding({ level, onBack }) {
  const [chosen, setChosen] = useState([]);
  const [comment, setComment] = useState('');
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(null);
  const toggle = (code) => setChosen(chosen.includes(code) ? chosen.filter((c) => c !== code) : [...chosen, code]);
  const submit = async () => {
    setBusy(true);
    setRefused(null);
    const answer = await sendRating(ratingBody({ level: level.level, chosen, comment }));
    setBusy(false);
    if (answer.ok || answer.code === 'already_rated') { doing.value = null; scrollTo(0, 0); } else setRefused(answer.title || t('refused.unreachable'));
  };
  return html`<section class="rate">
      <h1>${t(`options.${optionsTitle(level.level)}`)}</h1>
      <p class="sub">${t('options.chosen')} <b>${nameOf(level)}</b></p><p class="sub">${t('options.sub')}</p>
      <div class="options" role="group" aria-label=${t(`options.${optionsTitle(level.level)}`)}>${(level.options || []).map((option) => html`<${Option}
        key=${option.code} option=${option} on=${chosen.includes(option.code)} onPress=${() => toggle(option.code)} />`)}</div>
      <textarea class="comment" maxlength="200" rows="3" value=${comment} aria-label=${t('options.write')} placeholder=${t('options.write')}
        onInput=${(event) => setComment(event.currentTarget.value)}></textarea>
    </section>
    <footer class="phone-foot">
      <p class="foot-note refusal" role="status">${refused ? t('refused', { why: refused }) : lost.value ? t('cancel.offline') : ''}</p>
      <${Key} main class="wide" disabled=${busy || lost.value} onPress=${submit}>${t(busy ? 'options.sending' : 'options.submit')}<//>
      <${Key} class="wide" disabled=${busy} onPress=${onBack}>${t('options.back')}<//>
    </footer>`;
}

export function Rate() {
  const [level, setLevel] = useState(null);
  const since = useRef(performance.now());
  useEffect(() => { since.current = performance.now(); scrollTo(0, 0); }, [level]);
  const levels = inOrder(snapshot.value.rating.levels);
  const late = (act) => (value) => { if (performance.now() - since.current >= DEAF_MS) act(value); };
  const chosen = levels.find((one) => one.level === level);
  return chosen ? html`<${Adding} key=${level} level=${chosen} onBack=${late(() => setLevel(null))} />`
    : html`<${Levels} levels=${levels} onLevel=${late(setLevel)} />`;
}
