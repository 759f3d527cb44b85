import { sql } from 'kysely';
import type { New, Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { DiffusionId, StationId } from '../values/ids.ts';
import type { Diffusion } from '../values/model.ts';
import { refuseLength } from './diffusion-span.ts';
import { boundMs, inParts, mustFind } from './queries.ts';
import { refusedRow } from './refusals.ts';
import { diffusionFrom } from './rows.ts';
import type { Db, Session } from './session.ts';
import { lockStation } from './station-lock.ts';
import type { Row } from './tables.ts';
import { addConflicts, type Placed, renewConflicts } from './timetable/conflicts.ts';
import { removeUnlogged } from './timetable/remove-diffusions.ts';
import { reaching } from './timetable/stretches.ts';

export function diffusions(session: Session): Store['diffusions'] {
  return {
    add: (diffusion) =>
      session.write(
        async (db) => {
          refuseLength(diffusion.start.epochMilliseconds, diffusion.end.epochMilliseconds);
          await mustFind(db, 'station', diffusion.stationId);
          await lockStation(db, session.dialect, diffusion.stationId);
          await checkOwners(db, diffusion);
          const row = await db
            .insertInto('diffusion')
            .values({
              station_id: diffusion.stationId,
              program_id: diffusion.programId,
              episode_id: diffusion.episodeId,
              schedule_id: diffusion.scheduleId,
              initial_id: diffusion.initialId,
              type: diffusion.type,
              start_ms: diffusion.start.epochMilliseconds,
              end_ms: diffusion.end.epochMilliseconds,
              start_mode: diffusion.startMode,
              layer: diffusion.layer,
              occurrence_local: diffusion.occurrenceLocal,
              zone_note: diffusion.zoneNote,
              touched: diffusion.touched ? 1 : 0,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          await addConflicts(db, session.dialect, diffusion.stationId, [placed(row)]);
          return diffusionFrom(row);
        },
        refusedRow({ ...diffusion }),
      ),

    list: (stationId, from, to) => session.read((db) => diffusionsBetween(db, stationId, from, to)),

    byIds: (ids) =>
      session.read(async (db) => {
        const rows = await inParts(ids, (part) =>
          db.selectFrom('diffusion').selectAll().where('id', 'in', part).orderBy('id').execute(),
        );
        return rows.map(diffusionFrom);
      }),

    change: (id, change) =>
      session.write(
        async (db) => {
          const { station_id: stationId } = await mustFind(db, 'diffusion', id);
          await lockStation(db, session.dialect, stationId);
          const before = diffusionFrom(await mustFind(db, 'diffusion', id));
          await refuseStarted(db, before);
          const { type, start, end, startMode, episodeId, layer, touched } = { ...before, ...change };
          refuseLength(start.epochMilliseconds, end.epochMilliseconds);
          if (episodeId !== before.episodeId) await checkOwners(db, { ...before, episodeId });
          const row = await db
            .updateTable('diffusion')
            .set({
              type,
              start_ms: start.epochMilliseconds,
              end_ms: end.epochMilliseconds,
              start_mode: startMode,
              episode_id: episodeId,
              layer,
              touched: touched ? 1 : 0,
            })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow();
          await renewConflicts(db, session.dialect, stationId, [placed(row)]);
          return before;
        },
        refusedRow({ ...change }),
      ),

    remove: (id) =>
      session.write(async (db) => {
        const { station_id: stationId } = await mustFind(db, 'diffusion', id);
        await lockStation(db, session.dialect, stationId);
        await mustFind(db, 'diffusion', id);
        const [gone] = await removeUnlogged(db, session.dialect, [id]);
        if (gone !== undefined) return;
        throw new RefusedError('in_use', `the diffusion ${id} is in the log, which is kept: cancel it instead`, { id });
      }),

    removeMany: (ids) =>
      session.write(async (db) => {
        for (const stationId of await stationsOf(db, ids)) await lockStation(db, session.dialect, stationId);
        return removeUnlogged(db, session.dialect, ids);
      }),
  };
}

function placed(row: Row<'diffusion'>): Placed {
  return { id: row.id, startMs: row.start_ms, endMs: row.end_ms, layer: row.layer, type: row.type };
}

/** In order, so that two who take their locks do not wait for one another. */
async function stationsOf(db: Db, ids: readonly DiffusionId[]): Promise<readonly StationId[]> {
  const rows = await inParts(ids, (part) =>
    db.selectFrom('diffusion').select('station_id').distinct().where('id', 'in', part).execute(),
  );
  return [...new Set(rows.map((row) => row.station_id))].sort((a, b) => a - b);
}

/** Those that overlap [from, to), in order of start, then id. */
export async function diffusionsBetween(
  db: Db,
  stationId: StationId,
  from: Temporal.Instant | null,
  to: Temporal.Instant | null,
): Promise<readonly Diffusion[]> {
  const fromMs = from === null ? null : from.epochMilliseconds;
  const toMs = to === null ? null : boundMs(to);
  const rows = await db
    .selectFrom('diffusion')
    .selectAll()
    .where(reaching(stationId, fromMs, toMs))
    .orderBy('start_ms')
    .orderBy('id')
    .execute();
  return rows.map(diffusionFrom);
}

/** @throws {RefusedError} `not_found`; `mismatch` when its station, program and episode do not belong together */
async function checkOwners(db: Db, diffusion: New<Diffusion>): Promise<void> {
  await mustFind(db, 'station', diffusion.stationId);
  const program = await mustFind(db, 'program', diffusion.programId);
  const episode = await mustFind(db, 'episode', diffusion.episodeId);
  if (diffusion.scheduleId !== null) await mustFind(db, 'schedule', diffusion.scheduleId);
  if (diffusion.initialId !== null) await mustFind(db, 'diffusion', diffusion.initialId);
  if (program.station_id !== diffusion.stationId) {
    throw new RefusedError('mismatch', `the program "${program.slug}" is of another station than the diffusion`);
  }
  if (episode.program_id !== program.id) {
    throw new RefusedError('mismatch', `the episode "${episode.slug}" is not of the program "${program.slug}"`);
  }
}

async function refuseStarted(db: Db, diffusion: Diffusion): Promise<void> {
  const start = await db
    .selectFrom('log_entry')
    .select('date_ms')
    .where('diffusion_id', '=', diffusion.id)
    .where('type', '=', sql.lit('start'))
    .executeTakeFirst();
  if (start === undefined) return;
  const date = Temporal.Instant.fromEpochMilliseconds(start.date_ms).toString();
  throw new RefusedError(
    'already_started',
    `the diffusion ${diffusion.id} has started (${date}): what was on the air is not changed; skip the dealer to end it`,
    { id: diffusion.id, date },
  );
}
