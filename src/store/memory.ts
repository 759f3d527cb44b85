import { type RawBuilder, sql } from 'kysely';
import type { JournalCursor } from '../ports/journal.ts';
import type { LogMemory, OpenEntry, StartedDiffusion } from '../ports/store.ts';
import type { DiffusionId, EngineRunId, LogEntryId, SoundId, StationId, TrackId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Db } from './session.ts';

/** The queries have to see one state of the database. */
export async function readMemory(db: Db, stationId: StationId, startedSince: Temporal.Instant): Promise<LogMemory> {
  return {
    cursor: await cursorOf(db, stationId),
    open: await openEntries(db, stationId),
    started: await startedDiffusions(db, stationId, startedSince),
  };
}

async function cursorOf(db: Db, stationId: StationId): Promise<JournalCursor | null> {
  const row = await db
    .selectFrom('journal_cursor')
    .select(['run', 'seq'])
    .where('station_id', '=', stationId)
    .executeTakeFirst();
  return row === undefined ? null : { run: row.run, seq: row.seq };
}

interface OpenRow {
  readonly id: LogEntryId;
  readonly run: EngineRunId;
  readonly seq: number;
  readonly date_ms: number;
  readonly source: string;
  readonly sound_id: SoundId | null;
  readonly diffusion_id: DiffusionId | null;
}

/** The words of the partial index, literally: a parameter would not be recognised as its condition. */
function isOpen(stationId: StationId): RawBuilder<boolean> {
  return sql`entry.station_id = ${stationId} and entry.type = 'on_air' and entry.track_id is null
    and entry.end_ms is null and entry.run is not null`;
}

async function openEntries(db: Db, stationId: StationId): Promise<readonly OpenEntry[]> {
  const { rows } = await sql<OpenRow>`
    select entry.id, entry.run, entry.seq, entry.date_ms, entry.source, entry.sound_id, entry.diffusion_id
    from log_entry as entry where ${isOpen(stationId)}
    order by entry.date_ms, entry.id`.execute(db);
  const traced = rows.length === 0 ? new Map<LogEntryId, TrackId[]>() : await tracedTracks(db, stationId);
  return rows.map((row) => ({
    run: row.run,
    seq: row.seq,
    date: instantFromMs(row.date_ms),
    source: row.source,
    soundId: row.sound_id,
    diffusionId: row.diffusion_id,
    tracedTracks: traced.get(row.id) ?? [],
  }));
}

/** By open entry, the tracks of its sound that were logged since its date. */
async function tracedTracks(db: Db, stationId: StationId): Promise<ReadonlyMap<LogEntryId, TrackId[]>> {
  const { rows } = await sql<{ id: LogEntryId; track_id: TrackId }>`
    select entry.id, traced.track_id
    from log_entry as entry
    join log_entry as traced on traced.station_id = entry.station_id and traced.sound_id = entry.sound_id
      and traced.date_ms >= entry.date_ms and traced.type = 'on_air' and traced.track_id is not null
    where ${isOpen(stationId)}
    order by traced.date_ms, traced.id`.execute(db);
  const byEntry = new Map<LogEntryId, TrackId[]>();
  for (const row of rows) {
    const tracks = byEntry.get(row.id);
    if (tracks === undefined) byEntry.set(row.id, [row.track_id]);
    else if (!tracks.includes(row.track_id)) tracks.push(row.track_id);
  }
  return byEntry;
}

async function startedDiffusions(
  db: Db,
  stationId: StationId,
  since: Temporal.Instant,
): Promise<ReadonlyMap<DiffusionId, StartedDiffusion>> {
  const { rows } = await sql<{ id: DiffusionId; date_ms: number; stops: number }>`
    select diffusion.id, start_entry.date_ms,
      (select count(*) from log_entry as stop where stop.diffusion_id = diffusion.id and stop.type = 'stop') as stops
    from diffusion
    join log_entry as start_entry on start_entry.diffusion_id = diffusion.id and start_entry.type = 'start'
    where diffusion.station_id = ${stationId} and diffusion.end_ms > ${since.epochMilliseconds}
    order by diffusion.id`.execute(db);
  return new Map(rows.map(({ id, date_ms, stops }) => [id, { start: instantFromMs(date_ms), stops }]));
}
