import { expect, test } from 'vitest';
import { failureOf, newStation } from '../../ports/testing/store-fixtures.ts';
import type { DialectName } from '../dialect-name.ts';
import { firstSchema } from '../migrations/0001-first-schema.ts';
import { MIGRATION_NAMES } from '../migrations/index.ts';
import { migrate, openStore, type StorePlace } from '../open-store.ts';
import { testClock } from './test-clock.ts';
import type { TestRow } from './test-database.ts';

/** A database without a schema. */
export interface EmptyDatabase {
  readonly dialect: DialectName;
  readonly place: StorePlace;
  run(statement: string): Promise<readonly TestRow[]>;
  close(): Promise<void>;
}

const STEPS = MIGRATION_NAMES;
const LATEST = STEPS.at(-1) ?? '';

/** What opening and migrating do with databases of every age. */
export function testOpening(open: () => Promise<EmptyDatabase>): void {
  const onDatabase = (name: string, work: (database: EmptyDatabase) => Promise<void>) =>
    test(name, async () => {
      const database = await open();
      try {
        await work(database);
      } finally {
        await database.close();
      }
    });

  onDatabase('DB-19: a database with no schema is refused, and is not changed', async ({ place, run }) => {
    const failure = await failureOf(openStore(place));
    expect(failure).toEqual({ code: 'no_data', message: expect.stringContaining('airkeeper migrate') });
    await expect(run('select * from schema_migration')).rejects.toThrow();
  });

  onDatabase('DB-19: a migration says what it did, and the second one does nothing', async ({ place }) => {
    expect(await migrate(place)).toEqual({ applied: STEPS, version: LATEST });
    expect(await migrate(place)).toEqual({ applied: [], version: LATEST });
    const store = await openStore(place);
    await store.stations.add(newStation());
    await store.close();
  });

  onDatabase('DB-23: a database gets its identity once, and keeps it', async ({ place }) => {
    const identities = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222'];
    for (const identity of identities) {
      const store = await openStore({ ...place, migrate: true, newIdentity: () => identity });
      expect(await store.database.id()).toBe(identities[0]);
      await store.close();
    }
  });

  onDatabase('DB-19: opening migrates where it is asked to', async ({ place }) => {
    for (let times = 0; times < 2; times += 1) {
      const store = await openStore({ ...place, migrate: true });
      expect(await store.stations.list()).toEqual([]);
      await store.close();
    }
  });

  onDatabase('DB-19: an older database is refused until it is migrated, and keeps what it has', async (database) => {
    const { place, run, dialect } = database;
    for (const statement of firstSchema(dialect)) await run(statement);
    await run('create table schema_migration (name varchar(255) primary key, timestamp varchar(255) not null)');
    await run("insert into schema_migration values ('0001-first-schema', '2026-01-01T00:00:00.000Z')");
    await run(
      "insert into station (slug, name, time_zone, cancel_timeout_seconds, sync_timeout_seconds) values ('vert', 'Vert', 'UTC', 1, 1)",
    );
    const failure = await failureOf(openStore(place));
    expect(failure).toEqual({ code: 'migrate_first', message: expect.stringContaining('migrate first') });
    expect(await migrate(place)).toEqual({ applied: STEPS.slice(1), version: LATEST });
    const store = await openStore(place);
    expect(await store.stations.list()).toMatchObject([{ slug: 'vert', enabled: true }]);
    await store.close();
  });

  onDatabase('DB-19: a newer database is refused, also by a migration', async ({ place, run }) => {
    await migrate(place);
    await run("insert into schema_migration values ('9999-tomorrow', '2099-01-01T00:00:00.000Z')");
    const refusal = { code: 'database_newer', message: expect.stringMatching(new RegExp(`9999-tomorrow.*${LATEST}`)) };
    expect(await failureOf(openStore(place))).toEqual(refusal);
    expect(await failureOf(openStore({ ...place, migrate: true }))).toEqual(refusal);
    expect(await failureOf(migrate(place))).toEqual(refusal);
  });

  onDatabase('DB-19: a migration that fails leaves nothing behind', async ({ place, run }) => {
    await run('create table log_entry (something integer)');
    await expect(migrate(place)).rejects.toThrow('log_entry');
    await expect(run('select * from station')).rejects.toThrow();
    await run('drop table log_entry');
    expect(await migrate(place)).toMatchObject({ applied: STEPS });
  });

  onDatabase('DB-19: two migrations at once are one', async ({ place }) => {
    const options = { ...place, clock: testClock };
    const reports = await Promise.all([migrate(options), migrate(options)]);
    expect(reports.flatMap(({ applied }) => applied)).toEqual(STEPS);
  });
}
