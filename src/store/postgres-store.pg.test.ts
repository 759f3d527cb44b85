import { afterAll, beforeAll } from 'vitest';
import { PostgresServer } from '../../tests/postgres/server.ts';
import { storeContract } from '../ports/store.contract.ts';
import { migrate, openStore } from './open-store.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
  await server.run('postgres', 'create database migrated template template0');
  await migrate({ url: server.url('migrated') });
});

afterAll(() => server?.stop());

storeContract('PostgreSQL', async () => {
  const url = await server.createDatabase('migrated');
  const store = await openStore({ url });
  return {
    store,
    close: async () => {
      await store.close();
      await server.dropDatabase(url);
    },
  };
});
