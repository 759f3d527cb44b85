import { assert } from '../../values/errors.ts';
import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/** Names the database for good, so that what is kept outside of it can be told to be another's. */
export function databaseIdentity(dialect: DialectName, identity: string): readonly string[] {
  const w = words(dialect);
  assert(/^[0-9a-f-]{36}$/.test(identity), `a database is named by a UUID, not ${identity}`);
  return [
    `create table meta (
      key ${w.text} primary key,
      value ${w.text} not null
    ) ${w.strict}`,
    `insert into meta (key, value) values ('identity', '${identity}')`,
  ];
}
