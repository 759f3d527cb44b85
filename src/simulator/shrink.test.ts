import { expect, test } from 'vitest';
import { shrink } from './shrink.ts';

const always = () => true;

test('SI-12: what is left is what it takes, in its order', async () => {
  const list = Array.from({ length: 200 }, (_, index) => index);
  const takes = new Set([3, 77, 140]);
  let tries = 0;
  const shortest = await shrink(
    list,
    async (part) => {
      tries += 1;
      return part.filter((item) => takes.has(item)).length === takes.size;
    },
    always,
  );
  expect(shortest).toEqual([3, 77, 140]);
  expect(tries).toBeLessThan(200);
});

test('SI-12: one alone stays, and a list in which all is needed stays whole', async () => {
  expect(await shrink([1, 2, 3, 4], async (part) => part.includes(4), always)).toEqual([4]);
  const all = [1, 2, 3, 4, 5];
  expect(await shrink(all, async (part) => part.length === all.length, always)).toEqual(all);
});

test('SI-12: when there is no more time, what was reached is given', async () => {
  let left = 1;
  const list = Array.from({ length: 64 }, (_, index) => index);
  const mayTry = () => {
    left -= 1;
    return left >= 0;
  };
  const reached = await shrink(list, async (part) => part.includes(63), mayTry);
  expect(reached).toEqual(list.slice(32));
});
