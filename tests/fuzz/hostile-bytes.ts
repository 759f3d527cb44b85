import type { SeededRandom } from '../../src/simulator/seeded-random.ts';

/** What has ended a line, a string, a number or a reply somewhere: more often than chance would bring it. */
const TROUBLE: readonly string[] = [
  ...['\r\n', '\n', '\r', 'END', '\r\nEND', 'END\r\n', 'Bye!\r\n', 'ERROR: unknown command', '\0', '\ufeff', '\u2028'],
  ...['{', '}', '[', ']', '"', '\\', ':', ',', '{"ok":true}', '{"ok":false,"message":null}', '{"ok":1}', '[[[[[[[[[['],
  ...['null', 'true', '-1', '1e999', '9007199254740993', '-0', '1e-7', '"\\ud800"', '"__proto__":{}', 'é', '📻'],
  ...['"run":"000001-abcd"', '"seq":1', '"seq":1.5', '"atMs":null', '"kind":"on"', '"kind":"off"', '"kind":"cue"'],
];
/** Halves of characters, what is never UTF-8, and one character in too many bytes. */
const BROKEN: readonly (readonly number[])[] = [[0xff], [0xc3], [0xf0, 0x9f], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0x80]];
const MOST_PIECES = 8;

/** Some bytes: chance, mixed with what is known to make trouble. */
export function hostileBytes(random: SeededRandom): Buffer {
  const pieces = Array.from({ length: random.between(0, MOST_PIECES) }, () => piece(random));
  return Buffer.concat(pieces);
}

function piece(random: SeededRandom): Buffer {
  const kind = random.next();
  if (kind < 0.6) return Buffer.from(random.pick(TROUBLE));
  if (kind < 0.8) return Buffer.from(random.pick(BROKEN));
  return Buffer.from(Array.from({ length: random.between(1, 12) }, () => random.between(0, 255)));
}

/** The bytes, cut into one piece or more. */
export function cutUp(bytes: Buffer, random: SeededRandom): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let from = 0; from < bytes.length; ) {
    const length = random.chance(0.5) ? bytes.length - from : random.between(1, bytes.length - from);
    pieces.push(bytes.subarray(from, from + length));
    from += length;
  }
  return pieces;
}
