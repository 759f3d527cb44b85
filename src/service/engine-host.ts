import type { JournalCursor } from '../ports/journal.ts';
import type { EngineRunId, Slug } from '../values/ids.ts';
import type { Port, Station } from '../values/model.ts';
import type { EngineEnd } from './engine-keeper-budget.ts';
import type { KeeperReport, RestartOrder } from './engine-keeper-files.ts';
import type { SignsOfLife } from './engine-keeper-life.ts';

/** A station as its engine was last prepared: all that starting it again takes, read from the disk. */
export interface PreparedStation {
  readonly slug: Slug;
  /** IANA name. */
  readonly timeZone: string;
  readonly ports: readonly Port[];
}

/** What keeping an engine process alive takes, done by the machine. */
export interface EngineHost {
  /** The process that runs the station's script; null when there is none. */
  find(station: Pick<Station, 'slug'>): Promise<number | null>;
  /** The run that the station's engine process was started as; null when it says none, or is gone. */
  runOf(station: Station, pid: number): Promise<EngineRunId | null>;
  /** Resolves when the process is gone, and says of what as far as it can be known; at once when the signal is aborted. */
  ended(station: Station, pid: number, signal: AbortSignal): Promise<EngineEnd>;
  /** What the engine's disk shows of its life. */
  signs(station: Station, run: EngineRunId | null): Promise<Omit<SignsOfLife, 'answeredMs'>>;
  /** Whether sound comes out of any of the outputs, asked of the outputs themselves. It takes some seconds. */
  sounds(station: Station, ports: readonly Port[]): Promise<boolean>;
  /**
   * Looks whether an engine that is started now could open its outputs.
   * @throws {RefusedError} `port_busy`, …
   */
  check(station: Pick<Station, 'slug'>, ports: readonly Port[]): Promise<void>;
  /**
   * Makes the script of these ports and puts it on the disk, if it is another than the one there and the engine takes it.
   * Returns its version.
   * @throws {RefusedError} when a setting or the script is not accepted; the one on the disk stays
   */
  prepare(station: Station, ports: readonly Port[]): Promise<string>;
  /** Has the script that is on the disk checked once more. @throws {RefusedError} `script_refused`, `no_script`, … */
  recheck(station: Station): Promise<void>;
  /**
   * Starts the script that is on the disk, detached, and returns the process id. Its run follows `lastRun`, the last one
   * that is in the log, and those that the journal holds.
   * @throws {RefusedError} `port_busy`, `no_liquidsoap`, …
   */
  start(
    station: Pick<Station, 'slug' | 'timeZone'>,
    ports: readonly Port[],
    lastRun: EngineRunId | null,
  ): Promise<number>;
  /** Remembers a run on the disk, where the next one is counted from. @throws {PassingError} `disk_failed` */
  remember(station: Pick<Station, 'slug'>, run: EngineRunId): Promise<void>;
  /** The stations that were prepared on this disk, and not forgotten: those that can be on the air without the database. */
  prepared(): Promise<readonly PreparedStation[]>;
  /** The end of what the station's engine wrote to its log, in one line, to say why it died; empty when there is none. */
  lastWords(slug: string): Promise<string>;
  /** Deletes what is old of the journal and in the database for long, and keeps the engine's own log short. */
  prune(station: Station, cursor: JournalCursor | null): Promise<void>;
  /** Ends the engine's process, and the emergency source's. Returns the id of one that ran; null when there was none. */
  stop(slug: string): Promise<number | null>;
  /** Ends the engine of a station that is no more, or is not to be on the air: it is not started again from the disk alone. */
  forget(slug: string): Promise<void>;
  /** Ends the engine's process by force, without asking. */
  kill(station: Station): Promise<void>;
  readonly emergency: EmergencyHost;
  /** What the operator asked for, if it still stands. */
  order(station: Station): Promise<RestartOrder | null>;
  /** It was carried out, or cannot be. */
  forgetOrder(station: Station): Promise<void>;
  /** Leaves word of how things are, for `airkeeper status`. */
  report(station: Station, report: KeeperReport): Promise<void>;
}

/** The small engine that has the outputs while the station's own cannot be kept running. */
export interface EmergencyHost {
  find(station: Pick<Station, 'slug'>): Promise<number | null>;
  /** The run that its process was started as; null when it says none, or is gone. */
  runOf(station: Pick<Station, 'slug'>, pid: number): Promise<EngineRunId | null>;
  /**
   * Starts it on those outputs that can be opened, with what there is to play.
   * @throws {RefusedError} `no_liquidsoap`, …
   */
  start(station: Station, ports: readonly Port[], lastRun: EngineRunId | null): Promise<number>;
  stop(station: Pick<Station, 'slug'>): Promise<void>;
  /** Ends it by force, without asking. */
  kill(station: Pick<Station, 'slug'>): Promise<void>;
}
