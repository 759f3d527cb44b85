import { Option } from 'commander';
import type { Store } from '../ports/store.ts';
import type { EditedFollowing } from '../service/timetable/edit-following.ts';
import type { ScheduleId } from '../values/ids.ts';
import type { Schedule } from '../values/model.ts';
import { Directory } from './directory.ts';
import { type Invocation, withStore } from './invocation.ts';
import { nextStarts, nextText, scheduleJson, scheduleTerms, scheduleWords } from './schedule-text.ts';
import type { TimetableOutcome } from './timetable-change.ts';
import { andSummary, reportJson } from './timetable-report.ts';

export function followingOption(): Option {
  return new Option('--following', 'it and all that follow by its schedule');
}

/** Tells what became of a schedule of which one diffusion and all that follow were changed. */
export async function printFollowing(
  run: Invocation,
  id: number,
  { value, report }: TimetableOutcome<EditedFollowing>,
): Promise<void> {
  await withStore(run, async (store) => {
    const directory = await Directory.read(store);
    const { ended, next, change } = value;
    const { timeZone } = directory.stationById(change.stationId);
    const starts = next === null ? [] : await startsOf(store, run, directory, next);
    const goesOn =
      next === null
        ? 'nothing goes on in its place'
        : `schedule ${next.id} goes on: ${scheduleWords(next)}, ${scheduleTerms(next)}, ${nextText(starts, timeZone)} (${timeZone})`;
    const moved = change.items.filter(({ kind, after }) => kind === 'diffusion' && after !== null).length;
    const along = moved === 0 ? '' : ` ${moved} diffusions that were made already are changed.`;
    run.print(
      {
        diffusion: id,
        ended: ended.id,
        next: next === null ? null : scheduleJson(next, directory, starts),
        change: change.id,
        changed: moved,
        made: reportJson(report),
      },
      `Schedule ${ended.id} ends before diffusion ${id}; ${goesOn}.${along}${andSummary(report)}`,
    );
  });
}

async function startsOf(store: Store, run: Invocation, directory: Directory, schedule: Schedule) {
  const { stationId } = directory.programById(schedule.programId);
  const kept = await store.timetable.schedules.list(stationId);
  const all = new Map<ScheduleId, Schedule>(kept.map((each) => [each.schedule.id, each.schedule]));
  return nextStarts(schedule, all, run.context.clock.now());
}
