import { sql } from 'kysely';
import type { FollowedDiffusion } from '../../ports/timetable-store.ts';
import type { StationId } from '../../values/ids.ts';
import type { DialectName } from '../dialect-name.ts';
import { idList, jsonRows, parts } from '../json-rows.ts';
import type { Db } from '../session.ts';
import type { Placed } from './conflicts.ts';
import { NOT_LOGGED } from './remove-diffusions.ts';

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
  const free = sql`diffusion.station_id = ${stationId} and touched = 0 and ${NOT_LOGGED}`;
  // One may take over the occurrence that another one has until then.
  for (const part of parts(changes)) {
    const ids = part.map(({ id }) => id);
    await sql`update diffusion set occurrence_local = null where id in ${idList(dialect, ids)} and ${free}`.execute(db);
  }
  const changed: Placed[] = [];
  for (const part of parts(changes)) {
    const given = jsonRows(dialect, 'given', COLUMNS, part.map(rowOf));
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

function rowOf(diffusion: FollowedDiffusion): readonly (string | number | null)[] {
  const { id, scheduleId, occurrenceLocal, type, startMs, endMs, startMode, layer, zoneNote, episodeId, initialId } =
    diffusion;
  return [id, scheduleId, occurrenceLocal, type, startMs, endMs, startMode, layer, zoneNote, episodeId, initialId];
}
