// The text of a ticket's template: what stands in its lines, what is wrong in them, what a key puts in.

const PRINT_MARGIN = 30;
const DOTS_A_MM = 8;

/** How long the paper is, in mm, from the height of its picture. */
export const paperLength = (height) => Math.round((height - PRINT_MARGIN) / DOTS_A_MM);

/** The faults of the template by line: [{line, zh, en}]. */
export function lineFaults(errors) {
  return errors.map((one) => ({ ...one, line: Number((/^ticket\.template\[(\d+)\]$/.exec(one.path) || [])[1]) })).filter((one) => one.line);
}

/** The standard template, its blocks in the page's language; `blocks` are {Chinese: English}. */
export function standardText(standard, blocks, english) {
  if (!english) return standard;
  return standard.replace(/\u3010(.+?)\u3011/g, (whole, name) => (blocks[name] ? `[${blocks[name]}]` : whole));
}

/** What is kept of a typed text: nothing when it is the standard one; an empty one is a mistake, not the standard. */
export function keptText(text, { standard, blocks }) {
  const plain = text.replace(/\r\n?/g, '\n');
  const isStandard = [false, true].some((english) => plain === standardText(standard, blocks, english));
  return isStandard ? '' : plain || '\n';
}

/** Put a line of its own at the caret's line: after it, or in its place when it is empty. Returns {text, caret}. */
export function withLine(text, caret, line) {
  const end = text.indexOf('\n', caret) < 0 ? text.length : text.indexOf('\n', caret);
  const start = text.lastIndexOf('\n', end - 1) + 1;
  const empty = !text.slice(start, end).trim();
  const before = empty ? text.slice(0, start) : `${text.slice(0, end)}\n`;
  return { text: `${before}${line}${text.slice(end)}`, caret: before.length + line.length };
}

/** Put a word in at the caret. Returns {text, caret}. */
export function withWord(text, from, to, word) {
  return { text: `${text.slice(0, from)}${word}${text.slice(to)}`, caret: from + word.length };
}

/** Turn a sign at the start of the caret's line on or off: # large, * bold, > in the middle. Returns {text, caret}. */
export function withSign(text, caret, sign) {
  const start = text.lastIndexOf('\n', caret - 1) + 1;
  const found = /^[#*>]*/.exec(text.slice(start))[0];
  const signs = found.includes(sign) ? found.replaceAll(sign, '') : `${found}${sign}`;
  const rest = text.slice(start + found.length).replace(/^[ \t]+/, '');
  const line = signs ? `${signs} ${rest}` : rest;
  return { text: `${text.slice(0, start)}${line}`, caret: Math.max(start, caret + line.length - (text.length - start)) };
}
