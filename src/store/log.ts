import { sql } from 'kysely';
import type { LogFilter, Store } from '../ports/store.ts';
import { must } from '../values/errors.ts';
import type { LogEntryId, StationId } from '../values/ids.ts';
import type { LogEntry } from '../values/model.ts';
import { boundMs, inParts } from './queries.ts';
import { logEntryFrom } from './rows.ts';
import type { Db, Session } from './session.ts';

export function log(session: Session): Store['log'] {
  return {
    list: (filter) => session.read((db) => list(db, filter)),
    byIds: (ids) => session.read((db) => byIds(db, ids)),
    last: (stationId) => session.read((db) => newest(db, { stationId })),
    lastDiffusionStart: (stationId) => session.read((db) => newest(db, { stationId, type: 'start' })),
    lastSoundBySource: (stationId) => session.read((db) => lastSoundBySource(db, stationId)),
  };
}

/** Newest first. */
function matching(db: Db, filter: LogFilter) {
  let query = db.selectFrom('log_entry').selectAll().where('station_id', '=', filter.stationId);
  if (filter.from !== undefined) query = query.where('date_ms', '>=', boundMs(filter.from));
  if (filter.to !== undefined) query = query.where('date_ms', '<', boundMs(filter.to));
  if (filter.type !== undefined) query = query.where('type', '=', filter.type);
  // The words of the partial index on the types that are rare.
  if (filter.type !== undefined && filter.type !== 'on_air') query = query.where('type', '<>', sql.lit('on_air'));
  if (filter.limit !== undefined) query = query.limit(filter.limit);
  if (filter.afterId === undefined) return query.orderBy('date_ms', 'desc').orderBy('id', 'desc');
  // The few that followed are found by their ids and then put in order: as an expression the date is no key of an index.
  return query.where('id', '>', filter.afterId).orderBy(sql`date_ms + 0`, 'desc').orderBy('id', 'desc');
}

async function list(db: Db, filter: LogFilter): Promise<readonly LogEntry[]> {
  const rows = await matching(db, filter).execute();
  return rows.reverse().map(logEntryFrom);
}

function byIds(db: Db, ids: readonly LogEntryId[]): Promise<readonly LogEntry[]> {
  return inParts(ids, async (part) => {
    const rows = await db.selectFrom('log_entry').selectAll().where('id', 'in', part).orderBy('id').execute();
    return rows.map(logEntryFrom);
  });
}

async function newest(db: Db, filter: LogFilter): Promise<LogEntry | null> {
  const row = await matching(db, { ...filter, limit: 1 }).executeTakeFirst();
  return row === undefined ? null : logEntryFrom(row);
}

/**
 * Steps from source to source in the index, and takes the newest of each: the cost grows with the number of sources, not
 * with the length of the log.
 */
async function lastSoundBySource(db: Db, stationId: StationId): Promise<ReadonlyMap<string, LogEntry>> {
  // The words of the partial index, literally: a parameter would not be recognised as its condition.
  const wholeSound = sql`station_id = ${stationId} and type = 'on_air' and sound_id is not null and track_id is null`;
  const { rows } = await sql<{ id: LogEntryId }>`
    with recursive source_name(source) as (
      select min(source) from log_entry where ${wholeSound}
      union all
      select (select min(source) from log_entry where ${wholeSound} and source > source_name.source)
      from source_name where source_name.source is not null
    )
    select (
      select id from log_entry where ${wholeSound} and source = source_name.source
      order by date_ms desc, id desc limit 1
    ) as id
    from source_name where source is not null`.execute(db);
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => must(id, 'the newest entry of a source'));
  const entries = await db.selectFrom('log_entry').selectAll().where('id', 'in', ids).orderBy('source').execute();
  return new Map(entries.map((entry) => [entry.source, logEntryFrom(entry)]));
}
