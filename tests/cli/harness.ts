import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import type {
  CliContext,
  DaemonState,
  DoctorCheck,
  OpenStoreOptions,
  StartOptions,
  StopOutcome,
} from '../../src/cli/context.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import type { CueSheet } from '../../src/ports/cue-sheet.ts';
import type { AudioFacts, Library } from '../../src/ports/library.ts';
import type { Store } from '../../src/ports/store.ts';
import { migrate, openStore } from '../../src/store/open-store.ts';
import { validatePortSettings } from '../../src/streamer/script/port-settings.ts';
import { renderScript } from '../../src/streamer/script/render-script.ts';
import { RefusedError } from '../../src/values/errors.ts';
import { FakeEngine } from './fake-engine.ts';

export interface Outcome {
  readonly status: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
  /** The standard output, which must be JSON. */
  json(): unknown;
  /** The `error` of the standard error, which must be JSON. */
  error(): { readonly code: string; readonly message: string; readonly data: unknown };
}

const SILENT = { write: () => {} };

/** The command line on a real SQLite database in a folder of its own, with an engine and a library that the test sets. */
export class Harness {
  readonly cwd = mkdtempSync(join(tmpdir(), 'airkeeper-cli-'));
  readonly dataFolder = join(this.cwd, 'data');
  now = Temporal.Instant.from('2026-11-30T12:00:00Z');
  env: Record<string, string | undefined> = {};
  /** By absolute path; a file that is not there is refused. */
  readonly files = new Map<string, AudioFacts | RefusedError>();
  library: Library = {
    missing: async () => new Set(),
    probe: async (path) => {
      const facts = this.files.get(path) ?? new RefusedError('not_found', `there is no file ${path}`, { path });
      if (facts instanceof RefusedError) throw facts;
      return facts;
    },
  };
  readonly engine = new FakeEngine();
  cueSheet: CueSheet | null = null;
  /** Called for each sleep of the clock. */
  onSleep: (spanMs: number) => void | Promise<void> = () => {};
  readonly interruption = new AbortController();
  readonly stopped: string[] = [];
  /** Slugs of the stations whose engines were stopped for good. */
  readonly retired: string[] = [];
  readonly started: StartOptions[] = [];
  startStatus = 0;
  daemonPid: number | null = null;
  /** Null: whether Airkeeper runs is told by its pid. */
  daemon: DaemonState | null = null;
  /** Slugs of stations whose engines this user may not talk to. */
  readonly unreachable = new Set<string>();
  engineFolders: string[] = [];
  checks: DoctorCheck[] = [];
  notified = 0;
  /** Whether systemd runs the machine; what it was asked. */
  isBooted = false;
  readonly controlled: string[] = [];
  /** What the store is given as before each command; to make it fail. */
  wrapStore: (store: Store) => Store = (store) => store;

  /** @param atEnd is given what removes the folder */
  constructor(atEnd: (remove: () => void) => void = onTestFinished) {
    atEnd(() => rmSync(this.cwd, { recursive: true, force: true }));
  }

  addFile(name: string, facts: Partial<AudioFacts> | RefusedError = {}): string {
    const path = resolve(this.cwd, name);
    const whole = facts instanceof RefusedError ? facts : { durationSeconds: 180, title: '', artist: '', ...facts };
    this.files.set(path, whole);
    return path;
  }

  /** Runs one command, its arguments as the shell would give them. */
  async run(...argv: readonly string[]): Promise<Outcome> {
    let out = '';
    let err = '';
    const write = (take: (text: string) => void) => ({ write: take });
    const context = this.context(
      write((text) => {
        out += text;
      }),
      write((text) => {
        err += text;
      }),
    );
    const status = await runCli(context, argv);
    return {
      status,
      out,
      err,
      json: () => JSON.parse(out),
      error: () => JSON.parse(err.trim().split('\n').at(-1) ?? '').error,
    };
  }

  /** As {@link run}, for a command that must succeed, with the JSON that it prints. */
  async json(...argv: readonly string[]): Promise<unknown> {
    const outcome = await this.run(...argv, '--json');
    if (outcome.status !== 0) throw new Error(`${argv.join(' ')}: ${outcome.err}`);
    return outcome.json();
  }

  /** Runs the commands, each of which must succeed; words are separated by blanks, and may be in double quotes. */
  async all(...lines: readonly string[]): Promise<void> {
    for (const line of lines) {
      const outcome = await this.run(...words(line));
      if (outcome.status !== 0) throw new Error(`${line}: ${outcome.err}`);
    }
  }

  async withStore<Value>(work: (store: Store) => Promise<Value>): Promise<Value> {
    const store = await openStore({ file: join(this.dataFolder, 'airkeeper.db') });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  }

  context(stdout: CliContext['stdout'] = SILENT, stderr: CliContext['stderr'] = SILENT): CliContext {
    return {
      stdout,
      stderr,
      isTerminal: false,
      columns: undefined,
      version: '1.2.3',
      cwd: this.cwd,
      env: this.env,
      timeZone: 'Europe/Paris',
      clock: {
        now: () => this.now,
        monotonicMs: () => 0,
        sleep: async (spanMs) => {
          await this.onSleep(spanMs);
        },
      },
      interrupted: this.interruption.signal,
      library: this.library,
      openStore: async (options) => this.wrapStore(await this.#open(options)),
      migrate: async ({ dataFolder }) => {
        mkdirSync(dataFolder, { recursive: true });
        return (await migrate({ file: join(dataFolder, 'airkeeper.db') })).applied;
      },
      engineFor: (_, slug) => this.engine.open(slug),
      readCueSheet: async () => this.cueSheet,
      engineSlugs: async () => this.engineFolders,
      startDaemon: async (options) => {
        this.started.push(options);
        return this.startStatus;
      },
      daemonState: () =>
        this.daemon ?? { state: this.daemonPid === null ? 'stopped' : 'running', pid: this.daemonPid, owner: null },
      mayReachEngine: (_, slug) => !this.unreachable.has(slug),
      stopDaemon: async () => this.#stop('airkeeper', this.daemonPid),
      stopEngine: async (_, slug) => this.#stop(slug, this.engine.pidOf(slug)),
      retireEngine: async (_, slug) => {
        this.retired.push(slug);
        return this.#stop(slug, this.engine.pidOf(slug));
      },
      notifyDaemon: async () => {
        this.notified += 1;
        return this.daemonPid !== null;
      },
      renderScript: (folder, station, ports) => renderScript(station, ports, join(folder, 'engine.sock')).text,
      validatePortSettings,
      doctorChecks: async () => this.checks,
      systemd: {
        folders: (scope) => ({ units: join(this.cwd, scope), rules: join(this.cwd, 'rules') }),
        control: this.isBooted
          ? async (scope, ...args) => {
              this.controlled.push(`${scope} ${args.join(' ')}`);
            }
          : null,
      },
    };
  }

  async #open({ dataFolder, create }: OpenStoreOptions): Promise<Store> {
    if (create) mkdirSync(dataFolder, { recursive: true });
    return openStore({ file: join(dataFolder, 'airkeeper.db'), migrate: create });
  }

  #stop(what: string, pid: number | null): StopOutcome {
    this.stopped.push(what);
    return pid === null ? { state: 'not_running', pid: null } : { state: 'stopped', pid };
  }
}

/** The words of a command line: separated by blanks, double quotes around those with blanks. */
export function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
