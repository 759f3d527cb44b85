import { sql } from 'kysely';
import type { LogBatch, NewLogEntry } from '../ports/store.ts';
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
  readonly cancelled: readonly DiffusionId[];
}

/**
 * Passes over what the log has already, and the cancellation of what has started. Nobody else may write the station's log
 * between this and the writing of what it gives.
 */
export async function settle(db: Db, dialect: DialectName, stationId: StationId, batch: LogBatch): Promise<Settled> {
  const entries = await withoutRemoved(db, dialect, batch.entries.map(withCleanText));
  const logged = await loggedIdentities(db, stationId, entries, batch.cancelled);
  const listed = new Set(batch.cancelled);
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
  const cancelled = [...listed].filter((id) => !logged.has(startIdentity(id)));
  const open = new Set(cancelled).difference(cancels.length === 0 ? new Set() : await logOfCancelled(db, cancelled));
  for (const entry of cancels) if (isCancelOf(entry, open)) take(entry);
  return { entries: entries.filter((entry) => kept.has(entry)), cancelled };
}

function isCancelOf({ type, diffusionId }: NewLogEntry, ids: ReadonlySet<DiffusionId>): boolean {
  return type === 'cancel' && diffusionId !== null && ids.has(diffusionId);
}

/** Those that are cancelled already and have their `cancel` entry: somebody else was first. */
async function logOfCancelled(db: Db, ids: readonly DiffusionId[]): Promise<ReadonlySet<DiffusionId>> {
  const rows = await inParts(ids, (part) =>
    db
      .selectFrom('diffusion')
      .innerJoin('log_entry', 'log_entry.diffusion_id', 'diffusion.id')
      .select('diffusion.id')
      .where('diffusion.id', 'in', part)
      .where('diffusion.type', '=', 'cancelled')
      .where('log_entry.type', '=', sql.lit('cancel'))
      .execute(),
  );
  return new Set(rows.map(({ id }) => id));
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
