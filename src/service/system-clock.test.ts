import { expect, test } from 'vitest';
import { systemClock } from './system-clock.ts';

test('tells the time in whole milliseconds', () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(now.epochMilliseconds).toBeGreaterThanOrEqual(before);
  expect(now.epochNanoseconds % 1_000_000n).toBe(0n);
});

test('sleeps for the span', async () => {
  const began = systemClock.monotonicMs();
  await systemClock.sleep(30, new AbortController().signal);
  expect(systemClock.monotonicMs() - began).toBeGreaterThanOrEqual(28);
});

test('wakes at once when aborted, before or during the sleep', async () => {
  const aborter = new AbortController();
  const sleeping = systemClock.sleep(60_000, aborter.signal);
  aborter.abort();
  await sleeping;
  await systemClock.sleep(60_000, aborter.signal);
});

test('a span longer than a timer can hold does not end at once', async () => {
  const aborter = new AbortController();
  let awake = false;
  const sleeping = systemClock.sleep(2 ** 31 + 5, aborter.signal).then(() => {
    awake = true;
  });
  await systemClock.sleep(20, new AbortController().signal);
  expect(awake).toBe(false);
  aborter.abort();
  await sleeping;
});
