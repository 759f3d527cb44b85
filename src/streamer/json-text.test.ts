import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';
import { hostileText } from './testing/hostile-text.ts';

test('stays on one line whatever the text, and is read back as the same text', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const json = jsonText({ text });
      expect(json).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      expect(JSON.parse(json)).toEqual({ text: text.toWellFormed() });
    }),
  );
});

test('writes out what an engine might take for a line end, and leaves the rest as it is', () => {
  expect(jsonText('a\nb\u0085c\u2028d\u2029e\u007f')).toBe('"a\\nb\\u0085c\\u2028d\\u2029e\\u007f"');
  expect(jsonText('“nuit” 📻 #{1} \\n')).toBe('"“nuit” 📻 #{1} \\\\n"');
});

test('half a surrogate pair becomes a replacement character', () => {
  expect(jsonText('x\ud83dy')).toBe('"x\ufffdy"');
});
