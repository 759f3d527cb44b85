import type { Store } from '../../ports/store.ts';
import type { ChangedItem } from '../../ports/timetable-store.ts';
import { localOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { zonedStart } from '../../timetable/zone.ts';
import { instantFromMs, isBefore } from '../../values/instant.ts';
import type { Diffusion, Station } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import type { FollowingEdit } from './following-edit.ts';
import { changedDiffusion } from './history.ts';
import { stationById } from './naming.ts';
import { lengthMs, slotOf } from './slot.ts';

/**
 * Reruns to come of what has begun, from one of them on. They stay with their schedule, so each is changed by itself, as if
 * a person had done so one by one.
 * @param edit null: they are cancelled
 */
export async function editBegunReruns(
  store: Store,
  actor: Actor,
  from: Diffusion,
  edit: FollowingEdit | null,
  shiftMs: number,
): Promise<readonly ChangedItem[]> {
  const station = await stationById(store, from.stationId);
  const items: ChangedItem[] = [];
  for (const before of await rerunsOfBegun(store, actor, from)) {
    const after =
      edit === null ? { ...before, type: 'cancelled' as const } : edited(actor, station, before, edit, shiftMs);
    const { type, start, end, startMode, layer } = after;
    await store.diffusions.change(before.id, { type, start, end, startMode, layer, touched: true });
    items.push(changedDiffusion(before, { ...after, touched: true }));
  }
  return items;
}

async function rerunsOfBegun(store: Store, { now }: Actor, from: Diffusion): Promise<readonly Diffusion[]> {
  const made = from.scheduleId === null ? [] : await store.timetable.made([from.scheduleId], now);
  const reruns = made
    .filter(({ logged, diffusion: { touched, start } }) => !logged && !touched && isBefore(now, start))
    .map(({ diffusion }) => diffusion)
    .filter(({ occurrenceLocal }) => (occurrenceLocal ?? '') >= (from.occurrenceLocal ?? ''));
  const initials = await store.diffusions.byIds(reruns.map(({ initialId }) => initialId).filter((id) => id !== null));
  const begun = new Set(initials.filter(({ start }) => !isBefore(now, start)).map(({ id }) => id));
  return reruns.filter(({ initialId }) => initialId !== null && begun.has(initialId));
}

function edited(
  { now }: Actor,
  station: Station,
  diffusion: Diffusion,
  edit: FollowingEdit,
  shiftMs: number,
): Diffusion {
  const length = edit.durationSeconds === undefined ? lengthMs(diffusion) : Math.round(edit.durationSeconds * 1000);
  return {
    ...diffusion,
    ...slotOf(shifted(diffusion.start, station.timeZone, shiftMs), length, now, station),
    type: edit.type ?? diffusion.type,
    startMode: edit.startMode ?? diffusion.startMode,
    layer: edit.layer ?? diffusion.layer,
  };
}

function shifted(start: Temporal.Instant, timeZone: string, shiftMs: number): Temporal.Instant {
  if (shiftMs === 0) return start;
  const local = start.toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ fractionalSecondDigits: 3 });
  return instantFromMs(zonedStart(localOf(wallMsOf(local) + shiftMs), timeZone).startMs);
}
