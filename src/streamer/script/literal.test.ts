import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commentText, floatLiteral, stringLiteral } from './literal.ts';

/** Texts with more of what could end a string, or begin code, than chance alone would bring. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('"', '\\', '#', '{', '}', '#{', '\n', '\r', '\0', '\u2028', "'", '%', 'a', '😀', '\ud800'), {
      maxLength: 30,
    })
    .map((parts) => parts.join('')),
);

/**
 * Reads a literal as Liquidsoap does: parts in double quotes joined by ` ^ `. Throws at whatever else there is, at an
 * interpolation, and at a control character or line end that is not escaped.
 */
function read(literal: string): string {
  const part = /"((?:[^"\\\p{Cc}\u2028\u2029]|\\["\\]|\\u[0-9a-f]{4})*)"( \^ |$)/uy;
  let text = '';
  while (part.lastIndex < literal.length) {
    const found = part.exec(literal);
    if (found === null) throw new Error(`not a literal: ${literal}`);
    const inside = found[1] ?? '';
    if (inside.includes('#{')) throw new Error(`an interpolation: ${literal}`);
    text += inside.replace(/\\(?:u([0-9a-f]{4})|(.))/gs, (_, code: string | undefined, char: string) =>
      code === undefined ? char : String.fromCharCode(Number.parseInt(code, 16)),
    );
    if (found[2] === '') return text;
  }
  throw new Error(`it goes on: ${literal}`);
}

test('EN-1: any text is one value, and no part of it is code', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(read(stringLiteral(text))).toBe(text.toWellFormed());
    }),
    {
      numRuns: 2000,
    },
  );
});

test.each([
  ['', '""'],
  ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ['#{x}', '"#" ^ "{x}"'],
  ['##{', '"##" ^ "{"'],
  ['a\nb\0', '"a\\u000ab\\u0000"'],
  ['é 😀 #!', '"é 😀 #!"'],
  ['half \ud83d', '"half \ufffd"'],
])('EN-1: %j is %s', (text, literal) => {
  expect(stringLiteral(text)).toBe(literal);
});

test('EN-1: a text in a comment stays on its line', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(commentText(text)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    }),
  );
  expect(commentText('Radio\r\nexit()\u2028%ifdef x')).toBe('Radio exit() %ifdef x');
});

test.each([
  [1, '1.'],
  [0, '0.'],
  [-40, '-40.'],
  [2.5, '2.5'],
])('%d is a float, %s', (value, literal) => {
  expect(floatLiteral(value)).toBe(literal);
});
