import { databaseDamaged, databaseUnavailable, Violation } from './database-errors.ts';

/** Primary result codes: https://www.sqlite.org/rescode.html */
const BUSY = 5;
const CONSTRAINT = 19;
/** PERM, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL, NOLFS, AUTH: of the machine, not of the statement. */
const PASSING: ReadonlySet<number> = new Set([3, BUSY, 6, 7, 8, 9, 10, 13, 14, 15, 22, 23]);
/** CORRUPT, NOTADB */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);
/** TOOBIG, MISMATCH */
const UNFIT: ReadonlySet<number> = new Set([18, 20]);

/** The name of a unique index, by the columns with which SQLite reports it. */
const UNIQUE_BY_COLUMNS: ReadonlyMap<string, string> = new Map([
  ['station.slug', 'station_slug_unique'],
  ['program.station_id, program.slug', 'program_slug_unique'],
  ['episode.program_id, episode.slug', 'episode_slug_unique'],
  ['diffusion.schedule_id, diffusion.occurrence_local', 'diffusion_occurrence_unique'],
  ['sound.station_id, sound.path', 'sound_path_unique'],
  ['log_entry.diffusion_id', 'log_entry_start_unique'],
  ['log_entry.station_id, log_entry.run, log_entry.seq', 'log_entry_journal_unique'],
]);

interface SqliteError extends Error {
  readonly errcode: number;
}

function isSqliteError(error: unknown): error is SqliteError {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number';
}

function primaryCode(error: SqliteError): number {
  return error.errcode & 0xff;
}

/** Another connection holds the lock; nothing of the statement was done. */
export function isBusy(error: unknown): boolean {
  return isSqliteError(error) && primaryCode(error) === BUSY;
}

/** @returns what the rest of the store is to see; an error that is our own mistake stays as it is */
export function fromSqliteError(error: unknown, file: string): unknown {
  if (!isSqliteError(error)) return error;
  const code = primaryCode(error);
  if (code === CONSTRAINT) return violation(error);
  if (UNFIT.has(code)) return new Violation('value', '', error);
  if (PASSING.has(code)) return databaseUnavailable(file, error);
  if (DAMAGED.has(code)) return databaseDamaged(file, error);
  return error;
}

function violation(error: SqliteError): unknown {
  const [, kind, what] = /^(UNIQUE|FOREIGN KEY|CHECK) constraint failed(?:: (.*))?$/.exec(error.message) ?? [];
  if (kind === 'UNIQUE') return new Violation('unique', UNIQUE_BY_COLUMNS.get(what ?? '') ?? '', error);
  if (kind === 'FOREIGN KEY') return new Violation('foreign_key', '', error);
  if (kind === 'CHECK') return new Violation('check', what ?? '', error);
  if (error.message.startsWith('cannot store') || error.message.startsWith('NOT NULL')) {
    return new Violation('value', '', error);
  }
  return error;
}
