// One guide, page by page: what to bring first, then how, then the rest.
import { html, Icon, Key } from '@shared/ui.js';
import { breadth, guidePages, guidePlace, guideRoom, takes } from '../facts.js';
import { itemOf } from '../logic.js';
import { guideQr, Pager, Qr, Title } from '../parts.js';
import { named, otherName, t } from '../words.js';

function Material({ row }) {
  const more = [row.form, row.copies ? t('guide.copies', { n: row.copies }) : null, row.note].filter(Boolean);
  return html`<li lang=${row.foreign ? 'zh-CN' : undefined}><b>${row.name}</b>${more.length ? html`<span>${more.join(' · ')}</span>` : null}</li>`;
}

function Block({ block }) {
  if (block.kind === 'materials') {
    return html`<div class="block wide"><h2>${t('guide.materials')}</h2><ul class="materials">${block.rows.map((row) => html`<${Material} key=${row.name} row=${row} />`)}</ul></div>`;
  }
  if (block.kind === 'steps') {
    return html`<div class="block wide"><h2>${t('guide.steps')}</h2><ol class="guide-steps">${block.rows.map((row, index) =>
      html`<li key=${index} lang=${block.foreign ? 'zh-CN' : undefined}><b class="fig">${(block.from ?? 0) + index + 1}</b><span>${row}</span></li>`)}</ol></div>`;
  }
  return html`<div class=${`block ${block.key} ${block.wide ? 'wide' : ''}`}><h2>${t(`guide.${block.key}`)}</h2><p lang=${block.foreign ? 'zh-CN' : undefined}>${block.text}</p></div>`;
}

export function Guide({ state, send, portrait }) {
  const item = itemOf(state);
  const { guide } = state;
  const pages = guide && guide !== 'failed' ? guidePages(guide, guideRoom({ elder: state.elder, portrait }), state.lang) : [];
  const { page, starts } = guidePlace(pages, state.from);
  return html`<section class="top">
      <div class="of-guide"><div><p class="about">${t('key.guides')} · ${named(item.queue)}</p>
        <${Title} class=${breadth(named(item)) > 12 ? 'long' : ''}>${named(item)}<//>
        ${otherName(item) ? html`<p class="also" lang="zh-CN">${otherName(item)}</p>` : null}</div>
        <figure><${Qr} src=${guideQr(item.code)} label=${t('confirm.qr')} /><figcaption>${t('guide.scan')}</figcaption></figure></div>
    </section>
    <section class="field guide" key=${page} aria-live="polite">
      ${!guide ? html`<p class="lead">${t('guide.loading')}</p>` : guide === 'failed' ? html`<p class="lead">${t('guide.failed')}</p>`
        : pages[page]?.map((block, index) => html`<${Block} key=${index} block=${block} />`)}
    </section>
    <div class="below"><${Pager} page=${page} pages=${pages.length} turn=${(to) => starts[to]} send=${send} />
      ${takes(item, item.queue) ? html`<${Key} main class="wide" onPress=${() => send('item', { code: item.code })}><${Icon} name="check" /><span class="word">${t('guide.take')}</span><//>` : null}</div>`;
}
