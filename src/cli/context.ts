import type { Clock } from '../ports/clock.ts';
import type { CueSheet } from '../ports/cue-sheet.ts';
import type { Engine } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import type { Port, PortDirection, Station } from '../values/model.ts';

/** Where text goes. It takes the text as it is: no line end is added. */
export interface TextOutput {
  write(text: string): void;
}

/** Where the data is. */
export interface DataPlace {
  /** Absolute. */
  readonly dataFolder: string;
  /** `postgres://…`; null: SQLite, in the data folder. */
  readonly databaseUrl: string | null;
}

export interface OpenStoreOptions extends DataPlace {
  /**
   * Whether a data folder or a schema that is not there is made. When false, opening one that is not there is refused
   * with `no_data`, so that a mistyped `--data` does not leave an empty database behind.
   */
  readonly create: boolean;
}

export interface StartOptions extends DataPlace {
  /** Whether a database with no station gets the demo. */
  readonly demo: boolean;
  /** TCP port of the demo's stream; null: none was given. */
  readonly streamPort: number | null;
  /** Whether the log lines are JSON whatever the output is. */
  readonly json: boolean;
}

/** What became of something that was to be stopped. `pid` where it is known. */
export interface StopOutcome {
  readonly state: 'stopped' | 'not_running';
  readonly pid: number | null;
}

/** Whether Airkeeper itself runs on a data folder. `not_permitted`: this user cannot look into the folder. */
export interface DaemonState {
  readonly state: 'running' | 'stopped' | 'not_permitted';
  /** Of the process that runs, where it is known. */
  readonly pid: number | null;
  /** Name of the user whose folder it is; null where it is not known, or is this user. */
  readonly owner: string | null;
}

/** One thing that was looked at on this machine. */
export interface DoctorCheck {
  readonly name: string;
  readonly ok: boolean;
  /** What was found. */
  readonly message: string;
  /** The command or change that mends it; null when nothing has to be mended. */
  readonly remedy: string | null;
}

/** Whom a unit belongs to: the machine, or one user. */
export type UnitScope = 'system' | 'user';

/** The machine's service manager. */
export interface Systemd {
  /** Where it, and polkit, look for what is installed. */
  folders(scope: UnitScope): { readonly units: string; readonly rules: string };
  /** Has `systemctl` do something; null where systemd does not run. @throws {RefusedError} `systemctl_failed` */
  readonly control: ((scope: UnitScope, ...args: readonly string[]) => Promise<void>) | null;
}

export type ClosableEngine = Engine & { close(): void | Promise<void> };

/** All that the command line needs from outside; made by `main.ts`, and by the tests. */
export interface CliContext {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** Whether a person reads the standard output. */
  readonly isTerminal: boolean;
  /** Columns of that terminal; undefined where it is none. */
  readonly columns: number | undefined;
  readonly version: string;
  /** Absolute: the folder in which the command was given. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** IANA name of the machine's time zone: what a new station gets when none is given. */
  readonly timeZone: string;
  readonly clock: Clock;
  /** Aborted when the person interrupts the command: ends `log list --follow`. */
  readonly interrupted: AbortSignal;
  readonly library: Library;

  /** @throws {RefusedError} `no_data`; {PassingError} when the database does not answer */
  openStore(options: OpenStoreOptions): Promise<Store>;
  /** Brings the schema up to date. Returns the names of the migrations it carried out. */
  migrate(place: DataPlace): Promise<readonly string[]>;
  /** A connector to a station's engine, running or not. Its owner closes it. */
  engineFor(dataFolder: string, slug: string): ClosableEngine;
  /** The cue sheet on the engine's disk; null where none has been written. */
  readCueSheet(dataFolder: string, slug: string): Promise<CueSheet | null>;
  /** Slugs of the stations that have an engine's folder on this disk, whether or not they are in the database. */
  engineSlugs(dataFolder: string): Promise<readonly string[]>;
  /** Runs Airkeeper in the foreground until it is stopped. Returns its exit status. */
  startDaemon(options: StartOptions): Promise<number>;
  daemonState(dataFolder: string): DaemonState;
  /** Whether this user may talk to a station's engine, if it runs. */
  mayReachEngine(dataFolder: string, slug: string): boolean;
  /** @throws {PassingError} when it runs and does not stop */
  stopDaemon(dataFolder: string): Promise<StopOutcome>;
  /** @throws {PassingError} when it runs and does not stop */
  stopEngine(dataFolder: string, slug: string): Promise<StopOutcome>;
  /** As {@link stopEngine}, for good: an Airkeeper whose database is away does not start it from what its folder holds. */
  retireEngine(dataFolder: string, slug: string): Promise<StopOutcome>;
  /** Tells a running Airkeeper that the data changed. Never fails: one that was not told finds out at its next look. */
  notifyDaemon(dataFolder: string): Promise<boolean>;
  /** The text of the script that a station's engine runs. @throws {RefusedError} when a port's settings are not valid */
  renderScript(dataFolder: string, station: Station, ports: readonly Port[]): string;
  /** @throws {RefusedError} for a kind, a setting or a value that is not allowed, saying what is */
  validatePortSettings(kind: string, direction: PortDirection, raw: Readonly<Record<string, string>>): Port['settings'];
  doctorChecks(place: DataPlace): Promise<readonly DoctorCheck[]>;
  readonly systemd: Systemd;
}
