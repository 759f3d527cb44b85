import type { Recurrence } from '../../timetable/recurrence.ts';
import type { Schedule } from '../../values/model.ts';

/** What says when an initial schedule's diffusions are. */
export function recurrenceOf(schedule: Pick<Schedule, keyof Recurrence>): Recurrence {
  const { rule, firstLocal, timeZone, extraLocals, exceptLocals } = schedule;
  return { rule, firstLocal, timeZone, extraLocals, exceptLocals };
}
