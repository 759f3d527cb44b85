import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPostgres } from '../../tests/postgres/binaries.ts';
import { PostgresServer } from '../../tests/postgres/server.ts';
import { failureOf, newStation } from '../ports/testing/store-fixtures.ts';
import { migrate, openStore } from './open-store.ts';
import { type EmptyDatabase, testOpening } from './testing/opening.ts';
import { postgresTestDatabase, type TestRow } from './testing/test-database.ts';
import { testTwoWriters } from './testing/two-writers.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
  await server.run('postgres', 'create database migrated template template0');
  await migrate({ url: server.url('migrated') });
});

afterAll(() => server?.stop());

test('a machine without a server is told how to get one', async () => {
  await expect(findPostgres('/nowhere', '/nowhere')).rejects.toThrow('apt-get install');
});

describe('opening PostgreSQL', () => {
  testOpening(async (): Promise<EmptyDatabase> => {
    const url = await server.createDatabase();
    const client = new pg.Client(url);
    await client.connect();
    return {
      dialect: 'postgres',
      place: { url },
      run: async (statement) => (await client.query<TestRow>(statement)).rows,
      close: async () => {
        await client.end();
        await server.dropDatabase(url);
      },
    };
  });

  test('DB-19: a database that cannot hold every name is refused', async () => {
    await server.run(
      'postgres',
      "create database latin encoding 'LATIN1' locale 'C' locale_provider libc template template0",
    );
    const failure = await failureOf(migrate({ url: server.url('latin') }));
    expect(failure).toEqual({ code: 'bad_encoding', message: expect.stringContaining('LATIN1') });
  });

  test.each(['mysql://localhost/x', 'postgres://user:secret@[bad/x', 'airkeeper.db', ''])(
    'DB-19: %j is not an address, and is not repeated',
    async (url) => {
      const failure = await failureOf(openStore({ url }));
      expect(failure?.code).toBe('bad_database_url');
      expect(failure?.message).not.toContain('secret');
    },
  );

  test('DB-18: a server that is not there, or does not know us, is a passing error without the password', async () => {
    for (const url of [
      'postgres://user:secret@127.0.0.1:1/air',
      `${server.url('nowhere')}`,
      server.url('migrated').replace('airkeeper@', 'nobody:secret@'),
    ]) {
      const failure = await failureOf(openStore({ url }));
      expect(failure).toEqual({ code: 'database_unavailable', message: expect.stringContaining('postgres://') });
      expect(failure?.message).not.toContain('secret');
    }
  });
});

describe('two stores on one PostgreSQL database', () => testTwoWriters(() => postgresTestDatabase(server)));

describe('a PostgreSQL server that goes away', () => {
  test('DB-18: is a passing error while it is away, and is used again when it is back', async () => {
    const { store, place } = await postgresTestDatabase(server);
    const station = await store.stations.add(newStation());
    await server.cut();
    const away = { code: 'database_unavailable' };
    expect(await failureOf(store.stations.list())).toMatchObject(away);
    expect(await failureOf(store.stations.add(newStation('rouge')))).toMatchObject(away);
    expect(await failureOf(openStore(place))).toMatchObject(away);
    await server.resume();
    expect(await store.stations.list()).toEqual([station]);
    await store.close();
  });

  test('DB-18: leaves nothing of a transaction that it was cut off from, whatever the work makes of it', async () => {
    const { store } = await postgresTestDatabase(server);
    const outcome = failureOf(
      store.transaction(async (inside) => {
        await inside.stations.add(newStation('vert'));
        await server.cut();
        await server.resume();
        const failure = await failureOf(inside.stations.add(newStation('rouge')));
        expect(failure).toMatchObject({ code: 'database_unavailable' });
        expect(await failureOf(inside.stations.list())).toMatchObject({ code: 'database_unavailable' });
      }),
    );
    expect(await outcome).toMatchObject({ code: 'database_unavailable' });
    expect(await store.stations.list()).toEqual([]);
    await store.close();
  });

  test('DB-18: a lock that another connection does not give up is a passing error', async () => {
    const { store, place, run, close } = await postgresTestDatabase(server, { lockWaitMs: 150 });
    await run('begin');
    await run('lock table station in access exclusive mode');
    expect(await failureOf(store.stations.add(newStation()))).toMatchObject({ code: 'database_unavailable' });
    await run('rollback');
    expect(await store.stations.add(newStation())).toMatchObject({ slug: 'vert' });
    expect(place).toHaveProperty('url');
    await close();
  });
});
