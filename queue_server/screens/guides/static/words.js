// The words of the guide page.
import { makeWords } from '@shared/words.js';
import words from './words.json' with { type: 'json' };

export const t = makeWords(words);
