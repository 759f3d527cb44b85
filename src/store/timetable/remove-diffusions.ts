import { type RawBuilder, sql } from 'kysely';
import type { DiffusionId, StationId } from '../../values/ids.ts';
import type { DialectName } from '../dialect-name.ts';
import { idList, parts } from '../given-rows.ts';
import type { Db } from '../session.ts';

/** That the log has nothing of a diffusion. */
export const NOT_LOGGED = sql<boolean>`not exists (select 1 from log_entry where log_entry.diffusion_id = diffusion.id)`;

/** That diffusions which are named by their ids are of the station: plus, or SQLite would go through all of the station's. */
export function ofStation(stationId: StationId): RawBuilder<boolean> {
  return sql`+diffusion.station_id = ${stationId}`;
}

/** Removes those of the diffusions that nobody touched and of which the log has nothing. */
export async function removeUntouched(
  db: Db,
  dialect: DialectName,
  stationId: StationId,
  ids: readonly DiffusionId[],
): Promise<void> {
  await removeWhere(db, dialect, ids, sql`${ofStation(stationId)} and touched = 0`);
}

/** Removes those of the diffusions of which the log has nothing. */
export function removeUnlogged(
  db: Db,
  dialect: DialectName,
  ids: readonly DiffusionId[],
): Promise<readonly DiffusionId[]> {
  return removeWhere(db, dialect, ids, sql`1 = 1`);
}

/** Their reruns, where they are not among them, stand by themselves from then on. */
async function removeWhere(
  db: Db,
  dialect: DialectName,
  ids: readonly DiffusionId[],
  condition: RawBuilder<unknown>,
): Promise<readonly DiffusionId[]> {
  const going: DiffusionId[] = [];
  for (const part of parts(ids)) {
    const { rows } = await sql<{ id: DiffusionId }>`
      select id from diffusion where id in ${idList(dialect, part)} and ${condition} and ${NOT_LOGGED}`.execute(db);
    for (const { id } of rows) going.push(id);
  }
  const gone = new Set(going);
  for (const part of parts(going)) {
    const reruns = db.selectFrom('diffusion').select('id').where('initial_id', 'in', idList(dialect, part));
    const left = (await reruns.execute()).filter(({ id }) => !gone.has(id)).map(({ id }) => id);
    if (left.length === 0) continue;
    await db.updateTable('diffusion').set({ initial_id: null }).where('id', 'in', idList(dialect, left)).execute();
  }
  for (const part of parts(going)) {
    await db.deleteFrom('diffusion').where('id', 'in', idList(dialect, part)).execute();
  }
  return going;
}
