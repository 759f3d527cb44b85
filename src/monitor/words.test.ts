import { expect, test } from 'vitest';
import { clockInWords, latenessInWords, placeInWords, spanInWords } from './words.ts';

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1000, '1 s'],
  [1549, '1.5 s'],
  [59_949, '59.9 s'],
  [60_000, '1 min'],
  [3_725_000, '62 min 5 s'],
])('%d ms is %s', (spanMs, words) => {
  expect(spanInWords(spanMs)).toBe(words);
});

test('lateness has a direction', () => {
  expect([0, 5, -5].map(latenessInWords)).toEqual(['on time', '5 ms late', '5 ms early']);
});

test('a place in a file is to the tenth of a second', () => {
  expect(placeInWords(83.249)).toBe('second 83.2');
});

test('the time of day is the local one', () => {
  expect(clockInWords(Temporal.Instant.from('2026-06-02T12:00:00Z').epochMilliseconds, 'Asia/Kolkata')).toBe(
    '17:30:00',
  );
  expect(clockInWords(Temporal.Instant.from('2026-06-02T12:00:00.250Z').epochMilliseconds, 'UTC')).toBe('12:00:00.250');
});
