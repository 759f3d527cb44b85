/** What a look at both clocks of the machine gave. */
export interface ClockLook {
  readonly wallMs: number;
  readonly monotonicMs: number;
}

/** Less is what a time service does every day, and what two looks can be apart. */
const LEAST_STEP_MS = 2_000;

/**
 * By how much the clock was stepped between two looks, forward above 0; null where it was not. The monotonic clock goes on
 * evenly, whatever the other one is set to.
 */
export function clockStepMs(before: ClockLook, after: ClockLook): number | null {
  const stepMs = after.wallMs - before.wallMs - (after.monotonicMs - before.monotonicMs);
  return Math.abs(stepMs) > LEAST_STEP_MS ? Math.round(stepMs) : null;
}
