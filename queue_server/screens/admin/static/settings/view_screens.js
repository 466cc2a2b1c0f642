// The hall's screens: all of them, and the form of one with the screen itself above it, as it would be now.
import { figures } from '@shared/staff.js';
import { html, Key, useEffect } from '@shared/ui.js';
import { english, named, snapshot, sub, t } from '../store.js';
import { blank } from './fields.js';
import { faultOf, FaultLine, Field, Group, labelOf, rulesOf } from './form.js';
import { files, readFiles } from './media.js';
import { asks, entryOf, moved, newCode, valueOf } from './screens.js';
import { draft, edit, editEntry, forgetFaults } from './store.js';
import { ScreenLook } from './view_screen_look.js';

const at = (name) => rulesOf('screens').find((rule) => rule.name === name);

function add() {
  const { screens } = draft.value;
  const code = newCode(screens, 'screen');
  edit('screens', [...screens, { ...blank(rulesOf('screens')), code, name: t('screens.new', { n: screens.length + 1 }), queues: [], entries: [] }]);
  location.hash = `screens/${code}`;
}

/** The displays that show it now. */
const shownAt = (code) => snapshot.value.devices.filter((one) => one.kind === 'display' && one.screen === code).map(named);

function About({ screen }) {
  const zone = draft.value.waiting_zones.find((one) => one.name === screen.zone);
  const place = screen.layout === 'sign' ? (screen.window ? t('screens.window', { n: screen.window }) : '') : (zone && named(zone)) || (screen.queues.length ? t('screens.queues', { queues: screen.queues.join(' ') }) : t('screens.whole'));
  const devices = shownAt(screen.code);
  return figures([t(`choice.layout.${screen.layout}`), place, devices.length ? t('screens.at', { devices: devices.join(t('plain.comma')) }) : t('screens.nowhere')].filter(Boolean).join(' · '));
}

function ScreenList() {
  const { screens } = draft.value;
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.screens')}</h1><p class="quiet grow">${t('screens.lead')}</p><${Key} onPress=${add}>${t('screens.add')}<//></header>
    ${screens.length ? null : html`<p class="quiet">${t('screens.none')}</p>`}
    <ul class="entry-list">${screens.map((screen) => html`<li key=${screen.code}><a href=${`#screens/${encodeURIComponent(screen.code)}`}>
      <span class="entry-words"><b>${named(screen)}</b><span class="quiet"><${About} screen=${screen} /></span></span></a></li>`)}</ul>
    <${FaultLine} id="screens-fault" words=${faultOf('screens')} /></div>`;
}

function Letters({ index, screen }) {
  const { queues } = draft.value;
  const toggle = (prefix) => {
    const chosen = screen.queues.includes(prefix) ? screen.queues.filter((one) => one !== prefix) : [...screen.queues, prefix];
    editEntry('screens', index, { queues: queues.map((queue) => queue.prefix).filter((one) => chosen.includes(one)) });
  };
  return html`<div class="field wide"><span class="label">${labelOf('screens', 'queues')}<span class="hint">${screen.queues.length ? '' : t(screen.zone ? 'screens.all_of_zone' : 'screens.all')}</span></span>
    <span class="chips" role="group" aria-label=${labelOf('screens', 'queues')}>${queues.map((queue) => html`<button type="button" key=${queue.prefix} class=${`chip ${screen.queues.includes(queue.prefix) ? 'on' : ''}`}
      aria-pressed=${screen.queues.includes(queue.prefix) ? 'true' : 'false'} title=${named(queue)} onClick=${() => toggle(queue.prefix)}>${queue.prefix}<span class="unseen"> ${named(queue)}</span></button>`)}</span>
    <${FaultLine} id=${`f-screens-${index}-queues-fault`} words=${faultOf(`screens[${index + 1}].queues`)} /></div>`;
}

function WindowOf({ index, screen }) {
  const id = `f-screens-${index}-window`;
  const words = faultOf(`screens[${index + 1}].window`);
  return html`<div class=${`field ${words ? 'faulty' : ''}`}><label class="label" for=${id}>${labelOf('screens', 'window')}</label>
    <select id=${id} value=${screen.window ?? ''} onChange=${(event) => { forgetFaults(`screens[${index + 1}]`); editEntry('screens', index, { window: event.target.value ? Number(event.target.value) : null }); }}>
      <option value="">${t('form.none')}</option>${draft.value.windows.map((one) => html`<option key=${one.number} value=${one.number} selected=${one.number === screen.window}>${one.number} ${named(one)}</option>`)}</select>
    <${FaultLine} id=${`${id}-fault`} words=${words} /></div>`;
}

function Entry({ index, n, entry, list, put }) {
  const { pages } = draft.value;
  const media = files.value ? files.value.media : [];
  const id = `entry-${n + 1}`;
  const known = entry.page ? pages.some((one) => one.code === entry.page) : !files.value || media.some((one) => one.id === entry.media);
  const words = faultOf(`screens[${index + 1}].entries[${n + 1}]`) || (known ? null : t('screens.file_gone'));
  const options = (list_, what, name) => list_.map((one) => html`<option key=${one[what]} value=${`${what === 'code' ? 'page' : 'media'}:${one[what]}`} selected=${valueOf(entry) === `${what === 'code' ? 'page' : 'media'}:${one[what]}`}>${name(one)}</option>`);
  const change = (next) => put(list.map((one, i) => (i === n ? next : one)));
  const typed = (event) => { const plain = event.target.value.trim(); change(entryOf(valueOf(entry), /^\d+$/.test(plain) ? Number(plain) : null)); };
  return html`<li class=${`band ${words ? 'faulty' : ''}`}><div class="band-line"><span class="num-of">${n + 1}</span>
      <select aria-label=${t('screens.what')} value=${valueOf(entry)} onChange=${(event) => change(entryOf(event.target.value, entry.seconds))}>
        ${known ? null : html`<option value=${valueOf(entry)} selected>${t('screens.file_gone')}</option>`}
        <optgroup label=${t('nav.pages')}>${options(pages, 'code', (one) => (english.value && one.title_en) || one.title)}</optgroup>
        <optgroup label=${t('media.title')}>${options(media, 'id', (one) => one.name)}</optgroup></select>
      <span class="with-unit"><input class="limit" aria-label=${t('screens.seconds_of', { n: n + 1 })} inputmode="numeric" autocomplete="off" placeholder=${t('screens.by_itself')} value=${entry.seconds || ''} onInput=${typed} aria-describedby=${words ? `${id}-fault` : undefined} /><span class="unit">${t('unit.s')}</span></span>
      <button type="button" class="link" disabled=${n === 0} aria-label=${t('list.up_of', { what: n + 1 })} onClick=${() => put(moved(list, n, -1))}>${t('list.up')}</button>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: n + 1 })} onClick=${() => put(list.filter((_, i) => i !== n))}>${t('list.remove')}</button></div>
    <${FaultLine} id=${`${id}-fault`} words=${words} /></li>`;
}

function Playlist({ index, screen }) {
  useEffect(() => { if (!files.value) readFiles(); }, []);
  const { pages } = draft.value;
  const put = (entries) => { forgetFaults(`screens[${index + 1}].entries`); editEntry('screens', index, { entries }); };
  const media = files.value ? files.value.media : [];
  const first = pages[0] ? { page: pages[0].code } : media[0] ? { media: media[0].id } : null;
  return html`<section class="group"><div class="group-head"><h2>${t('screens.playlist')}<span class="quiet note">${t('screens.playlist_note')}</span></h2>
      <button type="button" class="link" disabled=${!first} onClick=${() => put([...screen.entries, first])}>${t('screens.add_entry')}</button></div>
    ${screen.entries.length ? null : html`<p class="quiet">${t(pages.length ? 'screens.playlist_all' : 'screens.no_pages')} <a href="#pages">${t('nav.pages')}</a></p>`}
    <ul class="bands">${screen.entries.map((entry, n) => html`<${Entry} key=${n} index=${index} n=${n} entry=${entry} list=${screen.entries} put=${put} />`)}</ul></section>`;
}

function Designer({ index }) {
  const screen = draft.value.screens[index];
  const field = (name) => (asks(screen.layout, name) ? html`<${Field} key=${name} table="screens" index=${index} rule=${at(name)} />` : null);
  const remove = () => { edit('screens', draft.value.screens.filter((_, i) => i !== index)); location.hash = 'screens'; };
  return html`<div class="setting-page"><header class="page-head"><h1>${named(screen) || t('nav.screens')}</h1><p class="quiet grow"><${About} screen=${screen} /></p>
      <a class="key" href="#screens">${t('screens.back')}</a><${Key} onPress=${remove}>${t('screens.remove')}<//></header>
    <${ScreenLook} screen=${screen} />
    <${Group} title=${t('screens.what_group')}>${field('name')}${field('name_en')}${field('layout')}${asks(screen.layout, 'window') ? html`<${WindowOf} index=${index} screen=${screen} />` : null}${field('zone')}
      ${asks(screen.layout, 'queues') ? html`<${Letters} index=${index} screen=${screen} />` : null}<//>
    <${Group} title=${t('screens.how_group')}>${field('theme')}${field('size')}${field('language')}${field('speaks')}<//>
    ${screen.layout === 'notice' ? html`<${Playlist} index=${index} screen=${screen} />` : null}
    <p class="quiet lead">${t('screens.give')} <a href="#devices">${t('nav.devices')}</a></p></div>`;
}

export function ScreensPage() {
  const index = draft.value.screens.findIndex((one) => one.code === sub.value);
  return index < 0 ? html`<${ScreenList} />` : html`<${Designer} key=${sub.value} index=${index} />`;
}
