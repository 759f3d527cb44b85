import { occurrences } from '../timetable/occurrences.ts';
import type { Occurrence, Recurrence } from '../timetable/recurrence.ts';
import { rerunLocal } from '../timetable/rerun.ts';
import { zonedStart } from '../timetable/zone.ts';
import type { RerunOffset, Schedule } from '../values/model.ts';

const YEAR_MS = 366 * 86_400_000;

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

/** The local times at which a rerun repeats the occurrences that start in [fromMs, toMs) and not before its own first. */
export function* rerunLocals(
  initial: Recurrence,
  rerun: { readonly offset: RerunOffset; readonly firstLocal: string },
  fromMs: number,
  toMs: number,
): Generator<string> {
  for (const { local } of occurrencesWithin(initial, fromMs, toMs)) {
    if (local >= rerun.firstLocal) yield rerunLocal(local, rerun.offset);
  }
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
