import type { Store } from '../../ports/store.ts';
import type { Change } from '../../ports/timetable-store.ts';
import { occurrences } from '../../timetable/occurrences.ts';
import { DAY_MS, wallMsOf } from '../../timetable/recurrence-local.ts';
import { rerunLocal } from '../../timetable/rerun.ts';
import { RefusedError } from '../../values/errors.ts';
import type { DiffusionId, ScheduleId } from '../../values/ids.ts';
import { isBefore } from '../../values/instant.ts';
import type { Diffusion, Schedule } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { cutSchedule } from './cut-schedule.ts';
import { editBegunReruns } from './edit-begun-reruns.ts';
import { rerunsOf } from './edit-schedule.ts';
import type { FollowingEdit } from './following-edit.ts';
import { record } from './history.ts';
import { diffusionById, diffusionName, scheduleById } from './naming.ts';
import { recurrenceOf } from './recurrence-of.ts';
import { shiftedOffset } from './rerun-offset.ts';

export interface EditedFollowing {
  readonly change: Change;
  /** The schedule that has ended there. */
  readonly ended: Schedule;
  /** The one that goes on in its place; null where nothing does. */
  readonly next: Schedule | null;
}

/**
 * Changes a diffusion and all that follow it: its schedule ends before it, and another one goes on from it, with reruns like
 * its own (SPEC TT-54). What a person did to one of them stays.
 * @param edit null: the schedule ends there
 * @throws {RefusedError} `unknown_diffusion`, `no_schedule`, `already_started`, `cannot_follow`, `wrong_length`, `bad_rerun`
 */
export async function editFollowing(
  store: Store,
  actor: Actor,
  id: DiffusionId,
  edit: FollowingEdit | null,
): Promise<EditedFollowing> {
  const diffusion = await diffusionById(store, id);
  const { schedule, initialLocal } = await scheduleOf(store, diffusion);
  if (!isBefore(actor.now, diffusion.start)) throw begun(diffusion);
  const local = schedule.offset === null ? initialLocal : rerunLocal(initialLocal, schedule.offset);
  const shiftMs = edit?.start === undefined ? 0 : wallShiftMs(edit.start, schedule.timeZone, local);
  const name = await diffusionName(store, diffusion);
  const { stationId } = diffusion;
  const isRerun = schedule.initialId !== null;
  const initial = schedule.initialId === null ? schedule : await scheduleById(store, schedule.initialId);
  const atLocal = isRerun ? comingInitialLocal(actor, initialLocal, initial) : local;
  const goOn = (each: Schedule): Schedule | null => {
    if (each.id !== schedule.id) return each;
    return edit === null ? null : changedBy(schedule, edit, shiftMs);
  };
  const alone = isRerun ? await editBegunReruns(store, actor, diffusion, edit, shiftMs) : [];
  const reruns = await rerunsOf(store, stationId, initial.id);
  const cut =
    atLocal === null
      ? { next: new Map<ScheduleId, Schedule>(), items: [] }
      : await cutSchedule(store, actor, { stationId, initial, reruns, atLocal, shiftMs: isRerun ? 0 : shiftMs, goOn });
  const next = cut.next.get(schedule.id) ?? null;
  const what = `${edit === null ? 'ended' : 'changed'} ${name} and all that follow it by schedule ${schedule.id}${next === null ? '' : `: schedule ${next.id} goes on`}`;
  const change = await record(store, stationId, actor, what, [...cut.items, ...alone]);
  return { change, ended: schedule, next };
}

async function scheduleOf(
  store: Store,
  diffusion: Diffusion,
): Promise<{ readonly schedule: Schedule; readonly initialLocal: string }> {
  const { id, scheduleId, occurrenceLocal } = diffusion;
  if (scheduleId !== null && occurrenceLocal !== null) {
    return { schedule: await scheduleById(store, scheduleId), initialLocal: occurrenceLocal };
  }
  throw new RefusedError('no_schedule', `no schedule made diffusion ${id}: nothing follows it; leave out --following`, {
    given: id,
  });
}

function begun({ id }: Diffusion): RefusedError {
  return new RefusedError(
    'already_started',
    `diffusion ${id} has begun; allowed with --following: one that is to come`,
    { id },
  );
}

function wallShiftMs(start: Temporal.Instant, timeZone: string, local: string): number {
  const to = start.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ fractionalSecondDigits: 3 });
  return wallMsOf(to) - wallMsOf(local);
}

function changedBy(schedule: Schedule, edit: FollowingEdit, shiftMs: number): Schedule {
  const { durationSeconds, startMode, layer, type } = edit;
  return {
    ...schedule,
    offset: schedule.offset === null ? null : shiftedOffset(schedule.offset, shiftMs),
    durationSeconds: durationSeconds ?? schedule.durationSeconds,
    startMode: startMode ?? schedule.startMode,
    layer: layer ?? schedule.layer,
    type: type ?? schedule.type,
  };
}

/** From here on the initial ones are still to come, so that they can be given to another schedule; null: none is. */
function comingInitialLocal({ now }: Actor, fromLocal: string, initial: Schedule): string | null {
  const nowMs = now.epochMilliseconds;
  const fromMs = Math.max(nowMs, wallMsOf(fromLocal) - 2 * DAY_MS);
  // a rule that has none within a month has few in the years after it
  for (const days of [32, 5 * 366]) {
    const coming = occurrences(recurrenceOf(initial), fromMs, fromMs + days * DAY_MS);
    const found = coming.find(({ local, startMs }) => local >= fromLocal && startMs > nowMs);
    if (found !== undefined) return found.local;
  }
  return null;
}
