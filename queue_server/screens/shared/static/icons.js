// Stroke icons on a 24-grid, drawn for Tinghao. Only beside a word, at most one on a key.
import { html } from './html.js';

// A path is stroked; one that starts with '#' is filled.
const DRAWN = {
  search: ['M10.5 4a6.5 6.5 0 1 0 0 13a6.5 6.5 0 0 0 0-13z', 'M15.3 15.3L20.5 20.5'],
  calendar: ['M4 6h16v14H4z', 'M4 10.5h16', 'M8 3.5v4', 'M16 3.5v4', 'M9 15.2l2.2 2.2L15.3 13.3'],
  doc: ['M14 3.5H5.5v17h13V8z', 'M14 3.5V8h4.5', 'M9 12.5h6', 'M9 16.3h6'],
  contrast: ['M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z', '#M12 3.5a8.5 8.5 0 0 1 0 17z'],
  bell: ['M4.5 17a7.5 7.5 0 0 1 15 0z', 'M3 20h18', 'M12 9.5V6.5', 'M10 6.2h4'],
  large: ['M9.5 19.5L15.7 4.5L22 19.5', 'M11.8 14.5h7.8', 'M2 19.5L5.5 11.2L9 19.5', 'M3.2 16.8h4.6'],
  globe: ['M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z', 'M3.5 12h17', 'M12 3.5c-5 5-5 12 0 17', 'M12 3.5c5 5 5 12 0 17'],
  chevron: ['M9 5.5L15.5 12L9 18.5'],
  back: ['M20 12H4.5', 'M11 5.5L4.5 12L11 18.5'],
  home: ['M3.5 11.5L12 4l8.5 7.5', 'M6 9.8V20h12V9.8', 'M10 20v-5.5h4V20'],
  check: ['M4.5 12.5L10 18L19.8 6.8'],
  clock: ['M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 0 0 0-17z', 'M12 7.5V12l3.2 2.5'],
  speaker: ['M4 9.5v5h3.5L12.5 19V5L7.5 9.5z', 'M16 9a4.5 4.5 0 0 1 0 6', 'M18.7 6.3a8.3 8.3 0 0 1 0 11.4'],
  screen: ['M3 4.5h18v12H3z', 'M8.5 20.5h7', 'M12 16.5v4'],
  printer: ['M7 8.5V3.5h10v5', 'M7 16.5H3.5v-8h17v8H17', 'M7 13.5h10v7H7z'],
  warning: ['M12 4L2.8 20h18.4z', 'M12 10v4.5', 'M12 17.2v.1'],
  hand: ['M8 13.5V6.2a1.6 1.6 0 0 1 3.2 0V11V4.7a1.6 1.6 0 0 1 3.2 0V11V6.5a1.6 1.6 0 0 1 3.2 0v8c0 3.5-2.3 6-5.5 6c-2.5 0-4-1-5.3-3.2L4.5 13.7c-.9-1.7 1.2-3.1 2.4-1.7z'],
  phone: ['M7 2.5h10v19H7z', 'M11 18.3h2'],
  user: ['M12 4a4 4 0 1 0 0 8a4 4 0 0 0 0-8z', 'M4 20.5c.5-4 3.5-6 8-6s7.5 2 8 6'],
  card: ['M2.5 5h19v14h-19z', 'M8 9a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6z', 'M5.3 16c.4-1.4 1.4-2 2.7-2s2.3.6 2.7 2', 'M14 10h4.5', 'M14 14h4.5'],
  close: ['M5.5 5.5l13 13', 'M18.5 5.5l-13 13'],
  arrow: ['M12 20.5V5', 'M5 12L12 5L19 12'],
  refresh: ['M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.3', 'M20 4v5.3h-5.3'],
  delete: ['M8.5 5.5H21v13H8.5L2.5 12z', 'M11.8 9.3l5.4 5.4', 'M17.2 9.3l-5.4 5.4'],
  ring: ['M6 16.5V11a6 6 0 0 1 12 0v5.5l1.7 2.2H4.3z', 'M10 21.3h4', 'M12 3.2V5'],
  pin: ['M12 21.5c-4.6-4.4-7-8.2-7-11.5a7 7 0 0 1 14 0c0 3.3-2.4 7.1-7 11.5z', 'M12 7.4a2.6 2.6 0 1 0 0 5.2a2.6 2.6 0 0 0 0-5.2z'],
  call: ['M6.2 3.5h3.3l1.6 4.4-2.2 1.6a12 12 0 0 0 5.6 5.6l1.6-2.2 4.4 1.6v3.3c0 1.5-1.3 2.7-2.8 2.6C10.3 19.8 4.2 13.7 3.6 6.3c-.1-1.5 1.1-2.8 2.6-2.8z'],
  exit: ['M13 3.5H5v17h8', 'M10.5 12H21', 'M16.5 7.5L21 12l-4.5 4.5'],
};

export const ICON_NAMES = Object.keys(DRAWN);

/** One icon, as large as 1.25 em of the words beside it; class down, left or right turns `arrow`, which points up. */
export function Icon({ name, class: extra }) {
  const paths = DRAWN[name] || [];
  return html`<svg class=${`icon ${extra || ''}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    ${paths.map((d) => (d[0] === '#' ? html`<path class="solid" d=${d.slice(1)} />` : html`<path d=${d} />`))}
  </svg>`;
}

/** The heavy arrow for a real direction in the room: up, down, left or right. Its box is 1 em: set the font size. */
export function Arrow({ to = 'up', class: extra }) {
  return html`<svg class=${`arrow ${to} ${extra || ''}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d="M12 23V3" /><path d="M2.2 12.1L12 2.3L21.8 12.1" />
  </svg>`;
}
