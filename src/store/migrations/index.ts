import { CompiledQuery, type Kysely } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';
import type { DialectName } from '../dialect-name.ts';
import { firstSchema } from './0001-first-schema.ts';
import { log } from './0002-log.ts';
import { alarms } from './0004-alarms.ts';
import { stationEnabled } from './0006-station-enabled.ts';

/** One step of the schema: its statements, in order. A step that was released is never changed; a new one follows it. */
type Step = (dialect: DialectName) => readonly string[];

const STEPS: Readonly<Record<string, Step>> = {
  '0001-first-schema': firstSchema,
  '0002-log': log,
  '0004-alarms': alarms,
  '0006-station-enabled': stationEnabled,
};

export const MIGRATION_NAMES: readonly string[] = Object.keys(STEPS);

export function migrationProvider(dialect: DialectName): MigrationProvider {
  const migrations = Object.entries(STEPS).map(([name, step]) => [name, migrationOf(step(dialect))] as const);
  return { getMigrations: async () => Object.fromEntries(migrations) };
}

function migrationOf(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement));
    },
  };
}
