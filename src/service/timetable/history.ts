import type { Store } from '../../ports/store.ts';
import type { Change, ChangedItem } from '../../ports/timetable-store.ts';
import { must } from '../../values/errors.ts';
import type { StationId } from '../../values/ids.ts';
import type { Diffusion, Program, Schedule } from '../../values/model.ts';
import type { Actor } from './actor.ts';

/** Writes down what somebody did (SPEC TT-50); in the transaction in which it is done. */
export function record(
  store: Store,
  stationId: StationId,
  { who, now }: Actor,
  what: string,
  items: readonly ChangedItem[],
): Promise<Change> {
  return store.timetable.history.add({ stationId, at: now, who, what, items });
}

/** What became of a diffusion; null: it was not there before, or is not after. */
export function changedDiffusion(before: Diffusion | null, after: Diffusion | null): ChangedItem {
  const { id } = must(before ?? after, 'the diffusion that was changed');
  return { kind: 'diffusion', id, before: withoutId(before), after: withoutId(after) };
}

/** As {@link changedDiffusion}. One that is marked as removed is not there. */
export function changedSchedule(before: Schedule | null, after: Schedule | null): ChangedItem {
  const { id } = must(before ?? after, 'the schedule that was changed');
  return { kind: 'schedule', id, before: withoutId(before), after: withoutId(after) };
}

export function changedProgram(before: Program, after: Program): ChangedItem {
  return { kind: 'program', id: after.id, before: withoutId(before), after: withoutId(after) };
}

function withoutId<Thing extends { readonly id: unknown }>(thing: Thing): Omit<Thing, 'id'>;
function withoutId<Thing extends { readonly id: unknown }>(thing: Thing | null): Omit<Thing, 'id'> | null;
function withoutId<Thing extends { readonly id: unknown }>(thing: Thing | null): Omit<Thing, 'id'> | null {
  if (thing === null) return null;
  const { id: _, ...rest } = thing;
  return rest;
}
