import { RefusedError } from '../values/errors.ts';

/**
 * The text of a calendar file: UTF-8, with a byte order mark or without, or UTF-16.
 * @throws {RefusedError} `wrong_encoding`
 */
export function decodeCalendar(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  try {
    // the mark is taken away with it
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    const line = encoding === 'utf-8' ? badLine(bytes) : null;
    const where = line === null ? '' : `: line ${line} has a byte that is none`;
    throw new RefusedError(
      'wrong_encoding',
      `the file is not ${encoding.toUpperCase()}${where}; allowed: a calendar in UTF-8 or UTF-16`,
      { line },
    );
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // without a mark, a calendar begins with B
  if (first === 0x42 && second === 0) return 'utf-16le';
  return first === 0 && second === 0x42 ? 'utf-16be' : 'utf-8';
}

/** The first line that is not UTF-8, counted from 1. */
function badLine(bytes: Uint8Array): number | null {
  let line = 1;
  for (let begin = 0; begin < bytes.length; line += 1) {
    const found = bytes.indexOf(0x0a, begin);
    const end = found < 0 ? bytes.length : found + 1;
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(begin, end));
    } catch {
      return line;
    }
    begin = end;
  }
  return null;
}
