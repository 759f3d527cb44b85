import { type RawBuilder, sql } from 'kysely';
import type { FollowedDiffusion } from '../../ports/timetable-store.ts';
import type { DiffusionId, StationId } from '../../values/ids.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, idList, parts } from '../given-rows.ts';
import type { Db } from '../session.ts';
import type { Placed } from './conflicts.ts';
import { NOT_LOGGED, ofStation } from './remove-diffusions.ts';

const COLUMNS = {
  id: 'integer',
  schedule_id: 'integer',
  occurrence_local: 'text',
  type: 'text',
  start_ms: 'integer',
  end_ms: 'integer',
  start_mode: 'text',
  layer: 'integer',
  zone_note: 'text',
  episode_id: 'integer',
  initial_id: 'integer',
} as const;

/** Changes those of the diffusions that nobody touched and of which the log has nothing, and says where they are now. */
export async function changeDiffusions(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  changes: readonly FollowedDiffusion[],
): Promise<readonly Placed[]> {
  const free = sql`${ofStation(stationId)} and touched = 0 and ${NOT_LOGGED}`;
  await freeOccurrences(db, dialect, changes, free);
  const changed: Placed[] = [];
  for (const part of parts(changes)) {
    const given = givenRows(dialect, 'given', COLUMNS, part.map(rowOf));
    const { rows } = await sql<Placed>`
      update diffusion set schedule_id = given.schedule_id, occurrence_local = given.occurrence_local, type = given.type,
        start_ms = given.start_ms, end_ms = given.end_ms, start_mode = given.start_mode, layer = given.layer,
        zone_note = given.zone_note, episode_id = given.episode_id, initial_id = given.initial_id
      from ${given} where diffusion.id = given.id and ${free}
      returning diffusion.id, diffusion.start_ms as "startMs", diffusion.end_ms as "endMs", diffusion.layer, diffusion.type`.execute(
      db,
    );
    for (const row of rows) changed.push(row);
  }
  return changed;
}

/** One may take over the occurrence that another one has until then. */
async function freeOccurrences(
  db: Db,
  dialect: DialectName,
  changes: readonly FollowedDiffusion[],
  free: RawBuilder<unknown>,
): Promise<void> {
  const changing = new Set(changes.map(({ id }) => id));
  const columns = { id: 'integer', schedule_id: 'integer', occurrence_local: 'text' } as const;
  for (const part of parts(changes)) {
    const keys = part.map(({ id, scheduleId, occurrenceLocal }) => [id, scheduleId, occurrenceLocal]);
    const { rows } = await sql<{ id: DiffusionId }>`
      select diffusion.id from ${givenRows(dialect, 'given', columns, keys)} cross join diffusion
      where diffusion.schedule_id = given.schedule_id and diffusion.occurrence_local = given.occurrence_local
        and diffusion.id <> given.id`.execute(db);
    const holders = rows.map(({ id }) => id).filter((id) => changing.has(id));
    if (holders.length === 0) continue;
    await sql`update diffusion set occurrence_local = null where id in ${idList(dialect, holders)} and ${free}`.execute(
      db,
    );
  }
}

function rowOf(diffusion: FollowedDiffusion): readonly (string | number | null)[] {
  const { id, scheduleId, occurrenceLocal, type, startMs, endMs, startMode, layer, zoneNote, episodeId, initialId } =
    diffusion;
  return [id, scheduleId, occurrenceLocal, type, startMs, endMs, startMode, layer, zoneNote, episodeId, initialId];
}
