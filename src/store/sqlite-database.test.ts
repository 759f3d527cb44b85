import { describe } from 'vitest';
import { testAppendOnly } from './testing/append-only.ts';
import { testQueryPlans } from './testing/query-plans.ts';
import { sqliteTestDatabase } from './testing/test-database.ts';

const COLUMNS = 'log_entry (id, station_id, type, date_ms, source, comment, reason, diffusion_id, run, seq)';

describe('the SQLite database', () => {
  testAppendOnly(sqliteTestDatabase, [
    `insert or replace into ${COLUMNS} values (1, 1, 'on_air', 0, '', '', '', null, null, null)`,
    `replace into ${COLUMNS} values (null, 1, 'on_air', 0, '', '', '', null, '000001-aaaa', 1)`,
    `insert or replace into ${COLUMNS} values (null, 1, 'start', 0, '', '', '', 1, null, null)`,
    "update or replace log_entry set seq = 1, run = '000001-aaaa' where id = 2",
    `insert into ${COLUMNS} values (1, 1, 'on_air', 0, '', '', '', null, null, null) on conflict do update set comment = 'x'`,
    'update log_entry set rowid = 9 where id = 2',
  ]);
});

describe('the queries on SQLite, its tables never counted', () => testQueryPlans(sqliteTestDatabase, false));
describe('the queries on SQLite, its tables counted', () => testQueryPlans(sqliteTestDatabase, true));
