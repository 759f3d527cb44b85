import { type Kysely, sql } from 'kysely';
import type { RefusedError } from '../values/errors.ts';
import { Violation } from './database-errors.ts';
import type { DialectName } from './dialect-name.ts';
import { Scope, ScopeGuard } from './scope.ts';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;

/** Says for people why the database refused a row. */
export type Refusal = (violation: Violation) => RefusedError;

/** How the queries of the store reach the database: the same inside and outside of a transaction. */
export interface Session {
  readonly dialect: DialectName;
  /** One query, or several that need not agree. */
  read<Value>(work: (db: Db) => Promise<Value>): Promise<Value>;
  /** Several queries that see one state of the database. */
  readTogether<Value>(work: (db: Db) => Promise<Value>): Promise<Value>;
  /** All of the work or none of it, also inside of a transaction that goes on after the failure. */
  write<Value>(work: (db: Db) => Promise<Value>, refusal?: Refusal): Promise<Value>;
  transaction<Value>(work: (session: Session) => Promise<Value>): Promise<Value>;
}

export function rootSession(db: Db, dialect: DialectName): Session {
  const guard = new ScopeGuard();
  const outside = <Value>(work: () => Promise<Value>): Promise<Value> => {
    guard.check(null);
    return work();
  };
  return {
    dialect,
    read: async (work) => outside(() => work(db)),
    readTogether: async (work) =>
      outside(() => db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work)),
    write: async (work, refusal) => outside(() => refusing(refusal, () => db.transaction().execute(work))),
    transaction: async (work) =>
      outside(() =>
        db.transaction().execute((transaction) => inScope(transaction, dialect, new Scope(null), guard, work)),
      ),
  };
}

async function inScope<Value>(
  db: Db,
  dialect: DialectName,
  scope: Scope,
  guard: ScopeGuard,
  work: (session: Session) => Promise<Value>,
): Promise<Value> {
  try {
    const value = await guard.run(scope, () => work(innerSession(db, dialect, scope, guard)));
    scope.check();
    return value;
  } finally {
    scope.close();
  }
}

function innerSession(db: Db, dialect: DialectName, scope: Scope, guard: ScopeGuard): Session {
  // Savepoints nest: two pieces of work that are begun side by side must follow one another.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const turn = last.then(() => scope.watch(() => savepoint(db, work)));
    last = turn.catch(() => {});
    return turn;
  };
  const read = async <Value>(work: (db: Db) => Promise<Value>): Promise<Value> => {
    guard.check(scope);
    return scope.watch(() => work(db));
  };
  return {
    dialect,
    read,
    readTogether: read,
    write: async (work, refusal) => {
      guard.check(scope);
      return inTurn(() => refusing(refusal, () => work(db)));
    },
    transaction: async (work) => {
      guard.check(scope);
      return inTurn(() => inScope(db, dialect, new Scope(scope), guard, work));
    },
  };
}

/** Undoes the work alone when it fails. PostgreSQL would give up the whole transaction, SQLite would keep half of the work. */
async function savepoint<Value>(db: Db, work: () => Promise<Value>): Promise<Value> {
  await sql`savepoint piece`.execute(db);
  let value: Value;
  try {
    value = await work();
  } catch (error) {
    await sql`rollback to savepoint piece`.execute(db).catch(() => {});
    await sql`release savepoint piece`.execute(db).catch(() => {});
    throw error;
  }
  await sql`release savepoint piece`.execute(db);
  return value;
}

async function refusing<Value>(refusal: Refusal | undefined, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Violation && refusal !== undefined) throw refusal(error);
    throw error;
  }
}
