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
  const { rows } = await sql<{ first: number; last: number }>`
    select min(id) as first, max(id) as last from (${taken(table, count)}) as taken`.execute(db);
  const { first, last } = must(rows[0], 'the new ids');
  if (last - first + 1 === count) return Array.from({ length: count }, (_, index) => first + index);
  // Somebody else took some of between: those that were taken are given up, others are asked for one by one.
  const found = await sql<{ id: number }>`${taken(table, count)}`.execute(db);
  return found.rows.map(({ id }) => id).sort((a, b) => a - b);
}

/** The sequence is looked for once, not for every id. */
function taken(table: string, count: number): RawBuilder<unknown> {
  return sql`select nextval(sequence.name) as id
    from (select pg_get_serial_sequence(${table}, 'id')::regclass as name offset 0) as sequence
    cross join generate_series(1, ${sql.lit(count)})`;
}

/** What stands before the rows of an insertion that says the ids itself. */
export function ownIds(dialect: DialectName): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`` : sql`overriding system value`;
}
