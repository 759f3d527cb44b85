import type { Store } from '../../ports/store.ts';
import { checkRecurrence } from '../../timetable/recurrence-check.ts';
import { RefusedError } from '../../values/errors.ts';
import type { ScheduleId, StationId } from '../../values/ids.ts';
import { LONGEST_DIFFUSION_MS } from '../../values/longest-diffusion.ts';
import type { Program, Schedule } from '../../values/model.ts';
import { durationText } from '../../values/time-text.ts';
import type { Actor } from './actor.ts';
import { changedSchedule, record } from './history.ts';
import { scheduleById } from './naming.ts';
import { recurrenceOf } from './recurrence-of.ts';
import { refuseEarlyRerun } from './rerun-offset.ts';

/** What of a schedule may be changed: not whose it is, nor what it is a rerun of. */
export type ScheduleChange = Partial<Omit<Schedule, 'id' | 'programId' | 'initialId'>>;

/**
 * Adds a schedule. Its diffusions are made by generation.
 * @throws {RefusedError} `not_scheduled`, `wrong_length`, `bad_rerun`, and what a rule, a zone or a local time is refused with
 */
export async function addSchedule(
  store: Store,
  actor: Actor,
  program: Program,
  added: Omit<Schedule, 'id' | 'programId'>,
): Promise<Schedule> {
  if (program.kind !== 'scheduled') {
    throw new RefusedError(
      'not_scheduled',
      `${program.slug} is a streamed program: it plays between diffusions and has no schedules`,
      { program: program.slug },
    );
  }
  const schedule = { ...added, programId: program.id };
  const initial = schedule.initialId === null ? null : await scheduleById(store, schedule.initialId);
  checkSchedule(schedule, initial);
  const after = await store.timetable.schedules.add(schedule);
  await record(store, program.stationId, actor, `added schedule ${after.id} of ${program.slug}`, [
    changedSchedule(null, after),
  ]);
  return after;
}

/**
 * Changes a schedule for all that is to come.
 * @throws {RefusedError} as {@link addSchedule}; `unknown_schedule`
 */
export async function changeSchedule(
  store: Store,
  actor: Actor,
  program: Program,
  id: ScheduleId,
  change: ScheduleChange,
): Promise<Schedule> {
  const before = await scheduleById(store, id);
  const after = { ...before, ...change };
  const initial = after.initialId === null ? null : await scheduleById(store, after.initialId);
  checkSchedule(after, initial);
  for (const rerun of await rerunsOf(store, program.stationId, id)) {
    if (rerun.offset !== null) refuseEarlyRerun(after, rerun.offset);
  }
  const changed = await store.timetable.schedules.change(id, change);
  await record(store, program.stationId, actor, `changed schedule ${id} of ${program.slug}`, [
    changedSchedule(before, changed),
  ]);
  return changed;
}

/** Removes a schedule, and its reruns with it: there is nothing left that they repeat. @returns what was removed, itself first */
export async function removeSchedule(
  store: Store,
  actor: Actor,
  program: Program,
  id: ScheduleId,
): Promise<readonly Schedule[]> {
  const removed = [await scheduleById(store, id), ...(await rerunsOf(store, program.stationId, id))];
  for (const schedule of removed) await store.timetable.schedules.setRemoved(schedule.id, true);
  const [, ...reruns] = removed;
  const with_ = reruns.length === 0 ? '' : `, with its reruns ${reruns.map((rerun) => rerun.id).join(', ')}`;
  await record(
    store,
    program.stationId,
    actor,
    `removed schedule ${id} of ${program.slug}${with_}`,
    removed.map((schedule) => changedSchedule(schedule, null)),
  );
  return removed;
}

/** Schedules that repeat this one. */
export async function rerunsOf(store: Store, stationId: StationId, id: ScheduleId): Promise<readonly Schedule[]> {
  const kept = await store.timetable.schedules.list(stationId);
  return kept.map(({ schedule }) => schedule).filter(({ initialId }) => initialId === id);
}

/** @throws {RefusedError} when it cannot be a schedule */
export function checkSchedule(schedule: Omit<Schedule, 'id'>, initial: Schedule | null): void {
  const lengthMs = schedule.durationSeconds * 1000;
  if (lengthMs <= 0 || lengthMs > LONGEST_DIFFUSION_MS) {
    const given = durationText(lengthMs);
    const message = `a diffusion cannot last ${given}; allowed: more than nothing, up to 24h`;
    throw new RefusedError('wrong_length', message, { lengthMs });
  }
  checkRecurrence(recurrenceOf(schedule));
  if (initial !== null && schedule.offset !== null) refuseEarlyRerun(initial, schedule.offset);
}
