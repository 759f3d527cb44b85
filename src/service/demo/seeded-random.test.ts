import { expect, test } from 'vitest';
import { seededRandom } from './seeded-random.ts';

function draws(seed: number, count: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => random.next());
}

test('the same seed gives the same draws, another seed others', () => {
  expect(draws(7, 20)).toEqual(draws(7, 20));
  expect(draws(7, 20)).not.toEqual(draws(8, 20));
});

test('draws are spread evenly over [0, 1)', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const draw of draws(1, 20_000)) tenths[Math.floor(draw * 10)] = (tenths[Math.floor(draw * 10)] ?? 0) + 1;
  for (const count of tenths) expect(count).toBeGreaterThan(1800);
  expect(tenths).toHaveLength(10);
});
