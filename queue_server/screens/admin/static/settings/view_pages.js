// The public-notice pages the hall must show, written here, and the pictures and videos for its notice screens.
import { figures } from '@shared/staff.js';
import { html, Icon, Key, Lamp, useEffect, useRef, useState } from '@shared/ui.js';
import { english, t } from '../store.js';
import { blank } from './fields.js';
import { faultOf, FaultLine, Field, rulesOf } from './form.js';
import { files, megabytes, readFiles, remove, send, sending } from './media.js';
import { hasBlanks, missingKinds, moved, newCode, REQUIRED } from './screens.js';
import { draft, edit } from './store.js';

const FIELDS = ['kind', 'title', 'title_en', 'text', 'text_en'];
const ruleOf = (name) => rulesOf('pages').find((rule) => rule.name === name);

/** Begin a page; what the documents demand begins with words in which only the blanks are the hall's to fill in. */
function add(kind) {
  const { pages } = draft.value;
  const both = (name, key) => ({ [name]: t.zh(key), [`${name}_en`]: t.en(key) });
  const words = kind === 'other' ? { title: t.zh('pages.new') } : { ...both('title', `choice.kind.${kind}`), ...both('text', `pages.text.${kind}`) };
  edit('pages', [...pages, { ...blank(rulesOf('pages')), code: newCode(pages, 'page'), kind, ...words }]);
}

/** What the documents demand, and what is still missing of it; a missing one is begun by its key. */
function Required() {
  const missing = missingKinds(draft.value.pages);
  return html`<section class="group"><h2>${t('pages.required')}<span class="quiet note">${t('pages.required_note')}</span></h2>
    <ul class="required">${REQUIRED.map((kind) => {
      const there = !missing.includes(kind);
      const begun = draft.value.pages.find((page) => page.kind === kind);
      return html`<li key=${kind}><${Lamp} kind=${there ? 'on' : 'dash'} /><span>${t(`choice.kind.${kind}`)}</span>
        ${there ? html`<span class="quiet">${t('pages.there')}</span>` : begun ? html`<span class="warn">${t(hasBlanks(begun) ? 'pages.blanks' : 'pages.no_text')}</span>` : html`<button type="button" class="link" onClick=${() => add(kind)}>${t('pages.begin')}<span class="unseen"> ${t(`choice.kind.${kind}`)}</span></button>`}</li>`;
    })}</ul></section>`;
}

function Page({ index, last }) {
  const { pages } = draft.value;
  const page = pages[index];
  const put = (list) => edit('pages', list);
  return html`<li class="group page-form"><div class="group-head"><h2>${(english.value && page.title_en) || page.title || t('pages.new')}</h2><span class="row-keys">
      <button type="button" class="link" disabled=${index === 0} aria-label=${t('list.up_of', { what: page.title })} onClick=${() => put(moved(pages, index, -1))}>${t('list.up')}</button>
      <button type="button" class="link" disabled=${last} aria-label=${t('list.down_of', { what: page.title })} onClick=${() => put(moved(pages, index, 1))}>${t('list.down')}</button>
      <button type="button" class="link" aria-label=${t('list.remove_of', { what: page.title })} onClick=${() => put(pages.filter((_, i) => i !== index))}>${t('list.remove')}</button></span></div>
    <div class="fields">${FIELDS.map((name) => html`<${Field} key=${name} table="pages" index=${index} rule=${ruleOf(name)} wide=${name.startsWith('text')} />`)}</div></li>`;
}

/** A file that is here; a video this browser cannot play is told as one: it may be broken. */
function MediaFile({ one }) {
  const [broken, setBroken] = useState(false);
  return html`<li><span class="thumb">${one.kind === 'picture' ? html`<img src=${one.url} alt="" loading="lazy" />`
    : html`<video src=${one.url} muted preload="metadata" tabindex="-1" onError=${() => setBroken(true)}></video>`}</span>
    <span class="entry-words"><b>${one.name}</b><span class="quiet">${figures(t(`media.${one.kind}`, { n: megabytes(one.size) }))}</span>${broken ? html`<span class="warn">${t('media.broken')}</span>` : null}</span>
    <a class="link" href=${one.url} target="_blank" rel="noreferrer">${t('media.open')}<span class="unseen"> ${one.name}</span></a>
    <button type="button" class="link" aria-label=${t('list.remove_of', { what: one.name })} onClick=${() => remove(one)}>${t('list.remove')}</button></li>`;
}

function Media() {
  const input = useRef(null);
  useEffect(() => { readFiles(); }, []);
  const { media = [], used = 0, most = 1 } = files.value || {};
  const now = sending.value;
  const choose = (event) => { send([...event.target.files]); event.target.value = ''; };
  return html`<section class="group"><div class="group-head"><h2>${t('media.title')}<span class="quiet note">${t('media.note')}</span></h2>
      <input ref=${input} type="file" multiple class="unseen" tabindex="-1" aria-label=${t('media.add')} accept=".png,.jpg,.jpeg,.webp,.mp4,.m4v,.webm" onChange=${choose} />
      <${Key} disabled=${Boolean(now)} onPress=${() => input.current.click()}>${t('media.add')}<//></div>
    <p class="quiet" role="status">${now ? figures(t('media.sending', { name: now.name, n: Math.round(now.part * 100) })) : files.value ? figures(t('media.used', { used: megabytes(used), most: megabytes(most) })) : ''}</p>
    <ul class="media-list">${media.map((one) => html`<${MediaFile} key=${one.id} one=${one} />`)}</ul>
    ${files.value && !media.length ? html`<p class="quiet"><${Icon} name="screen" /> ${t('media.none')}</p>` : null}</section>`;
}

export function PagesPage() {
  const { pages } = draft.value;
  return html`<div class="setting-page"><header class="page-head"><h1>${t('nav.pages')}</h1><p class="quiet grow">${t('pages.lead')}</p><${Key} onPress=${() => add('other')}>${t('pages.add')}<//></header>
    <${Required} />
    <ul>${pages.map((page, index) => html`<${Page} key=${page.code} index=${index} last=${index === pages.length - 1} />`)}</ul>
    <${FaultLine} id="pages-fault" words=${faultOf('pages')} />
    <${Media} /></div>`;
}
