import { type RawBuilder, sql } from 'kysely';
import { must } from '../values/errors.ts';
import { lastId } from './database.ts';
import type { DialectName } from './dialect-name.ts';
import type { Db } from './session.ts';

/**
 * So many ids that nobody had and nobody else will get, in order: for rows that refer to one another before they are
 * written. It has to be asked in the transaction that writes them.
 */
export async function newIds(
  db: Db,
  dialect: DialectName,
  table: 'diffusion' | 'episode',
  count: number,
): Promise<readonly number[]> {
  if (count === 0) return [];
  if (dialect === 'sqlite') {
    // The one writer: what is written with these ids moves the counter.
    const last = await lastId(db, dialect, table);
    return Array.from({ length: count }, (_, index) => last + 1 + index);
  }
  const { rows } = await sql<{ ids: string }>`
    select json_agg(id order by id)::text as ids
    from (select nextval(pg_get_serial_sequence(${table}, 'id')) as id from generate_series(1, ${sql.lit(count)})) as taken`.execute(
    db,
  );
  return JSON.parse(must(rows[0], 'the new ids').ids) as readonly number[];
}

/** What stands before the rows of an insertion that says the ids itself. */
export function ownIds(dialect: DialectName): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`` : sql`overriding system value`;
}
