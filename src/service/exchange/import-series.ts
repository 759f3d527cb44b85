import type { SeriesEvent } from '../../exchange/imported.ts';
import type { Store } from '../../ports/store.ts';
import type { ChangedItem, ImportedEvent } from '../../ports/timetable-store.ts';
import { SCHEDULE_DEFAULTS } from '../../values/defaults.ts';
import type { ScheduleId } from '../../values/ids.ts';
import type { Program, Schedule } from '../../values/model.ts';
import { changedSchedule } from '../timetable/history.ts';

type Wanted = Omit<Schedule, 'id'>;

/** The schedule that an event says. @param initial the schedule that it repeats, of its program and no rerun itself */
export function scheduleOf(event: SeriesEvent, program: Program, initial: Schedule | null): Wanted {
  const { recurrence, durationMs, startMode, layer, type, rerun } = event;
  const common = {
    ...SCHEDULE_DEFAULTS,
    programId: program.id,
    durationSeconds: durationMs / 1000,
    startMode,
    layer,
    type: type === 'unconfirmed' ? 'unconfirmed' : 'on_air',
  } as const;
  if (rerun === null || initial === null) return { ...common, ...recurrence };
  const { offset, firstLocal } = rerun;
  return { ...common, initialId: initial.id, offset, firstLocal, timeZone: recurrence.timeZone };
}

/** The schedule that a UID is known by; null: there is none, or it was removed. */
export async function linkedSchedule(store: Store, link: ImportedEvent | undefined): Promise<Schedule | null> {
  if (link === undefined || link.scheduleId === null) return null;
  const [kept] = await store.timetable.schedules.byIds([link.scheduleId]);
  return kept === undefined || kept.removed ? null : kept.schedule;
}

/** The schedule of an event, and what was done. */
interface Followed {
  readonly id: ScheduleId;
  readonly items: readonly ChangedItem[];
}

export async function addSeries(store: Store, wanted: Wanted): Promise<Followed> {
  const after = await store.timetable.schedules.add(wanted);
  return { id: after.id, items: [changedSchedule(null, after)] };
}

/** Has the schedule of an event be what the event says now. */
export async function followSeries(store: Store, before: Schedule, wanted: Wanted): Promise<Followed> {
  if (before.programId === wanted.programId && before.initialId === wanted.initialId) {
    const { programId: _, initialId: __, ...change } = wanted;
    const after = await store.timetable.schedules.change(before.id, change);
    return { id: after.id, items: [changedSchedule(before, after)] };
  }
  // whose a schedule is cannot be changed
  const { id, items } = await addSeries(store, wanted);
  await store.timetable.schedules.setRemoved(before.id, true);
  return { id, items: [changedSchedule(before, null), ...items] };
}
