import { sql } from 'kysely';
import type { ImportStore, PlacedDiffusion, TimetableEdits } from '../ports/timetable-store.ts';
import { assert, must } from '../values/errors.ts';
import type { DiffusionId, StationId } from '../values/ids.ts';
import type { DialectName } from './dialect-name.ts';
import { refuseLength } from './diffusion-span.ts';
import { givenRows, parts } from './given-rows.ts';
import { newIds, ownIds } from './new-ids.ts';
import { refusedRow } from './refusals.ts';
import type { Db, Session } from './session.ts';
import { lockStation } from './station-lock.ts';
import { addEpisodes } from './timetable/apply-episodes.ts';
import { addConflicts } from './timetable/conflicts.ts';

const KEY = { uid: 'text', occurrence_local: 'text' } as const;
const COLUMNS = { ...KEY, digest: 'text', schedule_id: 'integer', diffusion_id: 'integer' } as const;

export function importedEvents(session: Session): ImportStore {
  const { dialect } = session;
  return {
    list: (stationId) =>
      session.read(async (db) => {
        const rows = await db.selectFrom('imported_event').selectAll().where('station_id', '=', stationId).execute();
        return rows.map((row) => ({
          uid: row.uid,
          occurrenceLocal: row.occurrence_local,
          digest: row.digest,
          scheduleId: row.schedule_id,
          diffusionId: row.diffusion_id,
        }));
      }),

    put: (stationId, events) =>
      session.write(async (db) => {
        const rows = events.map((one) => [one.uid, one.occurrenceLocal, one.digest, one.scheduleId, one.diffusionId]);
        const columns = sql.join(Object.keys(COLUMNS).map((name) => sql.ref(name)));
        for (const part of parts(rows)) {
          // the condition tells SQLite that what follows is no join
          await sql`insert into imported_event (station_id, ${columns})
            select ${stationId}, ${columns} from ${givenRows(dialect, 'given', COLUMNS, part)} where true
            on conflict (station_id, uid, occurrence_local) do update set
              digest = excluded.digest, schedule_id = excluded.schedule_id, diffusion_id = excluded.diffusion_id`.execute(
            db,
          );
        }
      }),

    remove: (stationId, events) =>
      session.write(async (db) => {
        const rows = events.map(({ uid, occurrenceLocal }) => [uid, occurrenceLocal]);
        for (const part of parts(rows)) {
          await sql`delete from imported_event where station_id = ${stationId} and exists (
            select 1 from ${givenRows(dialect, 'given', KEY, part)}
            where given.uid = imported_event.uid and given.occurrence_local = imported_event.occurrence_local)`.execute(
            db,
          );
        }
      }),

    place: (stationId, episodes, diffusions) =>
      session.write((db) => place(db, dialect, stationId, episodes, diffusions), refusedRow({ slug: 'given' })),
  };
}

const DIFFUSION_COLUMNS = {
  id: 'integer',
  program_id: 'integer',
  episode_id: 'integer',
  schedule_id: 'integer',
  initial_id: 'integer',
  type: 'text',
  start_ms: 'integer',
  end_ms: 'integer',
  start_mode: 'text',
  layer: 'integer',
  occurrence_local: 'text',
  zone_note: 'text',
  touched: 'integer',
} as const;

async function place(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  episodes: TimetableEdits['episodes'],
  diffusions: readonly PlacedDiffusion[],
): Promise<readonly DiffusionId[]> {
  for (const { start, end } of diffusions) refuseLength(start.epochMilliseconds, end.epochMilliseconds);
  await lockStation(db, dialect, stationId);
  const episodeIds = await addEpisodes(db, dialect, episodes);
  const ids = (await newIds(db, dialect, 'diffusion', diffusions.length)) as readonly DiffusionId[];
  const rows = diffusions.map(({ episode, initial, ...diffusion }, index) => {
    assert(initial === null || 'id' in initial || initial.added < index, 'the initial one stands before its rerun');
    return [
      must(ids[index], 'the id'),
      diffusion.programId,
      'id' in episode ? episode.id : must(episodeIds[episode.made], 'the episode that is made'),
      diffusion.scheduleId,
      initial === null ? null : 'id' in initial ? initial.id : must(ids[initial.added], 'the initial one'),
      diffusion.type,
      diffusion.start.epochMilliseconds,
      diffusion.end.epochMilliseconds,
      diffusion.startMode,
      diffusion.layer,
      diffusion.occurrenceLocal,
      diffusion.zoneNote,
      diffusion.touched ? 1 : 0,
    ];
  });
  const columns = sql.join(Object.keys(DIFFUSION_COLUMNS).map((name) => sql.ref(name)));
  for (const part of parts(rows)) {
    await sql`insert into diffusion (station_id, ${columns}) ${ownIds(dialect)}
      select ${stationId}, ${columns} from ${givenRows(dialect, 'given', DIFFUSION_COLUMNS, part)}`.execute(db);
  }
  const placed = diffusions.map(({ start, end, layer, type }, index) => {
    const [startMs, endMs] = [start.epochMilliseconds, end.epochMilliseconds];
    return { id: must(ids[index], 'the id'), startMs, endMs, layer, type };
  });
  await addConflicts(db, dialect, stationId, placed);
  return ids;
}
