import type { DiffusionId } from '../values/ids.ts';
import type { PlannedDiffusion } from './snapshot-index.ts';

/** The slot of a diffusion, as far as the rules on cancelling it look at it. */
export type CancelledSlot = Pick<PlannedDiffusion, 'startMs' | 'endMs' | 'latestStartMs'>;

/** Diffusions that were cancelled, with the slots that they had then: for another slot the rules begin anew (SPEC MO-35). */
export type CancelledSlots = ReadonlyMap<DiffusionId, CancelledSlot>;

/** Whether it was cancelled in the slot that it has now. */
export function wasCancelled(cancelled: CancelledSlots, planned: PlannedDiffusion): boolean {
  const slot = cancelled.get(planned.diffusion.id);
  return slot !== undefined && isSameSlot(slot, planned);
}

export function isSameSlot(a: CancelledSlot, b: CancelledSlot): boolean {
  return a.startMs === b.startMs && a.endMs === b.endMs && a.latestStartMs === b.latestStartMs;
}

export function withCancelled(before: CancelledSlots, cancelled: readonly PlannedDiffusion[]): CancelledSlots {
  if (cancelled.length === 0) return before;
  const slots = cancelled.map(
    ({ diffusion, startMs, endMs, latestStartMs }) => [diffusion.id, { startMs, endMs, latestStartMs }] as const,
  );
  return new Map([...before, ...slots]);
}
