import type { DialectName } from '../dialect-name.ts';

/** What the two databases call the same thing, in the text of a migration. */
export interface Words {
  /** A primary key whose values are never given out twice, not even after a deletion: the engine remembers cues by them. */
  readonly id: string;
  /** A reference to such a key. */
  readonly ref: string;
  /** UTC milliseconds. */
  readonly instant: string;
  readonly integer: string;
  readonly real: string;
  /** Text that is compared byte by byte, whatever the language of the server. */
  readonly text: string;
  /** What follows the closing parenthesis of a table. */
  readonly strict: string;
}

const SQLITE: Words = {
  id: 'integer primary key autoincrement',
  ref: 'integer',
  instant: 'integer',
  integer: 'integer',
  real: 'real',
  text: 'text',
  strict: 'strict',
};

const POSTGRES: Words = {
  id: 'bigint generated always as identity primary key',
  ref: 'bigint',
  instant: 'bigint',
  integer: 'integer',
  real: 'double precision',
  text: 'text collate "C"',
  strict: '',
};

export function words(dialect: DialectName): Words {
  return dialect === 'sqlite' ? SQLITE : POSTGRES;
}
