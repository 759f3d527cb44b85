import type { PlannedDiffusion } from './snapshot-index.ts';

/**
 * A diffusion that goes on after a stronger one has the attempt of the second of its slot, ten to the second: the same
 * whatever else changes in the timetable. Between them lie those of deaths of the engine (SPEC MO-47).
 */
export const ATTEMPTS_A_SECOND = 10;

type Slot = Pick<PlannedDiffusion, 'startMs'>;

/** The attempt of what goes on at an instant of the slot; never that of its first start. */
export function attemptAt({ startMs }: Slot, ms: number): number {
  return ATTEMPTS_A_SECOND * Math.max(1, Math.floor((ms - startMs) / 1000));
}

/** The second at which the cue of an attempt goes on, or a little before. */
export function instantOfAttempt({ startMs }: Slot, attempt: number): number {
  return startMs + Math.floor(attempt / ATTEMPTS_A_SECOND) * 1000;
}
