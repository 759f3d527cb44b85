import { occurrences } from '../timetable/occurrences.ts';
import type { Occurrence, Recurrence } from '../timetable/recurrence.ts';
import { rerunLocal } from '../timetable/rerun.ts';
import { zonedStart } from '../timetable/zone.ts';
import type { RerunOffset, Schedule } from '../values/model.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;

/** Those that start in [fromMs, toMs), a year at a time: however many there are in all of it. */
export function* occurrencesWithin(recurrence: Recurrence, fromMs: number, toMs: number): Generator<Occurrence> {
  const beginMs = Math.max(fromMs, zonedStart(recurrence.firstLocal, recurrence.timeZone).startMs);
  for (let atMs = beginMs; atMs < toMs; atMs += YEAR_MS) {
    yield* occurrences(recurrence, atMs, Math.min(atMs + YEAR_MS, toMs));
  }
}

export function recurrenceOf(schedule: Pick<Schedule, keyof Recurrence>): Recurrence {
  const { rule, firstLocal, timeZone, extraLocals, exceptLocals } = schedule;
  return { rule, firstLocal, timeZone, extraLocals, exceptLocals };
}

/** What says when a rerun is. */
export interface RerunTimes {
  readonly offset: RerunOffset;
  /** Nothing of the initial one before it is repeated. */
  readonly firstLocal: string;
  /** IANA name. */
  readonly timeZone: string;
}

/** The local time of the rerun of an occurrence, which the local time of the initial one names (SPEC TT-25). */
export function rerunLocalOf(initialZone: string, { offset, timeZone }: RerunTimes, initialLocal: string): string {
  const here =
    timeZone === initialZone ? initialLocal : localIn(zonedStart(initialLocal, initialZone).startMs, timeZone);
  return rerunLocal(here, offset);
}

/** The local times at which a rerun repeats the occurrences that start in [fromMs, toMs). */
export function* rerunLocals(initial: Recurrence, rerun: RerunTimes, fromMs: number, toMs: number): Generator<string> {
  for (const { local } of occurrencesWithin(initial, fromMs, toMs)) {
    if (local >= rerun.firstLocal) yield rerunLocalOf(initial.timeZone, rerun, local);
  }
}

/** The local time of the occurrence that a rerun at a local time repeats; null: there is none. */
export function repeatedLocal(initial: Recurrence, rerun: RerunTimes, local: string): string | null {
  const { afterDays, afterMs } = rerun.offset;
  const { startMs } = zonedStart(local, rerun.timeZone);
  // a time of its own, zones and changes of the clocks are within two days
  const fromMs = startMs - (afterDays + 2) * DAY_MS - afterMs;
  for (const occurrence of occurrencesWithin(initial, fromMs, startMs + 2 * DAY_MS)) {
    if (rerunLocalOf(initial.timeZone, rerun, occurrence.local) === local) return occurrence.local;
  }
  return null;
}

/** `YYYY-MM-DDTHH:MM:SS.sss` */
export function localIn(ms: number, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(timeZone);
  return zoned.toPlainDateTime().toString({ smallestUnit: 'millisecond' });
}

/** The occurrence of an instant, to the second, or the first of a day `YYYY-MM-DD`, also one that is excepted; null: there is none. */
export function occurrenceAt(recurrence: Recurrence, ms: number, day: string | null): Occurrence | null {
  const startMs = day === null ? ms : zonedStart(`${day}T00:00:00.000`, recurrence.timeZone).startMs;
  const toMs = startMs + (day === null ? 1000 : 25 * 3_600_000);
  for (const occurrence of occurrencesWithin({ ...recurrence, exceptLocals: [] }, startMs, toMs)) {
    if (day === null || occurrence.local.startsWith(day)) return occurrence;
  }
  return null;
}
