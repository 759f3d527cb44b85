import { afterAll, beforeAll, describe } from 'vitest';
import { PostgresServer } from '../../tests/postgres/server.ts';
import { migrate } from './open-store.ts';
import { testAppendOnly } from './testing/append-only.ts';
import { testQueryPlans } from './testing/query-plans.ts';
import { postgresTestDatabase } from './testing/test-database.ts';

let server: PostgresServer;

beforeAll(async () => {
  server = await PostgresServer.start();
  await server.run('postgres', 'create database migrated template template0');
  await migrate({ url: server.url('migrated') });
});

afterAll(() => server?.stop());

describe('the PostgreSQL database', () => {
  testAppendOnly(
    () => postgresTestDatabase(server),
    [
      'truncate log_entry',
      'truncate station cascade',
      `insert into log_entry (station_id, type, date_ms, source, comment, reason, run, seq)
        values (1, 'on_air', 0, '', '', '', '000001-aaaa', 1)
        on conflict (station_id, run, seq) do update set comment = 'x'`,
      'merge into log_entry using (select 1 as one) as s on log_entry.id = s.one when matched then delete',
    ],
  );
});

describe('the queries on PostgreSQL, its tables never counted', () =>
  testQueryPlans(() => postgresTestDatabase(server), false));
describe('the queries on PostgreSQL, its tables counted', () =>
  testQueryPlans(() => postgresTestDatabase(server), true));
