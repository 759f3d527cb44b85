import { notFound } from './refusals.ts';
import type { Db } from './session.ts';
import type { Row, Tables } from './tables.ts';

/** Well below the number of parameters that either database takes in one statement (SQLite: 32,766). */
const VALUES_AT_ONCE = 500;

/** Asks for many values a part at a time. */
export async function inParts<Value, Found>(
  values: readonly Value[],
  query: (part: readonly Value[]) => Promise<readonly Found[]>,
): Promise<readonly Found[]> {
  const distinct = [...new Set(values)];
  const found: Found[] = [];
  for (let at = 0; at < distinct.length; at += VALUES_AT_ONCE) {
    found.push(...(await query(distinct.slice(at, at + VALUES_AT_ONCE))));
  }
  return found;
}

/** The bound, in whole milliseconds, for instants that are held in whole milliseconds. */
export function boundMs(instant: Temporal.Instant): number {
  return instant.round({ smallestUnit: 'millisecond', roundingMode: 'ceil' }).epochMilliseconds;
}

type Owner = Extract<keyof Tables, 'station' | 'program' | 'episode' | 'sound' | 'diffusion' | 'schedule'>;

/** The row that another one is to belong to. @throws {RefusedError} `not_found` */
export async function mustFind<Table extends Owner>(db: Db, table: Table, id: number): Promise<Row<Table>> {
  const row = await db
    .selectFrom(table as Owner)
    .selectAll()
    .where('id', '=', id as never)
    .executeTakeFirst();
  if (row === undefined) throw notFound(table, id);
  return row as Row<Table>;
}
