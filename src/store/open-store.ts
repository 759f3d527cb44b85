import { randomUUID } from 'node:crypto';
import { Kysely, type LogEvent, sql } from 'kysely';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { RefusedError } from '../values/errors.ts';
import type { DialectName } from './dialect-name.ts';
import { checkSchema, type MigrationReport, migrateSchema } from './migrate.ts';
import { postgresDialect, postgresName } from './postgres-driver.ts';
import { type Db, rootSession } from './session.ts';
import { sqliteDialect } from './sqlite-driver.ts';
import { storeOf } from './store-of.ts';
import type { Tables } from './tables.ts';

/** `file`: the absolute path of an SQLite database; `url`: the address of a PostgreSQL one, `postgres://…`. */
export type StorePlace = { readonly file: string } | { readonly url: string };

export interface StoreOptions {
  /** Whether a schema that is missing or older is brought up to date, and a file that is not there is made. */
  readonly migrate?: boolean;
  /** Makes the UUID that names a new database. */
  readonly newIdentity?: () => string;
  /** Called after every statement, with its text and how long it took. */
  readonly onQuery?: (statement: string, durationMs: number) => void;
  /** How long a statement waits for a lock of another connection before it fails as passing. */
  readonly lockWaitMs?: number;
  /** With it, waiting for another process's lock on an SQLite file leaves the program free; without it the program stands still. */
  readonly clock?: Clock;
}

const LOCK_WAIT_MS = 5_000;
/** PostgreSQL 15, as the server counts. */
const OLDEST_POSTGRES = 150_000;

/**
 * Opens the database.
 *
 * @throws {RefusedError} `no_data`, `migrate_first`, `database_newer`, `database_damaged`, `bad_database_url`,
 *   `postgres_too_old`, `bad_encoding`
 * @throws {PassingError} `database_unavailable`
 */
export async function openStore(options: StorePlace & StoreOptions): Promise<Store> {
  if (options.migrate) await migrate(options);
  const { db, dialect, place } = await openDatabase(options, false, false);
  return closedOnFailure(db, async () => {
    await checkSchema(db, place);
    return storeOf(rootSession(db, dialect), () => db.destroy());
  });
}

/**
 * Brings the schema of a database up to date, making the file when there is none.
 *
 * @throws as {@link openStore}
 */
export async function migrate(options: StorePlace & Omit<StoreOptions, 'migrate'>): Promise<MigrationReport> {
  const { db, dialect, place } = await openDatabase(options, true, true);
  return closedOnFailure(db, async () => {
    const report = await migrateSchema(db, dialect, place, (options.newIdentity ?? randomUUID)());
    await db.destroy();
    return report;
  });
}

interface OpenDatabase {
  readonly db: Db;
  readonly dialect: DialectName;
  /** For messages. */
  readonly place: string;
}

async function openDatabase(
  options: StorePlace & StoreOptions,
  create: boolean,
  patient: boolean,
): Promise<OpenDatabase> {
  const lockWaitMs = options.lockWaitMs ?? LOCK_WAIT_MS;
  const log = logger(options.onQuery);
  if ('file' in options) {
    const { file } = options;
    return {
      db: new Kysely<Tables>({
        dialect: sqliteDialect({ file, create, lockWaitMs, clock: options.clock ?? null }),
        ...log,
      }),
      dialect: 'sqlite',
      place: file,
    };
  }
  const { url } = options;
  const place = postgresName(url);
  const db = new Kysely<Tables>({ dialect: postgresDialect({ url, lockWaitMs, patient }), ...log });
  await closedOnFailure(db, () => checkServer(db, place));
  return { db, dialect: 'postgres', place };
}

function logger(onQuery: StoreOptions['onQuery']): { readonly log?: (event: LogEvent) => void } {
  if (onQuery === undefined) return {};
  return { log: ({ query, queryDurationMillis }) => onQuery(query.sql, queryDurationMillis) };
}

async function checkServer(db: Db, place: string): Promise<void> {
  const { rows } = await sql<{ version: number; encoding: string }>`
    select current_setting('server_version_num')::integer as version, current_setting('server_encoding') as encoding`.execute(
    db,
  );
  for (const { version, encoding } of rows) {
    if (version < OLDEST_POSTGRES) {
      const found = Math.floor(version / 10_000);
      throw new RefusedError(
        'postgres_too_old',
        `the server of ${place} is PostgreSQL ${found}: 15 or newer is needed`,
        { found },
      );
    }
    if (encoding !== 'UTF8') {
      throw new RefusedError(
        'bad_encoding',
        `the database ${place} has the encoding ${encoding}: make one with "create database … encoding 'UTF8' template template0"`,
        { encoding },
      );
    }
  }
}

async function closedOnFailure<Value>(db: Db, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    await db.destroy().catch(() => {});
    throw error;
  }
}
