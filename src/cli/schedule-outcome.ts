import type { Schedule } from '../values/model.ts';
import { Directory } from './directory.ts';
import { type Invocation, withStore } from './invocation.ts';
import { localText } from './local-option.ts';
import { isFirstOff, nextStarts, nextText, scheduleJson, scheduleTerms, scheduleWords } from './schedule-text.ts';
import type { TimetableOutcome } from './timetable-change.ts';
import { reportJson, reportSummary } from './timetable-report.ts';

/** Tells what became of a schedule: what it is now, its next dates, and what was made of it. */
export async function printSchedule(
  run: Invocation,
  { value: schedule, report }: TimetableOutcome<Schedule>,
  did: 'Added' | 'Changed',
): Promise<void> {
  await withStore(run, async (store) => {
    const directory = await Directory.read(store);
    const program = directory.programById(schedule.programId);
    const { id, timeZone } = directory.stationById(program.stationId);
    const kept = await store.timetable.schedules.list(id);
    const all = new Map(kept.map((each) => [each.schedule.id, each.schedule]));
    const next = nextStarts(schedule, all, run.context.clock.now());
    if (isFirstOff(schedule)) {
      const message = `the rule has nothing on its first date, ${localText(schedule.firstLocal)}: it begins later`;
      run.warn('first_date_off', message, { schedule: schedule.id });
    }
    if (next.length === 0) {
      const message = 'nothing of it is to come in the next ten years: nothing is made of it';
      run.warn('nothing_to_come', message, { schedule: schedule.id });
    }
    for (const { scheduleId, error } of report.refused)
      run.warn(error.code, `schedule ${scheduleId}: ${error.message}`, error.data);
    const conflicts = await conflictsOf(store, id, schedule);
    if (conflicts > 0) {
      const message = `${conflicts} of its diffusions to come overlap others: airkeeper timetable check ${directory.stationById(id).slug}`;
      run.warn('overlap', message, { schedule: schedule.id, conflicts });
    }
    const zone = schedule.timeZone === timeZone ? '' : ` (${schedule.timeZone})`;
    run.print(
      { ...scheduleJson(schedule, directory, next), made: reportJson(report) },
      [
        `${did} schedule ${schedule.id} of ${directory.programPath(program)}: ${scheduleWords(schedule)}${zone}, ${scheduleTerms(schedule)}.`,
        ...(next.length === 0 ? [] : [`It is ${nextText(next, timeZone)} (${timeZone}).`]),
        reportSummary(report),
      ].join('\n'),
    );
  });

  async function conflictsOf(
    store: Parameters<Parameters<typeof withStore>[1]>[0],
    stationId: Parameters<typeof store.timetable.conflicts>[0],
    { id }: Schedule,
  ): Promise<number> {
    const pairs = await store.timetable.conflicts(stationId, run.context.clock.now(), null);
    const diffusions = await store.diffusions.byIds([...new Set(pairs.flatMap(({ a, b }) => [a, b]))]);
    return diffusions.filter(({ scheduleId }) => scheduleId === id).length;
  }
}
