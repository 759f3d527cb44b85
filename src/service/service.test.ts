import { expect, test } from 'vitest';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { BugError, PassingError } from '../values/errors.ts';
import { runService, type Service } from './service.ts';

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

function failing(times: number, error: Error): Service & { runs: number } {
  const service = {
    id: 'test',
    runs: 0,
    run: (signal: AbortSignal) => {
      service.runs += 1;
      if (service.runs <= times) return Promise.reject(error);
      return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    },
  };
  return service;
}

const isFinal = (error: unknown) => error instanceof BugError;

test('RU-6: what passes is tried again, each time after twice as long, at most half a minute', async () => {
  const clock = new ManualClock();
  const ending = new AbortController();
  const delays: number[] = [];
  const service = failing(10, new PassingError('away', 'away'));
  const done = runService(service, {
    clock,
    signal: ending.signal,
    isFinal,
    onFailure: ({ retryInMs }) => delays.push(retryInMs),
  });
  for (let turn = 0; turn < 10; turn += 1) {
    await settle();
    clock.advance(delays.at(-1) ?? 0);
  }
  await settle();
  expect(service.runs).toBe(11);
  expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
  ending.abort();
  await done;
  expect(clock.sleeping).toBe(0);
});

test('RU-6: a bug is not tried again', async () => {
  const service = failing(1, new BugError('ours'));
  const run = runService(service, {
    clock: new ManualClock(),
    signal: new AbortController().signal,
    isFinal,
    onFailure: () => {},
  });
  await expect(run).rejects.toThrow('ours');
  expect(service.runs).toBe(1);
});

test('a service that was told to end is not started again, even while it waits for its next try', async () => {
  const clock = new ManualClock();
  const ending = new AbortController();
  const service = failing(5, new PassingError('away', 'away'));
  const done = runService(service, { clock, signal: ending.signal, isFinal, onFailure: () => {} });
  await settle();
  ending.abort();
  await done;
  expect(service.runs).toBe(1);
});
