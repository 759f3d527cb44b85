import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../../ports/clock.ts';
import { instantFromMs } from '../../values/instant.ts';

/** Real time. */
export const testClock: Clock = {
  now: () => instantFromMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (spanMs, signal) => wait(spanMs, undefined, { signal }).catch(() => undefined),
};
