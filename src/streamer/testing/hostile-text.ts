import fc from 'fast-check';

/** What has ended a line, a string or a reply somewhere: more often than chance would bring it. */
const TROUBLE = ['\r', '\n', 'END', '"', '\\', '#{', '\0', '\u0085', '\u2028', '\u2029', '\u007f', 'é', '📻', '\ud83d'];

/** Texts of all sorts of characters, halves of surrogate pairs included. */
export const hostileText: fc.Arbitrary<string> = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...TROUBLE),
    fc.nat(0xffff).map((code) => String.fromCharCode(code)),
  ),
  maxLength: 30,
});
