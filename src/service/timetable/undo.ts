import type { Store } from '../../ports/store.ts';
import type { Change, ChangedItem } from '../../ports/timetable-store.ts';
import { RefusedError } from '../../values/errors.ts';
import type { ChangeId, StationId } from '../../values/ids.ts';
import type { Diffusion } from '../../values/model.ts';
import type { Actor } from './actor.ts';
import { record } from './history.ts';
import { putBackDiffusions } from './put-back-diffusions.ts';
import { refuseAired } from './refuse-aired.ts';
import { differing, refuseChangedSince } from './refuse-changed-since.ts';
import { NOTHING } from './transfer-diffusions.ts';

export interface Undone {
  /** What was undone. */
  readonly undone: Change;
  /** That it was. */
  readonly change: Change;
}

/**
 * Undoes a change: what it changed is as it was before, as far as the change went (SPEC TT-55).
 * @param id null: the last one that is not undone
 * @throws {RefusedError} `nothing_to_undo`, `unknown_change`, `undone_already`, `is_undo`, `changed_since`, `has_aired`
 */
export async function undo(store: Store, actor: Actor, stationId: StationId, id: ChangeId | null): Promise<Undone> {
  const changes = await store.timetable.history.list({ stationId });
  const undos = new Set(changes.map(({ undoneBy }) => undoneBy));
  const undone = id === null ? lastOf(changes, undos) : chosen(changes, undos, id);
  // what was undone, and that it was, come to nothing
  const later = changes.filter((change) => change.id > undone.id && change.undoneBy === null && !undos.has(change.id));
  await refuseChangedSince(store, undone, later);
  await refuseAired(store, actor, undone);
  await putBackPrograms(store, undone.items);
  await putBackDiffusions(store, stationId, undone.items, stillTouched(undone, later));
  await putBackSchedules(store, undone.items);
  await forgetMade(store, stationId, undone.items);
  const items = undone.items.map((item) => ({ ...item, before: item.after, after: item.before }) as ChangedItem);
  const change = await record(store, stationId, actor, `undid: ${undone.what}`, items);
  await store.timetable.history.setUndone(undone.id, change.id);
  return { undone, change };
}

function lastOf(changes: readonly Change[], undos: ReadonlySet<ChangeId | null>): Change {
  const last = changes.find(({ id, undoneBy }) => undoneBy === null && !undos.has(id));
  if (last !== undefined) return last;
  throw new RefusedError('nothing_to_undo', 'nothing has been done to the timetable that is not undone already');
}

function chosen(changes: readonly Change[], undos: ReadonlySet<ChangeId | null>, id: ChangeId): Change {
  const change = changes.find((each) => each.id === id);
  if (change === undefined) {
    throw new RefusedError('unknown_change', `there is no change ${id}; see airkeeper timetable history STATION`, {
      given: id,
    });
  }
  if (change.undoneBy !== null) {
    throw new RefusedError('undone_already', `change ${id} is undone already, by change ${change.undoneBy}`, {
      given: id,
      undoneBy: change.undoneBy,
    });
  }
  if (!undos.has(id)) return change;
  throw new RefusedError('is_undo', `change ${id} undid another one; do that again by its own command`, { given: id });
}

/** Diffusions that a person changed once more since, in another way: they stay a person's. */
function stillTouched(undone: Change, later: readonly Change[]): ReadonlySet<number> {
  const touched = later
    .flatMap(({ items }) => items)
    .filter((item) => item.kind === 'diffusion' && item.after?.touched === true);
  const own = new Set(undone.items.filter(({ kind }) => kind === 'diffusion').map(({ id }) => id as Diffusion['id']));
  return new Set(touched.map(({ id }) => id as Diffusion['id']).filter((id) => own.has(id)));
}

/** What nobody has touched any more is to be as its schedule has it, which may have been changed since: it is looked at again. */
async function forgetMade(store: Store, stationId: StationId, items: readonly ChangedItem[]): Promise<void> {
  const ids = items.flatMap((item) => (item.kind === 'diffusion' ? [item.before?.scheduleId ?? null] : []));
  const madeOf = new Map(ids.filter((id) => id !== null).map((id) => [id, null]));
  if (madeOf.size > 0) await store.timetable.apply(stationId, { ...NOTHING, madeOf });
}

async function putBackPrograms(store: Store, items: readonly ChangedItem[]): Promise<void> {
  for (const item of items) {
    if (item.kind !== 'program' || item.before === null || item.after === null) continue;
    const { stationId: _, slug: __, kind: ___, ...changed } = differing(item.before, item.after);
    await store.programs.change(item.id, changed);
  }
}

async function putBackSchedules(store: Store, items: readonly ChangedItem[]): Promise<void> {
  // what goes is taken away from the last one on, and what comes back comes initial ones first: reruns hang on them
  for (const item of items.toReversed()) {
    if (item.kind === 'schedule' && item.before === null) await store.timetable.schedules.setRemoved(item.id, true);
  }
  for (const item of items) {
    if (item.kind !== 'schedule' || item.before === null) continue;
    if (item.after === null) {
      await store.timetable.schedules.setRemoved(item.id, false);
      continue;
    }
    const { programId: _, initialId: __, ...changed } = differing(item.before, item.after);
    await store.timetable.schedules.change(item.id, changed);
  }
}
