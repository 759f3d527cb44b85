import type { NewLogEntry } from '../ports/store.ts';
import type { DialectName } from './dialect-name.ts';
import { inParts } from './queries.ts';
import type { Db } from './session.ts';

type Referred = 'sound' | 'track' | 'diffusion';

/**
 * What was played may have been removed from the library since: the entry is then written without it, and says so. The
 * log must not stand still for it.
 */
export async function withoutRemoved(
  db: Db,
  dialect: DialectName,
  entries: readonly NewLogEntry[],
): Promise<readonly NewLogEntry[]> {
  const sounds = await existing(
    db,
    dialect,
    'sound',
    idsOf(entries, ({ soundId }) => soundId),
  );
  const tracks = await existing(
    db,
    dialect,
    'track',
    idsOf(entries, ({ trackId }) => trackId),
  );
  const diffusions = await existing(
    db,
    dialect,
    'diffusion',
    idsOf(entries, ({ diffusionId }) => diffusionId),
  );
  return entries.map((entry) => {
    const gone: string[] = [];
    const kept = <Id extends number>(id: Id | null, there: ReadonlySet<number>, what: Referred): Id | null => {
      if (id === null || there.has(id)) return id;
      gone.push(`${what} ${id}`);
      return null;
    };
    const soundId = kept(entry.soundId, sounds, 'sound');
    const trackId = kept(entry.trackId, tracks, 'track');
    const diffusionId = kept(entry.diffusionId, diffusions, 'diffusion');
    if (gone.length === 0) return entry;
    return {
      ...entry,
      soundId,
      trackId,
      diffusionId,
      reason: `${entry.reason} (removed since: ${gone.join(', ')})`.trim(),
    };
  });
}

function idsOf(entries: readonly NewLogEntry[], pick: (entry: NewLogEntry) => number | null): readonly number[] {
  return entries.map(pick).filter((id) => id !== null);
}

/** Those of the rows that are there, and stay there until the end of the transaction. */
async function existing(
  db: Db,
  dialect: DialectName,
  table: Referred,
  ids: readonly number[],
): Promise<ReadonlySet<number>> {
  const found = await inParts(ids, async (part) => {
    const query = db
      .selectFrom(table)
      .select('id')
      .where('id', 'in', part as never);
    return (dialect === 'postgres' ? query.forKeyShare() : query).execute();
  });
  return new Set(found.map(({ id }) => id));
}
