import { afterAll, beforeAll } from 'vitest';
import { PostgresServer } from '../../../tests/postgres/server.ts';
import { migrate } from '../../store/open-store.ts';
import { postgresTestDatabase } from '../../store/testing/test-database.ts';
import { generationCases } from './testing/generation-cases.ts';
import { generationProperties } from './testing/generation-suite.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
  await server.run('postgres', 'create database migrated template template0');
  await migrate({ url: server.url('migrated') });
});

afterAll(() => server?.stop());

generationCases(() => postgresTestDatabase(server));
generationProperties(() => postgresTestDatabase(server), 15);
