import { expect, test } from 'vitest';
import { parseSizeBytes } from './parse-size.ts';

test.each([
  ['500MB', 500_000_000],
  ['1.5 GiB', 1_610_612_736],
  ['0B', 0],
  ['2tb', 2e12],
  [' 10 kB ', 10_000],
])('%j is %i bytes', (text, bytes) => {
  expect(parseSizeBytes(text)).toBe(bytes);
});

test.each(['', '5', '5iB', '-1GB', '1.GB', '1e3MB', 'GB', '99999999999TB', '5 GBs'])('%j is no size', (text) => {
  expect(() => parseSizeBytes(text)).toThrow(/with its unit/);
});
