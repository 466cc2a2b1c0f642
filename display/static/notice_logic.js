/* What a notice screen turns: pages cut to the place they have, pictures, videos, one after another. Pure. */
import { glyphWidth, textWidth } from './board_layout.js';

export const PAGE_S = 20;
export const PICTURE_S = 12;
export const VIDEO_MOST_S = 600; // one that never ends by itself gives way
export const STALLED_MS = 20_000; // a video that does not go on for so long cannot be shown
export const AGAIN_MS = 300_000; // what could not be shown is tried again after so long
export const LINE = 1.5; // height of a line, em
const SAFE = 0.97; // of the width: real letters are not all as wide as they are counted

const NO_START = /[\u3001\u3002\uff0c\uff1a\uff1b\uff1f\uff01\uff09\u300b\u201d,.;:?!)]/;

/** Break a paragraph into lines of `width` em: between Hanzi anywhere, in Latin at spaces, never before a mark. */
export function linesOf(paragraph, width) {
  const lines = [];
  let line = '';
  for (const word of paragraph.match(/[A-Za-z0-9@%&/'()+.,:;!?-]+\s*|\s+|./gsu) || ['']) {
    const fits = textWidth(line) + textWidth(word.trimEnd()) <= width;
    if (fits || !line || NO_START.test(word[0])) line += word;
    else {
      lines.push(line.trimEnd());
      line = word.trimStart();
    }
    while (textWidth(line.trimEnd()) > width + 1.2) { // a word longer than the line
      let [end, used] = [0, 0];
      for (const c of line) { used += glyphWidth(c); if (used > width) break; end += c.length; }
      lines.push(line.slice(0, Math.max(1, end)));
      line = line.slice(Math.max(1, end));
    }
  }
  lines.push(line.trimEnd());
  return lines;
}

/** Lay a text out in a place of `width` by `height` u: {size, parts: [[line]]}, in the largest of `sizes` in which it fits whole, else in several parts. */
export function layOut(text, { width, height }, sizes) {
  let last = null;
  for (const size of sizes) {
    const lines = String(text).split('\n').flatMap((paragraph) => linesOf(paragraph, (width * SAFE) / size));
    const room = Math.max(1, Math.floor(height / (size * LINE)));
    if (lines.length <= room) return { size, parts: [lines] };
    last = { size, lines, room };
  }
  const { size, lines, room } = last;
  const count = Math.ceil(lines.length / room);
  const each = Math.ceil(lines.length / count);
  return { size, parts: Array.from({ length: count }, (_, i) => lines.slice(i * each, (i + 1) * each)) };
}

/** Which languages a page is shown in, one after another. */
function languagesOf(entry, language) {
  if (language === 'zh' || !entry.text_en) return ['zh'];
  return language === 'en' ? ['en', 'zh'] : ['zh', 'en'];
}

/** All that is shown in turn: pages by language and part, files whole: [{key, what, seconds, …}]. */
export function turnsOf(entries, language, place, sizes) {
  return (entries || []).flatMap((entry, n) => {
    if (entry.what !== 'page') {
      return [{ key: `${n}`, what: entry.what, url: entry.url, seconds: entry.seconds || (entry.what === 'picture' ? PICTURE_S : null) }];
    }
    return languagesOf(entry, language).flatMap((lang) => {
      const text = lang === 'en' ? entry.text_en : entry.text;
      const { size, parts } = layOut(text, entry.kind === 'contact' ? { ...place, height: place.height * 0.45 } : place, sizes);
      return parts.map((lines, i) => ({
        key: `${n}${lang}${i}`, what: 'page', kind: entry.kind, lang, size, lines, part: i + 1, of: parts.length,
        title: (lang === 'en' && entry.title_en) || entry.title, second: lang === 'en' ? entry.title : entry.title_en, seconds: entry.seconds || PAGE_S,
      }));
    });
  });
}

/**
 * What is shown at step `at` of the turns: {turn, at, fit}, where files that cannot be shown are passed over: `broken` maps
 * their addresses to when they are tried again (ms). `turn` null: nothing can be shown. `fit` counts what can.
 */
export function turnAt(turns, at, broken, now) {
  const fits = (turn) => !turn.url || !(broken.get(turn.url) > now);
  const fit = turns.filter(fits).length;
  if (!fit) return { turn: null, at, fit };
  let step = at;
  while (!fits(turns[step % turns.length])) step += 1;
  return { turn: turns[step % turns.length], at: step, fit };
}
