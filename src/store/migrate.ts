import { Migrator } from 'kysely/migration';
import { RefusedError } from '../values/errors.ts';
import type { DialectName } from './dialect-name.ts';
import { MIGRATION_NAMES, migrationProvider } from './migrations/index.ts';
import type { Db } from './session.ts';

const MIGRATION_TABLE = 'schema_migration';

/** What a migration did. */
export interface MigrationReport {
  /** The names of the steps carried out, in order; empty when the schema was up to date. */
  readonly applied: readonly string[];
  /** The step that the schema is at. */
  readonly version: string;
}

/**
 * Checks that the schema is the one of this program.
 *
 * @param place the database, for messages
 * @throws {RefusedError} `no_data`; `migrate_first`; `database_newer`
 */
export async function checkSchema(db: Db, place: string): Promise<void> {
  const done = await executedSteps(db);
  refuseNewer(done, place);
  if (done.length === 0) {
    throw new RefusedError(
      'no_data',
      `the database ${place} is empty; its tables are made by the first station, or by: airkeeper migrate`,
      {
        place,
      },
    );
  }
  if (done.length < MIGRATION_NAMES.length) {
    const message = `the database ${place} is of an older version of Airkeeper (${done.at(-1)}); migrate first: airkeeper migrate`;
    throw new RefusedError('migrate_first', message, { place });
  }
}

/**
 * Brings the schema up to date, whole or not at all.
 *
 * @param identity a new UUID, which becomes the database's own where it has none
 * @throws {RefusedError} `database_newer`
 */
export async function migrateSchema(
  db: Db,
  dialect: DialectName,
  place: string,
  identity: string,
): Promise<MigrationReport> {
  refuseNewer(await executedSteps(db), place);
  const migrator = new Migrator({
    db,
    provider: migrationProvider(dialect, identity),
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: `${MIGRATION_TABLE}_lock`,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  return { applied: results.map(({ migrationName }) => migrationName), version: MIGRATION_NAMES.at(-1) ?? '' };
}

async function executedSteps(db: Db): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return [];
  const rows = await db.selectFrom(MIGRATION_TABLE).select('name').orderBy('name').execute();
  return rows.map(({ name }) => name);
}

function refuseNewer(done: readonly string[], place: string): void {
  const unknown = done.find((name) => !MIGRATION_NAMES.includes(name));
  if (unknown === undefined) return;
  throw new RefusedError(
    'database_newer',
    `the database ${place} was made by a newer version of Airkeeper (${unknown}) than this one (${MIGRATION_NAMES.at(-1)}): start that version, or a later one`,
    { place },
  );
}
