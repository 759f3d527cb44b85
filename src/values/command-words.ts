import { RefusedError } from './errors.ts';

const ALLOWED = 'allowed: a program and its arguments, in quotes where they have blanks, or a JSON array of texts';

/**
 * Splits a command line into its words, as a shell would if it knew nothing but blanks and quotes: no variable, no pattern,
 * no operator means anything. A text that begins with `[` is a JSON array of words.
 * @throws {RefusedError} `wrong_command`
 */
export function parseCommandWords(text: string): readonly string[] {
  const words = text.trimStart().startsWith('[') ? jsonWords(text) : plainWords(text);
  if ((words[0] ?? '') === '') throw refused(text, 'names no program');
  if (words.some((word) => word.includes('\0'))) throw refused(text, 'has a character that no argument can have');
  return words;
}

function jsonWords(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  } catch {
    // as wrong as a JSON value of another kind
  }
  throw refused(text, 'is no JSON array of texts');
}

function plainWords(text: string): readonly string[] {
  const words: string[] = [];
  const PART = /\s+|"([^"]*)"|'([^']*)'|([^\s"']+)/y;
  let word: string | null = null;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (part === null) throw refused(text, 'has a quote that is not closed');
    const content: string | undefined = part[1] ?? part[2] ?? part[3];
    if (content !== undefined) word = (word ?? '') + content;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}

function refused(given: string, what: string): RefusedError {
  return new RefusedError('wrong_command', `${JSON.stringify(given)} ${what}; ${ALLOWED}`, { given });
}
