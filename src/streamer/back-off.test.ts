import { expect, test } from 'vitest';
import { backOffMs } from './back-off.ts';

const BACK_OFF = { firstMs: 50, longestMs: 900 };

test('CO-6: the wait doubles with each failure, up to its cap', () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 2000].map((failures) => backOffMs(BACK_OFF, failures, { next: () => 0 }));
  expect(waits).toEqual([50, 100, 200, 400, 800, 900, 900, 900]);
});

test('CO-6: chance takes up to half of it', () => {
  expect(backOffMs(BACK_OFF, 1, { next: () => 0.5 })).toBe(37.5);
  expect(backOffMs(BACK_OFF, 1, { next: () => 0.999_999 })).toBeCloseTo(25, 3);
});
