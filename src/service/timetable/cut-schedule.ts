import type { Store } from '../../ports/store.ts';
import type { ChangedItem } from '../../ports/timetable-store.ts';
import { localOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { must } from '../../values/errors.ts';
import type { ScheduleId, StationId } from '../../values/ids.ts';
import type { Schedule } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { checkSchedule } from './edit-schedule.ts';
import { changedSchedule } from './history.ts';
import { recurrenceOf } from './recurrence-of.ts';
import { splitRecurrence } from './split-recurrence.ts';
import { transferDiffusions } from './transfer-diffusions.ts';

/** What is to become of a schedule and its reruns from one of its occurrences on. */
export interface Cut {
  readonly stationId: StationId;
  /** An initial one. */
  readonly initial: Schedule;
  readonly reruns: readonly Schedule[];
  /** The occurrence of the initial one from which on it is another. */
  readonly atLocal: string;
  /** So much later are its occurrences from there on, by the clock on the wall. */
  readonly shiftMs: number;
  /** All else of what goes on in the place of a schedule; null: it ends. */
  goOn(schedule: Schedule): Schedule | null;
}

export interface CutSchedules {
  /** What goes on in the place of each; one that ends is not in it. */
  readonly next: ReadonlyMap<ScheduleId, Schedule>;
  readonly items: readonly ChangedItem[];
}

/**
 * Ends a schedule before one of its occurrences, and has another one go on from it, with what was made already.
 * @throws {RefusedError} `cannot_follow`, `wrong_length`, `bad_rerun`
 */
export async function cutSchedule(store: Store, actor: Actor, cut: Cut): Promise<CutSchedules> {
  const { initial, reruns, atLocal, shiftMs } = cut;
  const { before, after } = splitRecurrence(recurrenceOf(initial), atLocal, shiftMs);
  const ids = [initial, ...reruns].map(({ id }) => id);
  const made = await store.timetable.made(ids, actor.now);
  // what the log has stays with its schedule: nothing is to be made in its place
  const logged = made.filter(({ logged, diffusion }) => logged && diffusion.scheduleId === initial.id);
  const stay = logged.map(({ diffusion }) => diffusion.occurrenceLocal ?? '').filter((local) => local >= atLocal);
  const shift = (local: string) => localOf(wallMsOf(local) + shiftMs);
  const exceptLocals = [...new Set([...after.exceptLocals, ...stay.map(shift)])].sort();

  const items: ChangedItem[] = [];
  if (before === null) {
    for (const schedule of [initial, ...reruns]) {
      await store.timetable.schedules.setRemoved(schedule.id, true);
      items.push(changedSchedule(schedule, null));
    }
  } else {
    items.push(changedSchedule(initial, await store.timetable.schedules.change(initial.id, before)));
  }

  const next = new Map<ScheduleId, Schedule>();
  const goesOn = cut.goOn(initial);
  if (goesOn !== null) {
    const added = await add(store, { ...goesOn, ...after, exceptLocals }, null);
    next.set(initial.id, added);
    for (const rerun of reruns) {
      const rerunGoesOn = cut.goOn(rerun);
      if (rerunGoesOn === null) continue;
      const firstLocal = rerun.firstLocal > atLocal ? shift(rerun.firstLocal) : added.firstLocal;
      next.set(rerun.id, await add(store, { ...rerunGoesOn, initialId: added.id, firstLocal }, added));
    }
  }
  for (const schedule of next.values()) items.push(changedSchedule(null, schedule));
  const transfer = { stationId: cut.stationId, initialId: initial.id, made, next, atLocal, shiftMs };
  return { next, items: [...items, ...(await transferDiffusions(store, actor, transfer))] };
}

async function add(store: Store, schedule: Schedule, initial: Schedule | null): Promise<Schedule> {
  const { id: _, ...added } = schedule;
  checkSchedule(added, initial);
  if (initial !== null) must(added.offset, 'the offset of a rerun');
  return store.timetable.schedules.add(added);
}
