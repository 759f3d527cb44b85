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

/**
 * The condition that a diffusion of the station overlaps [from, to), as the index on its start answers it: one that overlaps
 * the beginning started within the longest length.
 */
export function reaching(stationId: StationId, fromMs: number | null, toMs: number | null): RawBuilder<boolean> {
  const conditions = [sql`diffusion.station_id = ${stationId}`];
  if (fromMs !== null) {
    conditions.push(sql`diffusion.start_ms > ${fromMs - LONGEST_DIFFUSION_MS}`, sql`diffusion.end_ms > ${fromMs}`);
  }
  if (toMs !== null) conditions.push(sql`diffusion.start_ms < ${toMs}`);
  return sql`${sql.join(conditions, sql` and `)}`;
}
