import { PassingError, RefusedError } from '../values/errors.ts';

export type ViolationKind = 'unique' | 'foreign_key' | 'check' | 'value';

/** The database refused a row. Inside the store only: it becomes a RefusedError with a message for people. */
export class Violation extends Error {
  override readonly name = 'Violation';
  readonly kind: ViolationKind;
  /** The constraint's name in the schema; empty where the database does not tell. */
  readonly constraint: string;

  constructor(kind: ViolationKind, constraint: string, cause: unknown) {
    super(`${kind} ${constraint}`, { cause });
    this.kind = kind;
    this.constraint = constraint;
  }
}

export function databaseUnavailable(place: string, cause: unknown): PassingError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new PassingError('database_unavailable', `the database ${place} cannot be used just now: ${said}`, { cause });
}

export function databaseDamaged(place: string, cause: Error): RefusedError {
  return new RefusedError(
    'database_damaged',
    `${place} is not a database of Airkeeper, or is damaged (${cause.message}): put a copy of the database in its place`,
    { place },
  );
}
