import { BugError, type PassingError } from '../values/errors.ts';
import { databaseUnavailable, Violation } from './database-errors.ts';

/** SQLSTATE: https://www.postgresql.org/docs/15/errcodes-appendix.html */
const UNIQUE_VIOLATION = '23505';
const CHECK_VIOLATION = '23514';
/** foreign_key_violation, restrict_violation */
const FOREIGN_KEY: ReadonlySet<string> = new Set(['23503', '23001']);
/** not_null_violation, program_limit_exceeded (a value too long for an index) */
const UNFIT: ReadonlySet<string> = new Set(['23502', '54000']);
/**
 * By class: connection exception, data base missing, authorisation, transaction rollback (deadlock), no resources,
 * operator intervention, system error, damaged data. What a person at the server may mend, without anything here being asked otherwise.
 */
const PASSING_CLASSES: ReadonlySet<string> = new Set(['08', '3D', '28', '40', '53', '57', '58', 'XX']);
/** lock_not_available, read_only_sql_transaction (a standby), cannot_connect_now is in 57 */
const PASSING: ReadonlySet<string> = new Set(['55P03', '25006']);

interface ServerError extends Error {
  readonly code: string;
  readonly constraint?: string;
}

/** Whether the server itself answered so; otherwise the connection can no longer be trusted. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'severity' in error;
}

/** @returns what the rest of the store is to see; an error that is our own mistake stays as it is */
export function fromQueryError(error: unknown, place: string): unknown {
  if (!isServerError(error)) {
    return error instanceof BugError || error instanceof TypeError ? error : fromConnectError(error, place);
  }
  const { code, constraint = '' } = error;
  if (code === UNIQUE_VIOLATION) return new Violation('unique', constraint, error);
  if (code === CHECK_VIOLATION) return new Violation('check', constraint, error);
  if (FOREIGN_KEY.has(code)) return new Violation('foreign_key', constraint, error);
  if (UNFIT.has(code) || code.startsWith('22')) return new Violation('value', constraint, error);
  if (PASSING.has(code) || PASSING_CLASSES.has(code.slice(0, 2))) return databaseUnavailable(place, error);
  return error;
}

export function fromConnectError(error: unknown, place: string): PassingError {
  // Node tries every address of a name, and gathers what each said.
  const cause = error instanceof AggregateError ? (error.errors[0] ?? error) : error;
  return databaseUnavailable(place, cause);
}
