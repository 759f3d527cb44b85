import type { JournalCursor } from '../ports/journal.ts';
import type { EngineRunId, Slug } from '../values/ids.ts';
import type { Port, Station } from '../values/model.ts';

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
  /** The stations that were prepared on this disk, and not forgotten: those that can be on the air without the database. */
  prepared(): Promise<readonly PreparedStation[]>;
  /** The end of what the station's engine wrote to its log, in one line, to say why it died; empty when there is none. */
  lastWords(slug: string): Promise<string>;
  /** Deletes what is old of the journal and in the database for long, and keeps the engine's own log short. */
  prune(station: Station, cursor: JournalCursor | null): Promise<void>;
  /** Ends the engine's process. Returns its id; null when there was none. */
  stop(slug: string): Promise<number | null>;
  /** Ends the engine of a station that is no more, or is not to be on the air: it is not started again from the disk alone. */
  forget(slug: string): Promise<void>;
}
