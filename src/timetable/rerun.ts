import { RefusedError } from '../values/errors.ts';
import { DAY_MS, localOf, type WallMs, wallMsOf } from './recurrence-local.ts';

/** How much later a rerun is than its initial one, by the local clock. */
export interface RerunOffset {
  /** Calendar days. */
  readonly afterDays: number;
  /** On top of the day and time, of local time. */
  readonly afterMs: number;
  /** `HH:MM:SS.sss`; null: at the initial one's own local time. */
  readonly atTime: string | null;
}

/** A year is the most that makes sense, and what generation looks back for. */
const MOST_DAYS = 366;
const TIME_FORM = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}$/;

/**
 * The local time of the rerun of an occurrence (SPEC TT-13). What a change of clocks does to it is seen when it is
 * turned into an instant, not before.
 * @param initialLocal that of the initial one, as the rule has it
 * @throws {RefusedError} `bad_local_time`
 */
export function rerunLocal(initialLocal: string, offset: RerunOffset): string {
  return localOf(rerunWallMs(wallMsOf(initialLocal), offset));
}

/** As {@link rerunLocal}, of local times as numbers. */
export function rerunWallMs(initialWallMs: WallMs, { afterDays, afterMs, atTime }: RerunOffset): WallMs {
  const midnightMs = Math.floor(initialWallMs / DAY_MS) * DAY_MS;
  const timeMs = atTime === null ? initialWallMs - midnightMs : timeOfDayMs(atTime);
  return midnightMs + afterDays * DAY_MS + timeMs + afterMs;
}

/**
 * @throws {RefusedError} `bad_rerun`: it is no offset, or the rerun of an initial one at this local time would not come after it
 */
export function checkRerun(initialLocal: string, offset: RerunOffset): void {
  const { afterDays, afterMs, atTime } = offset;
  const isWhole = Number.isInteger(afterDays) && Number.isInteger(afterMs) && afterDays >= 0 && afterMs >= 0;
  if (!isWhole || afterDays * DAY_MS + afterMs > MOST_DAYS * DAY_MS)
    throw refused('a rerun is so many days and hours after its initial one', offset);
  if (atTime !== null && !TIME_FORM.test(atTime))
    throw refused(`${JSON.stringify(atTime)} is no time of a day, as 10:00:00.000`, offset);
  const rerun = rerunLocal(initialLocal, offset);
  if (rerun > initialLocal) return;
  throw refused(`the rerun at ${rerun} would not come after its initial one at ${initialLocal}`, offset);
}

function refused(what: string, { afterDays, afterMs, atTime }: RerunOffset): RefusedError {
  const message = `${what}; allowed: 0 to ${MOST_DAYS} days, at a time of the day or so many hours on top, after the initial one`;
  return new RefusedError('bad_rerun', message, { afterDays, afterMs, atTime });
}

function timeOfDayMs(time: string): number {
  return wallMsOf(`1970-01-01T${time}`, 'the time of the rerun');
}
