import type { StationId } from '../values/ids.ts';
import type { DialectName } from './dialect-name.ts';
import { notFound } from './refusals.ts';
import type { Db } from './session.ts';

/**
 * Lets one transaction at a time write a station's log, so that its ids are in the order in which they can be seen, and so
 * that a diffusion is not started and cancelled at once. SQLite has one writer at a time anyway.
 *
 * @throws {RefusedError} `not_found`
 */
export async function lockStation(db: Db, dialect: DialectName, id: StationId): Promise<void> {
  const station = db.selectFrom('station').select('id').where('id', '=', id);
  const row = await (dialect === 'postgres' ? station.forNoKeyUpdate() : station).executeTakeFirst();
  if (row === undefined) throw notFound('station', id);
}
