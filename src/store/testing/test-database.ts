import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import type { PostgresServer } from '../../../tests/postgres/server.ts';
import type { Store } from '../../ports/store.ts';
import { migrate, openStore, type StoreOptions, type StorePlace } from '../open-store.ts';

export type TestRow = Readonly<Record<string, unknown>>;

/** One scan of a table in the plan of a statement. */
export interface Scan {
  readonly table: string;
  /** Null where the table is read from one end to the other. */
  readonly index: string | null;
}

export interface Plan {
  readonly scans: readonly Scan[];
  readonly sorts: boolean;
  /** As the database tells it. */
  readonly text: string;
}

/** A database with a store in it, and with a door beside the store, as an operator's own tools have. */
export interface TestDatabase {
  readonly store: Store;
  readonly place: StorePlace;
  /** The statements that the store has made. */
  readonly statements: string[];
  run(statement: string): Promise<readonly TestRow[]>;
  /** How the database carries out a statement of the store, for values that it does not know. */
  plan(statement: string): Promise<Plan>;
  close(): Promise<void>;
}

export async function sqliteTestDatabase(options: StoreOptions = {}): Promise<TestDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-store-'));
  const place = { file: join(folder, 'airkeeper.db') };
  await migrate(place);
  const statements: string[] = [];
  const store = await openStore({ ...place, ...options, onQuery: (statement) => statements.push(statement) });
  const database = new DatabaseSync(place.file, { timeout: 5000 });
  const run = async (statement: string) => database.prepare(statement).all() as TestRow[];
  return {
    store,
    place,
    statements,
    run,
    plan: async (statement) => sqlitePlan(await run(`explain query plan ${statement}`)),
    close: async () => {
      database.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** @param server has a database `migrated` with the schema, to which nobody is connected */
export async function postgresTestDatabase(server: PostgresServer, options: StoreOptions = {}): Promise<TestDatabase> {
  const url = await server.createDatabase('migrated');
  const statements: string[] = [];
  const store = await openStore({ url, ...options, onQuery: (statement) => statements.push(statement) });
  const client = new pg.Client(url);
  // The server may be cut off; who then asks it something is told.
  client.on('error', () => {});
  await client.connect();
  // What the planner does when it does not know the values, and may not shrug an index off because a table is small.
  await client.query('set plan_cache_mode = force_generic_plan; set enable_seqscan = off');
  const run = async (statement: string) => (await client.query<TestRow>(statement)).rows;
  return {
    store,
    place: { url },
    statements,
    run,
    plan: (statement) => postgresPlan(run, statement),
    close: async () => {
      await client.end();
      await store.close();
      await server.dropDatabase(url);
    },
  };
}

/** https://www.sqlite.org/eqp.html */
function sqlitePlan(rows: readonly TestRow[]): Plan {
  const lines = rows.map(({ detail }) => String(detail));
  const scans = lines.flatMap((line) => {
    const [, way, table, index] =
      /^(SCAN|SEARCH) (\w+)(?:.* USING (?:COVERING )?(?:INDEX (\w+)|INTEGER PRIMARY KEY))?/.exec(line) ?? [];
    if (table === undefined) return [];
    return [{ table, index: way === 'SCAN' ? null : (index ?? 'primary key') }];
  });
  return { scans, sorts: lines.some((line) => line.includes('TEMP B-TREE')), text: lines.join('\n') };
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly Alias?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly Plans?: readonly PlanNode[];
}

async function postgresPlan(run: TestDatabase['run'], statement: string): Promise<Plan> {
  const count = Math.max(0, ...[...statement.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  await run(`prepare planned as ${statement}`);
  try {
    const values = count === 0 ? '' : `(${Array(count).fill('null').join(', ')})`;
    const [row = {}] = await run(`explain (format json) execute planned ${values}`);
    const [{ Plan: root }] = row['QUERY PLAN'] as [{ Plan: PlanNode }];
    const nodes = [...nodesOf(root)];
    const scans = nodes.flatMap((node) => {
      const { 'Node Type': type, 'Index Name': index, 'Index Cond': condition, 'Relation Name': table } = node;
      // A bitmap is looked up by one node and fetched by the one above it.
      if (!type.endsWith('Scan') || type === 'Bitmap Heap Scan') return [];
      if (table === undefined && index === undefined) return [];
      return [{ table: table ?? '', index: condition === undefined ? null : (index ?? null) }];
    });
    return {
      scans,
      sorts: nodes.some((node) => node['Node Type'].endsWith('Sort')),
      text: JSON.stringify(root, null, 1),
    };
  } finally {
    await run('deallocate planned');
  }
}

function* nodesOf(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* nodesOf(child);
}
