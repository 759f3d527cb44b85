import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type TransactionSettings,
} from 'kysely';
import type { Clock } from '../ports/clock.ts';
import { assert, RefusedError } from '../values/errors.ts';
import { fromSqliteError, isBusy } from './sqlite-errors.ts';
import { cleanText } from './text.ts';

/** With a clock, a statement that finds another process's lock blocks the program this long, then waits this long beside it. */
const LOCK_SLICE_MS = 5;
const LOCK_PAUSE_MS = 20;

const NEVER_ABORTED = new AbortController().signal;

export interface SqlitePlace {
  /** Absolute. */
  readonly file: string;
  /** Whether the file is made when there is none. */
  readonly create: boolean;
  /** How long a statement waits, in all, for another process's lock. */
  readonly lockWaitMs: number;
  /** Without one, that wait blocks the program. */
  readonly clock: Clock | null;
}

/** Kysely's dialect for the database that is built into Node. */
export function sqliteDialect(place: SqlitePlace): Dialect {
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => new NodeSqliteDriver(place),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** A migration is done whole or not at all: SQLite's schema changes are part of the transaction. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

class NodeSqliteDriver implements Driver {
  readonly #place: SqlitePlace;
  #connection: NodeSqliteConnection | null = null;

  constructor(place: SqlitePlace) {
    this.#place = place;
  }

  async init(): Promise<void> {
    const { file, create } = this.#place;
    if (!create && !existsSync(file)) {
      throw new RefusedError(
        'no_data',
        `there is no database ${file}; it is made by the first station, or by: airkeeper migrate`,
        { file },
      );
    }
    const connection = new NodeSqliteConnection(this.#place);
    try {
      await connection.prepare();
    } catch (error) {
      connection.close();
      throw error;
    }
    this.#connection = connection;
  }

  async acquireConnection(): Promise<NodeSqliteConnection> {
    assert(this.#connection !== null, 'the driver is not initialised');
    return this.#connection;
  }

  async beginTransaction(connection: NodeSqliteConnection, settings: TransactionSettings): Promise<void> {
    // Taking the write lock at once: a transaction that begins by reading and then writes cannot wait for another writer.
    const begin = settings.accessMode === 'read only' ? 'begin' : 'begin immediate';
    await connection.executeQuery(CompiledQuery.raw(begin));
  }

  async commitTransaction(connection: NodeSqliteConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('commit'));
  }

  async rollbackTransaction(connection: NodeSqliteConnection): Promise<void> {
    // SQLite itself ends the transaction on some errors, such as a full disk.
    if (connection.inTransaction) await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {
    this.#connection?.close();
    this.#connection = null;
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly #file: string;
  readonly #clock: Clock | null;
  readonly #tries: number;
  readonly #database: DatabaseSync;

  constructor({ file, lockWaitMs, clock }: SqlitePlace) {
    this.#file = file;
    this.#clock = clock;
    this.#tries = clock === null ? 1 : Math.ceil(lockWaitMs / (LOCK_SLICE_MS + LOCK_PAUSE_MS));
    try {
      this.#database = new DatabaseSync(file, { timeout: clock === null ? lockWaitMs : LOCK_SLICE_MS });
    } catch (error) {
      throw fromSqliteError(error, file);
    }
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  async prepare(): Promise<void> {
    const { rows } = await this.executeQuery<{ journal_mode: string }>(CompiledQuery.raw('pragma journal_mode = wal'));
    if (rows[0]?.journal_mode !== 'wal') {
      throw new RefusedError(
        'no_shared_memory',
        `the database ${this.#file} is on a file system that two programs cannot share (no write-ahead log): put it on a local disk`,
        { file: this.#file },
      );
    }
    // FULL: what was committed is on the disk, also when the machine loses its power.
    await this.executeQuery(CompiledQuery.raw('pragma synchronous = full'));
    await this.executeQuery(CompiledQuery.raw('pragma foreign_keys = on'));
    await this.executeQuery(CompiledQuery.raw('pragma journal_size_limit = 67108864'));
    // Up to 64 MiB: with the 2 MiB that it would be, a generation writes each page of the indices many times.
    await this.executeQuery(CompiledQuery.raw('pragma cache_size = -65536'));
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    for (let left = this.#tries; ; left -= 1) {
      try {
        return this.#execute<R>(query);
      } catch (error) {
        if (!isBusy(error) || left <= 1) throw fromSqliteError(error, this.#file);
      }
      await this.#clock?.sleep(LOCK_PAUSE_MS, NEVER_ABORTED);
    }
  }

  #execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const statement = this.#database.prepare(sql);
    const values = parameters.map(inputValue);
    if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }

  // biome-ignore lint/correctness/useYield: Kysely demands the method; no query of the store is streamed.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    assert(false, 'queries are not streamed');
  }

  close(): void {
    this.#database.close();
  }
}

function inputValue(value: unknown): SQLInputValue {
  if (value === null) return null;
  if (typeof value === 'string') return cleanText(value);
  assert(typeof value === 'number' && Number.isFinite(value), `a value of type ${typeof value} does not fit a column`);
  return value;
}
