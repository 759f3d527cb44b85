import { sql } from 'kysely';
import type { JournalCursor } from '../ports/journal.ts';
import type { LogMemory, OpenEntry, Reached, StartedDiffusion } from '../ports/store.ts';
import type { DiffusionId, EngineRunId, SoundId, StationId, TrackId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { inParts } from './queries.ts';
import type { Db } from './session.ts';
import { reaching } from './timetable/stretches.ts';

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
  readonly run: EngineRunId | null;
  readonly seq: number | null;
  readonly date_ms: number;
  readonly source: string;
  readonly sound_id: SoundId | null;
  readonly position_ms: number | null;
  readonly diffusion_id: DiffusionId | null;
}

async function openEntries(db: Db, stationId: StationId): Promise<readonly OpenEntry[]> {
  // The words of the partial index, literally: a parameter would not be recognised as its condition.
  const { rows } = await sql<OpenRow>`
    select id, run, seq, date_ms, source, sound_id, position_ms, diffusion_id from log_entry
    where station_id = ${stationId} and type = 'on_air' and track_id is null and end_ms is null
    order by date_ms, id`.execute(db);
  const traced = await tracedTracks(db, stationId, rows);
  return rows.flatMap(({ run, seq, ...row }) => {
    // Only a journal line can give it its end.
    if (run === null || seq === null) return [];
    const own = traced.filter(({ sound_id, date_ms }) => sound_id === row.sound_id && date_ms >= row.date_ms);
    return {
      run,
      seq,
      date: instantFromMs(row.date_ms),
      source: row.source,
      soundId: row.sound_id,
      positionSeconds: (row.position_ms ?? 0) / 1000,
      diffusionId: row.diffusion_id,
      tracedTracks: [...new Set(own.map(({ track_id }) => track_id))],
    };
  });
}

interface TracedRow {
  readonly sound_id: SoundId;
  readonly track_id: TrackId;
  readonly date_ms: number;
}

/** The entries for tracks of the sounds that are open, since the first of them began. */
async function tracedTracks(db: Db, stationId: StationId, open: readonly OpenRow[]): Promise<readonly TracedRow[]> {
  const sinceMs = open.reduce((earliest, { date_ms }) => Math.min(earliest, date_ms), Number.MAX_SAFE_INTEGER);
  return inParts(
    open.flatMap(({ sound_id }) => sound_id ?? []),
    async (part) => {
      const { rows } = await sql<TracedRow>`
        select sound_id, track_id, date_ms from log_entry
        where station_id = ${stationId} and sound_id in (${sql.join(part)}) and date_ms >= ${sinceMs}
          and type = 'on_air' and track_id is not null
        order by date_ms, id`.execute(db);
      return rows;
    },
  );
}

async function startedDiffusions(
  db: Db,
  stationId: StationId,
  since: Temporal.Instant,
): Promise<ReadonlyMap<DiffusionId, StartedDiffusion>> {
  // The log is looked into diffusion by diffusion: a join may be carried out by going through every start there ever was.
  const startMs = sql`(select date_ms from log_entry where diffusion_id = diffusion.id and type = 'start')`;
  // Of what is to come, which may be thousands, hardly anything has a start.
  const { rows } = await sql<StartedRow>`
    select id, ${startMs} as date_ms,
      (select position_ms from log_entry where diffusion_id = diffusion.id and type = 'start') as position_ms,
      (select count(*) from log_entry where diffusion_id = diffusion.id and type = 'stop') as stops,
      (select max(date_ms) from log_entry where diffusion_id = diffusion.id and type = 'stop') as stop_ms
    from diffusion where ${reaching(stationId, since.epochMilliseconds, null)} and ${startMs} is not null
    order by id`.execute(db);
  const reached = await reachedByCut(
    db,
    rows.flatMap(({ id, stops }) => (stops > 0 ? [id] : [])),
  );
  return new Map(
    rows.map(({ id, date_ms, position_ms, stops, stop_ms }) => [
      id,
      {
        start: instantFromMs(date_ms),
        fromSeconds: (position_ms ?? 0) / 1000,
        stops,
        lastStop: stop_ms === null ? null : instantFromMs(stop_ms),
        reached: reached.get(id) ?? null,
      },
    ]),
  );
}

interface StartedRow {
  readonly id: DiffusionId;
  readonly date_ms: number;
  readonly position_ms: number | null;
  readonly stops: number;
  readonly stop_ms: number | null;
}

/** Where each diffusion was when its last sound left the air. */
async function reachedByCut(db: Db, ids: readonly DiffusionId[]): Promise<ReadonlyMap<DiffusionId, Reached>> {
  const reached = new Map<DiffusionId, Reached>();
  for (const id of ids) {
    const last = await db
      .selectFrom('log_entry')
      .select(['sound_id', 'position_ms', 'date_ms', 'end_ms'])
      .where('diffusion_id', '=', id)
      .where('type', '=', 'on_air')
      .where('sound_id', 'is not', null)
      .where('track_id', 'is', null)
      .where('end_ms', 'is not', null)
      .orderBy('date_ms', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (last === undefined || last.sound_id === null || last.end_ms === null) continue;
    const positionSeconds = ((last.position_ms ?? 0) + last.end_ms - last.date_ms) / 1000;
    reached.set(id, { soundId: last.sound_id, positionSeconds });
  }
  return reached;
}
