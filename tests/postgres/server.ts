import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findPostgres, type PostgresBinaries } from './binaries.ts';

const run = promisify(execFile);

const SUPERUSER = 'airkeeper';
/** Users that are not root: PostgreSQL refuses to run as root. */
const OTHER_USERS = ['postgres', 'nobody'];

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** A real PostgreSQL server of our own, reached by a Unix socket in its own folder. */
export class PostgresServer {
  readonly #binaries: PostgresBinaries;
  readonly #account: Account | null;
  readonly #folder: string;
  #process: ChildProcess | null = null;
  #databases = 0;
  readonly #killAtExit = () => this.#process?.kill('SIGQUIT');

  private constructor(binaries: PostgresBinaries, account: Account | null, folder: string) {
    this.#binaries = binaries;
    this.#account = account;
    this.#folder = folder;
  }

  static async start(): Promise<PostgresServer> {
    const binaries = await findPostgres();
    const account = process.getuid?.() === 0 ? await accountBesidesRoot() : null;
    const folder = await mkdtemp(join(tmpdir(), 'airkeeper-pg-'));
    if (account !== null) await chown(folder, account.uid, account.gid);
    await chmod(folder, 0o700);
    const server = new PostgresServer(binaries, account, folder);
    try {
      await server.#makeCluster();
      await server.resume();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  /** Pid of the server; null while it is down. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  url(database: string): string {
    return `postgres://${SUPERUSER}@/${database}?host=${encodeURIComponent(this.#folder)}`;
  }

  /** Makes a database, empty or like another one that nobody is connected to, and gives its address. */
  async createDatabase(like = 'template0'): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.run('postgres', `create database ${name} template ${like} strategy file_copy`);
    return this.url(name);
  }

  async dropDatabase(url: string): Promise<void> {
    const name = /\/(test_\d+)\?/.exec(url)?.[1];
    if (name === undefined) throw new Error('not a database of this server');
    await this.run('postgres', `drop database ${name} with (force)`);
  }

  /** Carries out one statement in a connection of its own. */
  async run(database: string, statement: string): Promise<void> {
    const client = new pg.Client(this.url(database));
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  }

  /** Ends the server like a loss of power would: connections are cut, and nothing is put in order. */
  async cut(): Promise<void> {
    const child = this.#process;
    if (child === null) return;
    this.#process = null;
    process.off('exit', this.#killAtExit);
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null;
    child.kill('SIGQUIT');
    await gone;
  }

  /** Starts the server, the first time or after {@link cut}. */
  async resume(): Promise<void> {
    const settings = {
      listen_addresses: '',
      unix_socket_directories: this.#folder,
      fsync: 'off',
      full_page_writes: 'off',
      shared_buffers: '32MB',
      max_connections: '40',
      autovacuum: 'off',
    };
    const child = spawn(
      this.#binaries.postgres,
      ['-D', this.#data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      { cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'], ...this.#account },
    );
    this.#process = child;
    process.on('exit', this.#killAtExit);
    await ready(child);
  }

  async stop(): Promise<void> {
    await this.cut();
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #data(): string {
    return join(this.#folder, 'data');
  }

  /** With the sorting rules of a language, as servers usually have: what must be in byte order has to ask for it. */
  async #makeCluster(): Promise<void> {
    await run(
      this.#binaries.initdb,
      [
        `--pgdata=${this.#data}`,
        `--username=${SUPERUSER}`,
        '--auth=trust',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--locale-provider=icu',
        '--icu-locale=en-US',
        '--no-sync',
        '--no-instructions',
      ],
      { cwd: this.#folder, ...this.#account },
    );
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`The PostgreSQL server ended:\n${said}`)));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('ready to accept connections')) resolve();
    });
  });
  child.removeAllListeners('exit');
  // It is read on, so that the server never waits for a full pipe.
  child.stderr?.removeAllListeners('data').resume();
}

async function accountBesidesRoot(): Promise<Account> {
  for (const user of OTHER_USERS) {
    try {
      const { stdout: uid } = await run('id', ['-u', user]);
      const { stdout: gid } = await run('id', ['-g', user]);
      return { uid: Number(uid), gid: Number(gid) };
    } catch {
      // no such user: try the next
    }
  }
  throw new Error(`PostgreSQL does not run as root, and there is no user ${OTHER_USERS.join(' or ')}`);
}
