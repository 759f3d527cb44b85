import { sql } from 'kysely';
import type { Store } from '../ports/store.ts';
import { must } from '../values/errors.ts';
import type { DatabaseId } from '../values/ids.ts';
import type { DialectName } from './dialect-name.ts';
import type { Db, Session } from './session.ts';

/** The database as a whole. */
export function database(session: Session): Store['database'] {
  return {
    id: () =>
      session.read(async (db) => {
        const row = await db.selectFrom('meta').select('value').where('key', '=', 'identity').executeTakeFirst();
        return must(row, 'the identity of the database').value as DatabaseId;
      }),
    reserveIds: async (highest) => {
      for (const table of ['diffusion', 'sound'] as const) await reserve(session, table, highest[table]);
    },
  };
}

type Counted = 'diffusion' | 'sound' | 'episode';

/** Looks first: nearly always there is nothing to do, and then nothing is locked. */
async function reserve(session: Session, table: Counted, highest: number): Promise<void> {
  const last = LAST_ID[session.dialect];
  if (highest <= 0 || (await session.read((db) => last(db, table))) >= highest) return;
  await session.write(async (db) => {
    if (session.dialect === 'sqlite') return raiseSqlite(db, table, highest);
    // Nobody may be given an id between the look and the change: the counter would be set back.
    await sql`lock table ${sql.table(table)} in share row exclusive mode`.execute(db);
    if ((await last(db, table)) >= highest) return;
    await sql`select setval(pg_get_serial_sequence(${table}, 'id'), ${highest})`.execute(db);
  });
}

/** The last id that was given out; 0: none. */
export function lastId(db: Db, dialect: DialectName, table: Counted): Promise<number> {
  return LAST_ID[dialect](db, table);
}

const LAST_ID: Readonly<Record<DialectName, (db: Db, table: Counted) => Promise<number>>> = {
  // https://www.sqlite.org/autoinc.html
  sqlite: async (db, table) => {
    const { rows } = await sql<{ seq: number }>`select seq from sqlite_sequence where name = ${table}`.execute(db);
    return rows[0]?.seq ?? 0;
  },
  postgres: async (db, table) => {
    const { rows } = await sql<{ last: number | null }>`
      select pg_sequence_last_value(pg_get_serial_sequence(${table}, 'id')::regclass) as last`.execute(db);
    return rows[0]?.last ?? 0;
  },
};

/** There is no row before the first id was given out. */
async function raiseSqlite(db: Db, table: Counted, highest: number): Promise<void> {
  await sql`update sqlite_sequence set seq = ${highest} where name = ${table} and seq < ${highest}`.execute(db);
  await sql`insert into sqlite_sequence (name, seq) select ${table}, ${highest}
    where not exists (select 1 from sqlite_sequence where name = ${table})`.execute(db);
}
