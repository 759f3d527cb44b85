import { sql } from 'kysely';
import type { New, Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { StationId } from '../values/ids.ts';
import type { Diffusion } from '../values/model.ts';
import { boundMs, inParts, mustFind } from './queries.ts';
import { refusedRow } from './refusals.ts';
import { diffusionFrom } from './rows.ts';
import type { Db, Session } from './session.ts';
import { lockStation } from './station-lock.ts';

export function diffusions(session: Session): Store['diffusions'] {
  return {
    add: (diffusion) =>
      session.write(
        async (db) => {
          await checkOwners(db, diffusion);
          refuseSpan(diffusion.start, diffusion.end);
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
          refuseSpan(start, end);
          await db
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
            .execute();
          return before;
        },
        refusedRow({ ...change }),
      ),
  };
}

/** Those that overlap [from, to), in order of start, then id. */
export async function diffusionsBetween(
  db: Db,
  stationId: StationId,
  from: Temporal.Instant | null,
  to: Temporal.Instant | null,
): Promise<readonly Diffusion[]> {
  let query = db.selectFrom('diffusion').selectAll().where('station_id', '=', stationId);
  if (from !== null) query = query.where('end_ms', '>', from.epochMilliseconds);
  if (to !== null) query = query.where('start_ms', '<', boundMs(to));
  const rows = await query.orderBy('start_ms').orderBy('id').execute();
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

/** The database refuses it too, but cannot tell of a change which start it would have had. */
function refuseSpan(start: Temporal.Instant, end: Temporal.Instant): void {
  if (end.epochMilliseconds > start.epochMilliseconds) return;
  throw new RefusedError('bad_span', `a diffusion from ${start} to ${end} has no length: its end is after its start`, {
    start: start.toString(),
    end: end.toString(),
  });
}
