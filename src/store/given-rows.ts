import { type RawBuilder, sql } from 'kysely';
import type { DialectName } from './dialect-name.ts';
import { cleanText } from './text.ts';

export type ColumnKind = 'integer' | 'text';
export type GivenValue = string | number | null;

/** Rows that go into one statement: more would hold the program up for too long. */
const ROWS_AT_ONCE = 2000;

/**
 * Rows as parameters: a table of the given columns, under the alias, in the place of a table in a statement. However many rows
 * there are, the statement's text is the same, and it is one.
 */
export function givenRows(
  dialect: DialectName,
  alias: string,
  columns: Readonly<Record<string, ColumnKind>>,
  rows: readonly (readonly GivenValue[])[],
): RawBuilder<unknown> {
  const names = Object.keys(columns);
  if (dialect === 'sqlite') {
    const picked = names.map((name, place) => sql`value ->> ${sql.lit(place)} as ${sql.ref(name)}`);
    return sql`(select ${sql.join(picked)} from json_each(${json(rows)})) as ${sql.ref(alias)}`;
  }
  const arrays = Object.values(columns).map((kind, place) => {
    const values = rows.map((row) => row[place] ?? null);
    return kind === 'integer' ? sql`${arrayText(values)}::bigint[]` : sql`${arrayText(values)}::text[]`;
  });
  const picked = Object.entries(columns).map(([name, kind]) =>
    // As the columns have it, which it will be compared with.
    kind === 'text' ? sql`${sql.ref(name)} collate "C" as ${sql.ref(name)}` : sql.ref(name),
  );
  return sql`(select ${sql.join(picked)}
    from unnest(${sql.join(arrays)}) as listed (${sql.join(names.map((name) => sql.ref(name)))})) as ${sql.ref(alias)}`;
}

/** The ids as one parameter: what follows `in`. */
export function idList<Id extends number>(dialect: DialectName, ids: readonly Id[]): RawBuilder<Id> {
  return dialect === 'sqlite'
    ? sql`(select value from json_each(${JSON.stringify(ids)}))`
    : sql`(select unnest(${arrayText(ids)}::bigint[]))`;
}

/** The values a part at a time, in their order. */
export function parts<Value>(values: readonly Value[], size = ROWS_AT_ONCE): readonly (readonly Value[])[] {
  const found: (readonly Value[])[] = [];
  for (let at = 0; at < values.length; at += size) found.push(values.slice(at, at + size));
  return found;
}

/** Escaped in JSON, what the databases cannot hold would pass by the driver. */
function json(rows: readonly (readonly GivenValue[])[]): string {
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === 'string' ? cleanText(value) : value));
}

/** https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO */
function arrayText(values: readonly GivenValue[]): string {
  const texts = values.map((value) => {
    if (value === null) return 'NULL';
    return typeof value === 'number' ? String(value) : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
  });
  return `{${texts.join(',')}}`;
}
