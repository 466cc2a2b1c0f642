// Hanzi come in many small font files, each fetched when first drawn. What must be readable without the server is fetched before.
const FACE = '16px "Noto Sans SC Variable"';

/** Fetch the glyphs of these texts once the page stands; a failure only means that the system's font is used. */
export function keepGlyphs(texts, afterMs = 1500) {
  if (!document.fonts || !document.fonts.load) return;
  setTimeout(() => document.fonts.load(FACE, texts.join('')).catch(() => {}), afterMs);
}
