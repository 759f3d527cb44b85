import type { Clock } from '../ports/clock.ts';
import { instantFromMs } from '../values/instant.ts';

/** A timer of Node fires at once when its span does not fit 32 bits. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The machine's own time, in whole milliseconds: an instant read here is the same after a way through the database. */
export const systemClock: Clock = {
  now: () => instantFromMs(Date.now()),
  monotonicMs: () => performance.now(),
  sleep,
};

function sleep(spanMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const until = performance.now() + spanMs;
    let timer: NodeJS.Timeout | undefined;
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const arm = () => {
      const leftMs = until - performance.now();
      if (leftMs <= 0) settle();
      else timer = setTimeout(leftMs > LONGEST_TIMER_MS ? arm : settle, Math.min(leftMs, LONGEST_TIMER_MS));
    };
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', settle);
    arm();
  });
}

/** IANA name of the zone that the machine is set to. */
export function machineTimeZone(): string {
  return Temporal.Now.timeZoneId();
}
