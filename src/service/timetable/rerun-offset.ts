import { occurrences } from '../../timetable/occurrences.ts';
import { DAY_MS, localOf, timeOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { checkRerun, rerunLocal } from '../../timetable/rerun.ts';
import { RefusedError } from '../../values/errors.ts';
import type { RerunOffset, Schedule } from '../../values/model.ts';
import { recurrenceOf } from './recurrence-of.ts';

/** Long enough to see each time of day and each change of clocks. */
const LOOK_AHEAD_MS = 2 * 366 * DAY_MS;

/**
 * The offset from the first one of what is so long after a rerun of it: a rerun of a rerun is one of the first (SPEC TT-53).
 * @param initialLocal a local time of the first one: with a time of the day of its own, a rerun may be on the next day already
 */
export function addedOffsets(initialLocal: string, rerun: RerunOffset, second: RerunOffset): RerunOffset {
  const firstRerun = rerunLocal(initialLocal, rerun);
  const secondRerun = rerunLocal(firstRerun, second);
  if (rerun.atTime === null && second.atTime === null) {
    return {
      afterDays: rerun.afterDays + second.afterDays,
      atTime: null,
      afterMs: rerun.afterMs + second.afterMs,
    };
  }
  return {
    afterDays: dayOf(secondRerun) - dayOf(initialLocal),
    atTime: secondRerun.slice('YYYY-MM-DDT'.length),
    afterMs: 0,
  };
}

/** The offset of a rerun that is moved, by the clock on the wall; below 0: to earlier. */
export function shiftedOffset({ afterDays, atTime, afterMs }: RerunOffset, shiftMs: number): RerunOffset {
  if (atTime !== null) {
    const wallMs = wallMsOf(`1970-01-01T${atTime}`) + afterMs + shiftMs;
    const days = Math.floor(wallMs / DAY_MS);
    return { afterDays: afterDays + days, atTime: timeOf(wallMs - days * DAY_MS), afterMs: 0 };
  }
  const totalMs = afterMs + shiftMs;
  const days = totalMs < 0 ? Math.floor(totalMs / DAY_MS) : 0;
  return { afterDays: afterDays + days, atTime: null, afterMs: totalMs - days * DAY_MS };
}

/**
 * A rerun comes after its initial one: not before it, and not in it.
 * @throws {RefusedError} `bad_rerun`
 */
export function refuseEarlyRerun(initial: Schedule, offset: RerunOffset): void {
  const fromMs = wallMsOf(initial.firstLocal) - 2 * DAY_MS;
  const locals = occurrences(recurrenceOf(initial), fromMs, fromMs + LOOK_AHEAD_MS).map(({ local }) => local);
  for (const local of locals.length === 0 ? [initial.firstLocal] : locals) {
    checkRerun(local, offset);
    const end = localOf(wallMsOf(local) + initial.durationSeconds * 1000);
    const rerun = rerunLocal(local, offset);
    if (rerun >= end) continue;
    const message = `the rerun at ${shown(rerun)} would begin while its initial one is on, from ${shown(local)} to ${shown(end)}; allowed: after its end, with --after and --time`;
    throw new RefusedError('bad_rerun', message, { rerun, initial: local, end });
  }
}

function shown(local: string): string {
  return local.replace('T', ' ').replace(/\.000$/, '');
}

function dayOf(local: string): number {
  return Math.floor(wallMsOf(local) / DAY_MS);
}
