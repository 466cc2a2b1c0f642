// The words of the start page and the paper page.
import { makeWords } from '@shared/words.js';
import words from './words.json';

export const t = makeWords(words);
