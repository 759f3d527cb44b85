import type { Conflict } from '../ports/timetable-store.ts';
import type { DiffusionId } from '../values/ids.ts';

/** With whom each diffusion is in conflict, in order of their ids; none where nobody is. */
export function conflictsById(conflicts: readonly Conflict[]): ReadonlyMap<DiffusionId, readonly DiffusionId[]> {
  const others = new Map<DiffusionId, DiffusionId[]>();
  for (const { a, b } of conflicts) {
    add(others, a, b);
    add(others, b, a);
  }
  for (const ids of others.values()) ids.sort((a, b) => a - b);
  return others;
}

function add(others: Map<DiffusionId, DiffusionId[]>, id: DiffusionId, other: DiffusionId): void {
  const known = others.get(id);
  if (known === undefined) others.set(id, [other]);
  else known.push(other);
}
