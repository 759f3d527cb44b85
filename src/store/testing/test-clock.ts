import type { Clock } from '../../ports/clock.ts';
import { instantFromMs } from '../../values/instant.ts';

/** Real time, for waits between two connections. */
export const testClock: Clock = {
  now: () => instantFromMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep: (spanMs) => new Promise((resolve) => setTimeout(resolve, spanMs)),
};
