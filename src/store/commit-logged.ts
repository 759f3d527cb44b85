import { sql } from 'kysely';
import type { NewLogEntry } from '../ports/store.ts';
import type { DiffusionId, EngineRunId, StationId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { inParts } from './queries.ts';
import type { Db } from './session.ts';

/**
 * What makes an entry the same as another: its journal line; being the `start` of its diffusion; and, for one that no
 * line caused, all that it says.
 */
export function identities(entry: NewLogEntry): readonly string[] {
  const { journal, type, diffusionId } = entry;
  const own = journal === null ? contentIdentity(entry) : journalIdentity(journal.run, journal.seq);
  return type === 'start' && diffusionId !== null ? [own, startIdentity(diffusionId)] : [own];
}

export function startIdentity(id: DiffusionId): string {
  return `start ${id}`;
}

function journalIdentity(run: EngineRunId, seq: number): string {
  return `journal ${run} ${seq}`;
}

function contentIdentity(entry: Omit<NewLogEntry, 'end' | 'journal' | 'positionSeconds'>): string {
  return JSON.stringify([
    entry.type,
    entry.date.epochMilliseconds,
    entry.source,
    entry.soundId,
    entry.trackId,
    entry.diffusionId,
    entry.comment,
    entry.reason,
  ]);
}

/** Of the identities of the entries, and of the starts of the diffusions, those that the log has already. */
export async function loggedIdentities(
  db: Db,
  stationId: StationId,
  entries: readonly NewLogEntry[],
  diffusionIds: readonly DiffusionId[],
): Promise<Set<string>> {
  const starts = entries.filter(({ type }) => type === 'start').flatMap(({ diffusionId }) => diffusionId ?? []);
  return new Set([
    ...(await loggedLines(db, stationId, entries)),
    ...(await loggedStarts(db, [...starts, ...diffusionIds])),
    ...(await loggedContents(db, stationId, entries)),
  ]);
}

async function loggedLines(db: Db, stationId: StationId, entries: readonly NewLogEntry[]): Promise<readonly string[]> {
  const byRun = Map.groupBy(
    entries.flatMap(({ journal }) => journal ?? []),
    ({ run }) => run,
  );
  const found: string[] = [];
  for (const [run, lines] of byRun) {
    const rows = await inParts(
      lines.map(({ seq }) => seq),
      (part) =>
        db
          .selectFrom('log_entry')
          .select('seq')
          .where('station_id', '=', stationId)
          .where('run', '=', run)
          .where('seq', 'in', part)
          .execute(),
    );
    for (const { seq } of rows) if (seq !== null) found.push(journalIdentity(run, seq));
  }
  return found;
}

async function loggedStarts(db: Db, ids: readonly DiffusionId[]): Promise<readonly string[]> {
  const rows = await inParts(ids, (part) =>
    db
      .selectFrom('log_entry')
      .select('diffusion_id')
      .where('type', '=', sql.lit('start'))
      .where('diffusion_id', 'in', part)
      .execute(),
  );
  return rows.flatMap(({ diffusion_id: id }) => (id === null ? [] : startIdentity(id)));
}

async function loggedContents(
  db: Db,
  stationId: StationId,
  entries: readonly NewLogEntry[],
): Promise<readonly string[]> {
  const dates = entries.filter(({ journal }) => journal === null).map(({ date }) => date.epochMilliseconds);
  const rows = await inParts(dates, (part) =>
    db
      .selectFrom('log_entry')
      .selectAll()
      .where('station_id', '=', stationId)
      .where('date_ms', 'in', part)
      .where('run', 'is', null)
      .execute(),
  );
  return rows.map((row) =>
    contentIdentity({
      type: row.type,
      date: instantFromMs(row.date_ms),
      source: row.source,
      soundId: row.sound_id,
      trackId: row.track_id,
      diffusionId: row.diffusion_id,
      comment: row.comment,
      reason: row.reason,
    }),
  );
}
