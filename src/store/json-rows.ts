import { type RawBuilder, sql } from 'kysely';
import type { DialectName } from './dialect-name.ts';
import { cleanText } from './text.ts';

export type ColumnKind = 'integer' | 'text';
type Value = string | number | null;

const POSTGRES_KIND: Readonly<Record<ColumnKind, string>> = { integer: 'bigint', text: 'text collate "C"' };

/** Rows that go into one statement, as JSON: more would hold the program up for too long. */
const ROWS_AT_ONCE = 2000;

/**
 * Rows as one parameter: a table of the given columns, under the alias, in the place of a table in a statement. However many
 * rows there are, the statement's text is the same, and it is one.
 */
export function jsonRows(
  dialect: DialectName,
  alias: string,
  columns: Readonly<Record<string, ColumnKind>>,
  rows: readonly (readonly Value[])[],
): RawBuilder<unknown> {
  const names = Object.keys(columns);
  // Escaped in JSON, what the databases cannot hold would pass by the driver.
  const clean = (value: Value | undefined): Value => (typeof value === 'string' ? cleanText(value) : (value ?? null));
  if (dialect === 'sqlite') {
    const json = JSON.stringify(rows.map((row) => row.map(clean)));
    const picked = names.map((name, place) => sql`value ->> ${sql.lit(place)} as ${sql.ref(name)}`);
    return sql`(select ${sql.join(picked)} from json_each(${json})) as ${sql.ref(alias)}`;
  }
  const json = JSON.stringify(
    rows.map((row) => Object.fromEntries(names.map((name, place) => [name, clean(row[place])]))),
  );
  const typed = Object.entries(columns).map(([name, kind]) => sql`${sql.ref(name)} ${sql.raw(POSTGRES_KIND[kind])}`);
  return sql`json_to_recordset(${json}::json) as ${sql.ref(alias)} (${sql.join(typed)})`;
}

/** The ids as one parameter: what follows `in`. */
export function idList<Id extends number>(dialect: DialectName, ids: readonly Id[]): RawBuilder<Id> {
  const json = JSON.stringify(ids);
  return dialect === 'sqlite'
    ? sql`(select value from json_each(${json}))`
    : sql`(select value::bigint from json_array_elements_text(${json}::json))`;
}

/** The values a part at a time, in their order. */
export function parts<Value>(values: readonly Value[], size = ROWS_AT_ONCE): readonly (readonly Value[])[] {
  const found: (readonly Value[])[] = [];
  for (let at = 0; at < values.length; at += size) found.push(values.slice(at, at + size));
  return found;
}
