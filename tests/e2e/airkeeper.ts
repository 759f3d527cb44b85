import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, lstat, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const COMMAND = fileURLToPath(new URL('../../bin/airkeeper', import.meta.url));

export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What `log list --json` gives, as far as the tests look at it. */
export interface LoggedEntry {
  readonly id: number;
  readonly type: string;
  readonly date: string;
  readonly end: string | null;
  readonly source: string;
  readonly sound: { readonly id: number; readonly title: string } | null;
  readonly track: { readonly id: number } | null;
  readonly diffusion: { readonly id: number } | null;
  readonly comment: string;
  readonly reason: string;
}

export interface StationStatus {
  readonly engine: { readonly state: string; readonly pid: number | null; readonly run: string | null };
  readonly onAir: { readonly source: string; readonly title: string; readonly remainingSeconds: number | null } | null;
  readonly next: { readonly start: string } | null;
}

/** A data folder with an Airkeeper on it, as a user would have one. All of it is gone when the test is over. */
export class Airkeeper {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #daemons: ChildProcess[] = [];

  private constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.folder = folder;
    this.#env = env;
  }

  static async make(env: Readonly<Record<string, string>> = {}): Promise<Airkeeper> {
    const airkeeper = new Airkeeper(await mkdtemp(join(tmpdir(), 'airkeeper-e2e-')), env);
    onTestFinished(() => airkeeper.#clear());
    return airkeeper;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  /** Runs a command line to its end. */
  run(...args: readonly string[]): Promise<Outcome> {
    return new Promise((resolve) => {
      const options = { cwd: this.folder, env: this.#environment(), maxBuffer: 1 << 24 };
      execFile(COMMAND, args, options, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 99;
        resolve({ status, stdout, stderr });
      });
    });
  }

  /** Runs a command line that must succeed, and gives what it printed. */
  async do(...args: readonly string[]): Promise<string> {
    const { status, stdout, stderr } = await this.run(...args);
    if (status !== 0) throw new Error(`airkeeper ${args.join(' ')}: status ${status}\n${stdout}${stderr}`);
    return stdout;
  }

  async json<Value>(...args: readonly string[]): Promise<Value> {
    return JSON.parse(await this.do(...args, '--json'));
  }

  log(station: string): Promise<readonly LoggedEntry[]> {
    return this.json('log', 'list', station);
  }

  status(station: string): Promise<StationStatus> {
    return this.json('status', station);
  }

  /** Starts Airkeeper in the background. */
  start(...args: readonly string[]): Daemon {
    const child = spawn(COMMAND, ['start', ...args], { cwd: this.folder, env: this.#environment() });
    this.#daemons.push(child);
    return new Daemon(child);
  }

  #environment(): NodeJS.ProcessEnv {
    return { ...process.env, AIRKEEPER_DATA: this.data, ...this.#env };
  }

  /** With `AIRKEEPER_TEST_KEEP=FOLDER` the data folder of each test can be looked at afterwards. */
  async #keep(): Promise<void> {
    const { AIRKEEPER_TEST_KEEP: keep } = process.env;
    if (keep === undefined) return;
    const filter = async (path: string) => !(await lstat(path)).isSocket();
    await cp(this.data, join(keep, basename(this.folder)), { recursive: true, filter });
  }

  async #clear(): Promise<void> {
    for (const child of this.#daemons) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await this.run('stop', '--engine');
    await this.#keep();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A running `airkeeper start`. */
export class Daemon {
  readonly child: ChildProcess;
  #output = '';
  readonly ended: Promise<{ readonly status: number | null; readonly output: string }>;

  constructor(child: ChildProcess) {
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (text: string) => {
        this.#output += text;
      });
    }
    this.ended = once(child, 'close').then(([status]) => ({ status, output: this.#output }));
  }

  get output(): string {
    return this.#output;
  }

  async signal(signal: NodeJS.Signals): Promise<{ readonly status: number | null; readonly output: string }> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** Asks until the answer is there. @throws when it is not, with the last one */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value | null | undefined | false>,
  withinMs = 60_000,
): Promise<Value> {
  const deadline = performance.now() + withinMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const value = await ask();
      if (value !== null && value !== undefined && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(
    `${what}: not within ${withinMs} ms; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`,
  );
}

export function sleep(spanMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, spanMs));
}

/** An ISO instant so many seconds from now, to the millisecond. */
export function inSeconds(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

export async function freeTcpPort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no TCP port');
  return address.port;
}

export async function exists(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  // a zombie is gone: nobody in this test's process tree reaps what was detached
  return stat !== null && !/\) Z /.test(stat);
}
