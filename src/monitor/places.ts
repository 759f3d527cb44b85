import type { DiffusionId } from '../values/ids.ts';
import type { AirPlan, AirPlans } from './air-plan.ts';
import { withEntry } from './draft.ts';
import type { SnapshotIndex } from './snapshot-index.ts';
import type { MonitorState, Place } from './state.ts';

interface PlaceInput extends Pick<MonitorState, 'open' | 'started' | 'places'> {
  readonly index: SnapshotIndex;
  readonly plans: AirPlans;
  readonly nowMs: number;
}

/**
 * Where those go on that are continued, while they wait for their next turn: what the plan had for it is put right by where
 * they were cut (SPEC MO-50). The same object when nothing is new.
 */
export function placesToGoOn(input: PlaceInput): ReadonlyMap<DiffusionId, Place> {
  let { places } = input;
  for (const [id, plan] of input.plans) {
    if (input.index.byId.get(id)?.program.resume !== 'continue') continue;
    const place = placeOf(id, plan, input);
    if (place !== null && !isSame(places.get(id), place)) places = withEntry(places, id, place);
  }
  return places;
}

function placeOf(id: DiffusionId, { turns }: AirPlan, { open, started, nowMs }: PlaceInput): Place | null {
  const next = turns.find(({ fromMs }) => fromMs > nowMs);
  const isWaiting = next !== undefined && turns.some(({ toMs }) => toMs <= nowMs);
  if (!isWaiting || open.some(({ diffusionId }) => diffusionId === id)) return null;
  const has = started.get(id);
  if (has === undefined) return { turnMs: next.fromMs, reached: null };
  return has.reached === null ? null : { turnMs: next.fromMs, reached: has.reached };
}

function isSame(a: Place | undefined, b: Place): boolean {
  return (
    a?.turnMs === b.turnMs &&
    a.reached?.soundId === b.reached?.soundId &&
    a.reached?.positionSeconds === b.reached?.positionSeconds
  );
}
