/* How wide words are, and where a line of them may be broken, as pure functions; widths in em. */

// Measured from the figure font, letters of one kind together, as wide as in its bold.
const NARROW = new Map([...'ijlI\'.,:;!|'].map((c) => [c, 0.27]).concat([...'frt()[]/"`-'].map((c) => [c, 0.36])));
const WIDE_EM = 0.78;
const CAPITAL_EM = 0.56;
const LETTER_EM = 0.51; // a small letter, a figure
const SPACE_EM = 0.21;
const HANZI_EM = 1; // and whatever the font of Hanzi has beside them: quotes, dashes, dots, signs
const FIGURE_FONT = /[\u0021-\u007e\u00b7\u2013]/; // all others stand in the font of Hanzi

const OPENS = '(\u2018\u201c\u3008\u300a\u300c\u300e\u3010\u3014\uff08';
const CLOSES = '\u2019\u201d\u2014\u2026\u2103\u3001\u3002\u3009\u300b\u300d\u300f\u3011\u3015\uff01\uff05\uff09\uff0c\uff1a\uff1b\uff1f,.:;?!)';
// What stays together: a word or a Hanzi, the marks that open before it, those that close after it, the space behind.
const PIECES = new RegExp(`[${OPENS}]*(?:(?:(?!\\p{Script=Han})[\\p{L}\\p{M}0-9@%&/'()+.,:;!?-])+|.)[${CLOSES}]*\\s*`, 'gsu');
const ENDS = /[\u2019\u201d\u2026\u3001\u3002\u300b\u300d\u300f\uff09\uff0c\uff1a\uff1b\uff1f,.;?)]\s*$/; // of a part of a sentence

/** Width of a letter. */
export function glyphWidth(c) {
  if (c === ' ') return SPACE_EM;
  if (!FIGURE_FONT.test(c)) return HANZI_EM;
  if ('mwMW@%'.includes(c)) return WIDE_EM;
  return NARROW.get(c) || (/[A-Z&]/.test(c) ? CAPITAL_EM : LETTER_EM);
}

/** Width of a running text. */
export function textWidth(text) {
  return [...String(text)].reduce((sum, c) => sum + glyphWidth(c), 0);
}

/** The pieces of a text between which a line may end. */
const piecesOf = (text) => text.match(PIECES) || [];

/** How many characters of a word fit: at least one. */
function fitting(word, width) {
  let [end, used] = [0, 0];
  for (const c of word) {
    used += glyphWidth(c);
    if (used > width && end) break;
    end += c.length;
  }
  return end;
}

/** Break a paragraph into lines of `width`: between Hanzi anywhere, else between words, never before or after a mark that belongs to its neighbour. */
export function linesOf(paragraph, width) {
  const lines = [];
  let line = '';
  for (const piece of piecesOf(paragraph)) {
    if (line && textWidth(line) + textWidth(piece.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = '';
    }
    line += piece;
    while (textWidth(line.trimEnd()) > width) { // a word longer than the line
      const end = fitting(line, width);
      lines.push(line.slice(0, end));
      line = line.slice(end);
    }
  }
  return [...lines, line.trimEnd()];
}

/** Where to cut a text that is too wide (characters): where a part of a sentence ends nearest to `ideal`, else between words. */
function cutPlace(text, width, ideal) {
  let [used, end] = [0, 0];
  const best = {};
  for (const piece of piecesOf(text)) {
    if (used + textWidth(piece.trimEnd()) > width) break;
    used += textWidth(piece);
    end += piece.length;
    const [kind, off] = [ENDS.test(piece) && used > ideal / 2 ? 'part' : 'word', Math.abs(used - ideal)];
    if (!best[kind] || off < best[kind].off) best[kind] = { end, off };
  }
  const { end: cut } = best.part || best.word || { end: fitting(text, width) };
  return cut;
}

/** Cut a notice into parts of about equal length that fit one line of `width` each. */
export function noticeParts(text, width) {
  const parts = [];
  let rest = String(text).trim();
  while (textWidth(rest) > width) {
    const ideal = textWidth(rest) / Math.ceil(textWidth(rest) / width);
    const cut = cutPlace(rest, width, ideal);
    parts.push(rest.slice(0, cut).trim());
    rest = rest.slice(cut).trim();
  }
  if (rest) parts.push(rest);
  return parts;
}
