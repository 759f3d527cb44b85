import { sql } from 'kysely';
import type { CancelledDiffusion, LogBatch, NewLogEntry } from '../ports/store.ts';
import type { DiffusionId, StationId } from '../values/ids.ts';
import { identities, loggedIdentities, startIdentity } from './commit-logged.ts';
import { withoutRemoved } from './commit-references.ts';
import type { DialectName } from './dialect-name.ts';
import { inParts } from './queries.ts';
import type { Db } from './session.ts';
import { cleanText } from './text.ts';

/** What of a batch is new. */
export interface Settled {
  /** In the batch's order. */
  readonly entries: readonly NewLogEntry[];
  readonly cancelled: readonly CancelledDiffusion[];
}

/**
 * Passes over what the log has already, and the cancellation of what has started, was moved or is cancelled already.
 * Nobody else may write the station's log or change its diffusions between this and the writing of what it gives.
 */
export async function settle(db: Db, dialect: DialectName, stationId: StationId, batch: LogBatch): Promise<Settled> {
  const entries = await withoutRemoved(db, dialect, batch.entries.map(withCleanText));
  const listed = new Set(batch.cancelled.map(({ id }) => id));
  const logged = await loggedIdentities(db, stationId, entries, [...listed]);
  const cancels = entries.filter((entry) => isCancelOf(entry, listed));
  const kept = new Set<NewLogEntry>();
  const take = (entry: NewLogEntry): void => {
    const own = identities(entry);
    if (own.some((identity) => logged.has(identity))) return;
    for (const identity of own) logged.add(identity);
    kept.add(entry);
  };
  for (const entry of entries) if (!cancels.includes(entry)) take(entry);
  // After all starts, wherever they stand in the batch: what has started is not cancelled.
  const standing = await stillStanding(db, stationId, batch.cancelled);
  const cancelled = standing.filter(({ id }) => !logged.has(startIdentity(id)));
  const ids = new Set(cancelled.map(({ id }) => id));
  for (const entry of cancels) if (isCancelOf(entry, ids)) take(entry);
  return { entries: entries.filter((entry) => kept.has(entry)), cancelled };
}

function isCancelOf({ type, diffusionId }: NewLogEntry, ids: ReadonlySet<DiffusionId>): boolean {
  return type === 'cancel' && diffusionId !== null && ids.has(diffusionId);
}

/** Those that are `on_air` in that slot: else somebody else was first, who moved it or cancelled it. */
async function stillStanding(
  db: Db,
  stationId: StationId,
  cancelled: readonly CancelledDiffusion[],
): Promise<readonly CancelledDiffusion[]> {
  const rows = await inParts(
    cancelled.map(({ id }) => id),
    (part) =>
      db
        .selectFrom('diffusion')
        .select(['id', 'start_ms', 'end_ms'])
        .where('id', 'in', part)
        .where('station_id', '=', stationId)
        .where('type', '=', sql.lit('on_air'))
        .execute(),
  );
  const slots = new Map(rows.map(({ id, start_ms, end_ms }) => [id, { start_ms, end_ms }]));
  return cancelled.filter(({ id, start, end }) => {
    const slot = slots.get(id);
    return slot?.start_ms === start.epochMilliseconds && slot.end_ms === end.epochMilliseconds;
  });
}

/** As it will be read back: two entries are compared by what the database holds. */
function withCleanText(entry: NewLogEntry): NewLogEntry {
  return {
    ...entry,
    source: cleanText(entry.source),
    comment: cleanText(entry.comment),
    reason: cleanText(entry.reason),
  };
}
