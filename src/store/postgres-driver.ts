import {
  type Dialect,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type PostgresQueryResult,
} from 'kysely';
import pg from 'pg';
import { assert, RefusedError } from '../values/errors.ts';
import { databaseUnavailable } from './database-errors.ts';
import { fromConnectError, fromQueryError, isServerError } from './postgres-errors.ts';
import { cleanText } from './text.ts';

/** Object identifier of PostgreSQL's `int8`: what ids, instants and counts come as. */
const INT8 = 20;
const INT8_TYPES: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? wholeNumber : pg.types.getTypeParser(oid, format)),
};

const CONNECT_WAIT_MS = 5_000;
const IDLE_CONNECTION_MS = 30_000;
const STATEMENT_WAIT_MS = 20_000;
/** Longer than the server's own limit: it runs out only when the server is silent. */
const REPLY_WAIT_MS = 25_000;
/** After this long the server takes the locks of a program that was stopped in the middle of a transaction. */
const FORSAKEN_TRANSACTION_MS = 60_000;
const MOST_CONNECTIONS = 5;

export interface PostgresPlace {
  readonly url: string;
  /** How long a statement waits for another connection's lock. */
  readonly lockWaitMs: number;
  /** No limit on how long a statement takes: a migration may rewrite a large table. */
  readonly patient: boolean;
}

/** Kysely's dialect for a PostgreSQL server. @throws {RefusedError} `bad_database_url` */
export function postgresDialect(place: PostgresPlace): Dialect {
  return new PostgresDialect({ pool: new CarefulPool(place) });
}

/** The database's address without its password, for messages. @throws {RefusedError} `bad_database_url` */
export function postgresName(url: string): string {
  if (!/^postgres(ql)?:\/\//.test(url)) throw badUrl();
  try {
    const { host, port, database } = new pg.Client({ connectionString: url });
    return `postgres://${host}:${port}/${database ?? ''}`;
  } catch {
    throw badUrl();
  }
}

// The address itself is not told: it may hold a password.
function badUrl(): RefusedError {
  return new RefusedError(
    'bad_database_url',
    'the address of the database is not one of PostgreSQL: it is postgres://user:password@host:port/database',
  );
}

/** A pool that turns errors into ours, and never gives out again a connection on which something was left unanswered. */
class CarefulPool implements PostgresPool {
  readonly options: object;
  readonly #name: string;
  readonly #pool: pg.Pool;

  constructor({ url, lockWaitMs, patient }: PostgresPlace) {
    this.#name = postgresName(url);
    const options: pg.PoolConfig = {
      connectionString: url,
      application_name: 'airkeeper',
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_WAIT_MS,
      idleTimeoutMillis: IDLE_CONNECTION_MS,
      idle_in_transaction_session_timeout: FORSAKEN_TRANSACTION_MS,
      lock_timeout: lockWaitMs,
      keepAlive: true,
      types: INT8_TYPES,
      ...(patient ? {} : { statement_timeout: STATEMENT_WAIT_MS, query_timeout: REPLY_WAIT_MS }),
    };
    this.options = options;
    this.#pool = new pg.Pool(options);
    // A connection that is lost while nobody waits for it is replaced at the next query; without listeners the program would end.
    this.#pool.on('error', () => {});
    this.#pool.on('connect', (client) => client.on('error', () => {}));
  }

  async connect(): Promise<PostgresPoolClient> {
    try {
      return new CarefulClient(await this.#pool.connect(), this.#name);
    } catch (error) {
      throw fromConnectError(error, this.#name);
    }
  }

  end(): Promise<void> {
    return this.#pool.end();
  }
}

class CarefulClient implements PostgresPoolClient {
  readonly #client: pg.PoolClient;
  readonly #name: string;
  #lost = false;

  constructor(client: pg.PoolClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  query(cursor: unknown): never;
  async query<R>(sql: unknown, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    assert(typeof sql === 'string', 'queries are not streamed');
    if (this.#lost) throw databaseUnavailable(this.#name, 'the connection was lost');
    try {
      return (await this.#client.query(sql, parameters.map(inputValue))) as unknown as PostgresQueryResult<R>;
    } catch (error) {
      this.#lost ||= !isServerError(error);
      throw fromQueryError(error, this.#name);
    }
  }

  release(destroy = false): void {
    this.#client.release(destroy || this.#lost);
  }
}

function inputValue(value: unknown): string | number | boolean | null {
  // Kysely itself asks for the tables with truth values.
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') return cleanText(value);
  assert(typeof value === 'number' && Number.isFinite(value), `a value of type ${typeof value} does not fit a column`);
  return value;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `${text} is beyond the whole numbers of the program`);
  return value;
}
