import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import { instantFromMs } from '../../values/instant.ts';

/** The machine's time, for tests with real processes. */
export const realClock: Clock = {
  now: () => instantFromMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (spanMs, signal) => wait(spanMs, undefined, { signal }).catch(() => undefined),
};
