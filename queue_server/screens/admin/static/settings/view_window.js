// One window: its name, its place, and whether it stays.
import { html, Key, useState } from '@shared/ui.js';
import { english, sub, t } from '../store.js';
import { blank, groupsOf } from './fields.js';
import { Field, Group, hasLabel, rulesOf } from './form.js';
import { draft, edit } from './store.js';

function addWindow() {
  const { windows, queues } = draft.value;
  const number = Math.max(0, ...windows.map((window) => Number(window.number) || 0)) + 1;
  edit('windows', [...windows, { ...blank(rulesOf('windows')), number, name: '', name_en: '', own: [queues[0].prefix], help: [] }]);
  location.replace(`#window/${number}`);
}

export function WindowPage() {
  const [opened, setOpened] = useState({ number: null, index: -1 });
  const number = sub.value;
  const { windows } = draft.value;
  if (number === 'new') {
    setTimeout(addWindow);
    return null;
  }
  const index = opened.number === number && windows[opened.index] ? opened.index : windows.findIndex((window) => String(window.number) === number);
  if (index < 0) return html`<div class="setting-page"><p class="quiet">${t('window.gone')}</p><a href="#matrix">${t('nav.matrix')}</a></div>`;
  if (opened.number !== number || opened.index !== index) setOpened({ number, index });
  const window = windows[index];
  const remove = () => {
    edit('windows', windows.filter((_, i) => i !== index));
    edit('screens', draft.value.screens.filter((screen) => screen.layout !== 'sign' || screen.window !== window.number));
    location.hash = 'matrix';
  };
  return html`<div class="setting-page"><header class="page-head"><h1>${t('window.title', { number: window.number })}</h1><p class="quiet grow">${(english.value && window.name_en) || window.name}</p>
      <a class="key" href="#matrix">${t('nav.matrix')}</a><${Key} onPress=${remove}>${t('window.remove')}<//></header>
    <p class="quiet lead">${t('window.lead')}</p>
    ${groupsOf('windows', rulesOf('windows'), hasLabel('windows')).map((group) => html`<${Group} key=${group.name} title=${t(`group.window_${group.name}`)}>
      ${group.rules.map((rule) => html`<${Field} key=${rule.name} table="windows" index=${index} rule=${rule} />`)}<//>`)}</div>`;
}
