import { RefusedError } from '../../values/errors.ts';
import { instantFromMs, isBefore } from '../../values/instant.ts';
import { LONGEST_DIFFUSION_MS } from '../../values/longest-diffusion.ts';
import type { Station } from '../../values/model.ts';
import { durationText, localTime } from '../../values/time-text.ts';

/** A span of a station's timetable. */
export interface Slot {
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

export function lengthMs({ start, end }: Slot): number {
  return end.epochMilliseconds - start.epochMilliseconds;
}

/**
 * A slot that a diffusion may be put in now (SPEC CL-10).
 * @throws {RefusedError} `wrong_length`, `in_the_past`
 */
export function slotOf(start: Temporal.Instant, lengthMs: number, now: Temporal.Instant, station: Station): Slot {
  if (lengthMs <= 0) {
    const said = lengthMs === 0 ? 'at its start' : 'before its start';
    throw new RefusedError('wrong_length', `the diffusion would end ${said}; allowed: a length above zero, up to 24h`, {
      lengthMs,
    });
  }
  if (lengthMs > LONGEST_DIFFUSION_MS) {
    throw new RefusedError(
      'wrong_length',
      `${durationText(lengthMs)} is too long for a diffusion; allowed: up to 24h`,
      {
        lengthMs,
      },
    );
  }
  const end = instantFromMs(start.epochMilliseconds + lengthMs);
  if (!isBefore(now, end)) {
    const { timeZone } = station;
    throw new RefusedError(
      'in_the_past',
      `the diffusion would have ended at ${localTime(end, timeZone)}; it is ${localTime(now, timeZone)} in ${timeZone} now`,
      { end: end.toString() },
    );
  }
  return { start, end };
}
