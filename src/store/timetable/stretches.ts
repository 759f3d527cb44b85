import { type RawBuilder, sql } from 'kysely';
import type { StationId } from '../../values/ids.ts';
import { LONGEST_DIFFUSION_MS } from '../../values/longest-diffusion.ts';

/** A stretch [fromMs, toMs) of the timetable. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the slots cover, in order, with what lies near together joined: no diffusion is long enough to reach into two of them. */
export function stretches(slots: readonly { readonly startMs: number; readonly endMs: number }[]): readonly Stretch[] {
  const inOrder = slots.toSorted((a, b) => a.startMs - b.startMs);
  const found: { fromMs: number; toMs: number }[] = [];
  for (const { startMs, endMs } of inOrder) {
    const last = found.at(-1);
    if (last === undefined || startMs - last.toMs > LONGEST_DIFFUSION_MS) found.push({ fromMs: startMs, toMs: endMs });
    else last.toMs = Math.max(last.toMs, endMs);
  }
  return found;
}

type Bound = number | RawBuilder<unknown> | ReturnType<typeof sql.ref>;

/**
 * The condition that a diffusion of the station overlaps [from, to), as the index on its start answers it: one that overlaps
 * the beginning started within the longest length.
 */
export function reaching(stationId: StationId, from: Bound | null, to: Bound | null): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`diffusion.${name}`);
  const conditions = [sql`${column('station_id')} = ${stationId}`];
  if (from !== null) {
    const longest = LONGEST_DIFFUSION_MS;
    // PostgreSQL would take a parameter of a sum for a small number.
    const earliest = typeof from === 'number' ? sql`${from - longest}` : sql`${from} - ${sql.lit(longest)}`;
    conditions.push(sql`${column('start_ms')} > ${earliest}`, sql`${column('end_ms')} > ${from}`);
  }
  if (to !== null) conditions.push(sql`${column('start_ms')} < ${to}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}
