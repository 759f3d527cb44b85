import { CompiledQuery, type Kysely } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';
import type { DialectName } from '../dialect-name.ts';
import { firstSchema } from './0001-first-schema.ts';
import { log } from './0002-log.ts';
import { databaseIdentity } from './0003-database-identity.ts';
import { alarms } from './0004-alarms.ts';
import { silenceAndResume } from './0005-silence-and-resume.ts';
import { stationEnabled } from './0006-station-enabled.ts';
import { timetable } from './0007-timetable.ts';
import { importedEvents } from './0008-imported-events.ts';

/** One step of the schema: its statements, in order. A step that was released is never changed; a new one follows it. */
type Step = (dialect: DialectName, identity: string) => readonly string[];

const STEPS: Readonly<Record<string, Step>> = {
  '0001-first-schema': firstSchema,
  '0002-log': log,
  '0003-database-identity': databaseIdentity,
  '0004-alarms': alarms,
  '0005-silence-and-resume': silenceAndResume,
  '0006-station-enabled': stationEnabled,
  '0007-timetable': timetable,
  '0008-imported-events': importedEvents,
};

export const MIGRATION_NAMES: readonly string[] = Object.keys(STEPS);

/** @param identity a new UUID, which becomes the database's own where it has none */
export function migrationProvider(dialect: DialectName, identity: string): MigrationProvider {
  const migrations = Object.entries(STEPS).map(([name, step]) => [name, migrationOf(step(dialect, identity))] as const);
  return { getMigrations: async () => Object.fromEntries(migrations) };
}

function migrationOf(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await db.executeQuery(CompiledQuery.raw(statement));
    },
  };
}
