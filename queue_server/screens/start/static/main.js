// The start page: a plan of the hall, each screen a card that opens it.
import { effect, html, render } from '@shared/ui.js';
import { initial } from './logic.js';
import { poll } from './poll.js';
import './start.css';
import { StartPage } from './view.js';
import { t } from './words.js';

const EVERY_MS = 3000;

const { data, lost } = poll('/start.json', EVERY_MS, initial(document.body.dataset.start));
effect(() => { document.title = t('start.title'); });
render(html`<${StartPage} data=${data} lost=${lost} />`, document.getElementById('app') || document.body);
