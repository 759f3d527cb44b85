import type { Logger } from 'pino';
import {
  type AlarmNotice,
  type AlarmRecord,
  type AlarmSettings,
  type AlarmStore,
  alarmSettingsOf,
} from '../../ports/alarm-store.ts';
import type { AlarmStation, Alarms } from '../../ports/alarms.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import type { Alarm, AlarmId } from '../../values/alarms.ts';
import { BugError, PassingError, RefusedError } from '../../values/errors.ts';
import type { DatabaseId, StationId } from '../../values/ids.ts';
import { plusSeconds } from '../../values/instant.ts';
import type { Service } from '../service.ts';
import { WakeUp } from '../wake-up.ts';
import { AlarmBook } from './alarm-book.ts';
import { type AlarmFile, alarmFileText, readAlarmFile, writeAlarmFile } from './alarm-file.ts';

/** The settings are read, and the database is looked at, this often. */
const LOOK_EVERY_MS = 5_000;
/** A database that fails for this long is down: one that a lock holds up is not. */
const DOWN_AFTER_MS = 8_000;
/** Cleared alarms are kept this long. */
const KEPT_SECONDS = 90 * 24 * 3600;

/** What is asked of the database. */
export interface AlarmKeeperStore {
  readonly database: Pick<Store['database'], 'id'>;
  readonly alarms: AlarmStore;
  readonly stations: Pick<Store['stations'], 'list'>;
}

export interface AlarmKeeperOptions {
  /** Null while no database is open. */
  readonly store: () => AlarmKeeperStore | null;
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Keeps the alarms: in memory, in a file of the data folder, and in the database as soon as that can be. Nobody who raises
 * an alarm waits for any of it.
 */
export class AlarmKeeper implements Alarms, Service {
  readonly id = 'alarm keeper';
  readonly #options: AlarmKeeperOptions;
  readonly #book = new AlarmBook();
  readonly #wakeUp: WakeUp;
  /** What was said before the alarms of the last run were known; null since they are. */
  #waiting: (() => void)[] | null = [];
  #settings: ReadonlyMap<StationId | null, AlarmSettings> | null = null;
  #isFileRead = false;
  #database: DatabaseId | null = null;
  /** Those that were in the file of the last run. */
  #ofFile: readonly AlarmId[] = [];
  #isDatabaseRead = false;
  #failingSinceMs: number | null = null;
  #writing: Promise<void> = Promise.resolve();
  #written = '';
  #fileTrouble = '';
  #onChange: () => void = () => {};

  constructor(options: AlarmKeeperOptions) {
    this.#options = options;
    this.#wakeUp = new WakeUp(options.clock);
  }

  raise: Alarms['raise'] = (name, station, subject, facts) => {
    this.#say(() => {
      const alarm = this.#book.raise(this.#nowMs(), name, station, subject, facts);
      if (alarm !== null) this.#changed([alarm]);
    });
  };

  clear: Alarms['clear'] = (name, station, subject) => {
    this.#say(() => {
      const alarm = this.#book.clear(this.#nowMs(), name, station, subject);
      if (alarm !== null) this.#changed([alarm]);
    });
  };

  settle: Alarms['settle'] = (name, station, conditions) => {
    this.#say(() => {
      const subjects = new Set(conditions.map(({ subject }) => subject));
      this.#changedIfAny(this.#book.clearOthers(this.#nowMs(), name, station, subjects));
    });
    for (const { subject, facts } of conditions) this.raise(name, station, subject, facts);
  };

  open: Alarms['open'] = (name, station) => this.#book.openSubjects(name, station);

  /** Whether the alarms of the last run are known, from the database or else from the file. */
  get isReady(): boolean {
    return this.#waiting === null;
  }

  get records(): readonly AlarmRecord[] {
    return this.#book.records;
  }

  /** What holds for a station, or for all; null while nobody could be asked. */
  settingsOf(station: AlarmStation): AlarmSettings | null {
    return this.#settings === null ? null : alarmSettingsOf(this.#settings, station?.id ?? null);
  }

  /** Null while nobody could be asked for them. */
  get settings(): ReadonlyMap<StationId | null, AlarmSettings> | null {
    return this.#settings;
  }

  /** What became of telling somebody. */
  note(id: AlarmId, notice: AlarmNotice): void {
    this.#book.note(id, notice);
    this.#changed([]);
  }

  /** Calls back when there may be something to tell. */
  onChange(callback: () => void): void {
    this.#onChange = callback;
  }

  /** Somebody changed the data. */
  dataChanged(): void {
    this.#wakeUp.call();
  }

  /** Resolves when all that was said is on the disk, if the disk takes it: then somebody may be told. */
  async kept(): Promise<void> {
    this.#writeFile();
    await this.#writing;
  }

  async run(signal: AbortSignal): Promise<void> {
    if (!this.#isFileRead) await this.#readFile();
    while (!signal.aborted) {
      await this.#meetDatabase();
      this.#begin();
      await this.kept();
      await this.#wakeUp.wait(this.#book.unsaved.length > 0 ? LOOK_EVERY_MS / 5 : LOOK_EVERY_MS, signal);
    }
    // The end of Airkeeper is not held up by a database that is away.
    if (this.#failingSinceMs === null) await this.#meetDatabase();
    await this.kept();
  }

  #say(change: () => void): void {
    if (this.#waiting === null) change();
    else this.#waiting.push(change);
  }

  #begin(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    for (const change of waiting) change();
    this.#onChange();
  }

  #changed(alarms: readonly Alarm[]): void {
    for (const alarm of alarms) this.#log(alarm);
    this.#wakeUp.call();
    this.#onChange();
  }

  #log({ id, name, station, cleared, message }: Alarm): void {
    const logger = station === null ? this.#options.logger : this.#options.logger.child({ station: station.slug });
    if (cleared === null) logger.error({ alarm: id, name }, `alarm ${name}: ${message}`);
    else logger.info({ alarm: id, name }, `alarm ${name} is over: ${message}`);
  }

  async #meetDatabase(): Promise<void> {
    const { logger, clock } = this.#options;
    const beganMs = clock.monotonicMs();
    try {
      await this.#exchange();
      this.#failingSinceMs = null;
      this.clear('database_down', null, '');
    } catch (error) {
      if (error instanceof BugError) throw error;
      if (!(error instanceof PassingError || error instanceof RefusedError)) {
        logger.error({ err: error }, `the database failed: ${String(error)}`);
      }
      this.#failingSinceMs ??= beganMs;
      if (clock.monotonicMs() - this.#failingSinceMs < DOWN_AFTER_MS) return;
      this.raise('database_down', null, '', { why: error instanceof Error ? error.message : String(error) });
    }
  }

  async #exchange(): Promise<void> {
    const { clock } = this.#options;
    const store = this.#options.store();
    if (store === null) throw new PassingError('database_unavailable', 'it does not answer');
    const settings = await store.alarms.settings();
    if (!this.#isDatabaseRead) await this.#readDatabase(store);
    this.#settings = settings;
    await this.#followStations(store);
    for (const { record, version } of this.#book.unsaved) await this.#save(store, record, version);
    // Each time: a database that can be read and not written to, because another program holds it, is found by this.
    await store.alarms.prune(plusSeconds(clock.now(), -KEPT_SECONDS));
  }

  async #readDatabase(store: AlarmKeeperStore): Promise<void> {
    const database = await store.database.id();
    const there = await store.alarms.unsettled();
    if (this.#database !== null && this.#database !== database) {
      const message = 'the alarms on the disk are of another database: they are let be';
      this.#options.logger.warn({ alarms: this.#ofFile.length }, message);
      for (const id of this.#ofFile) this.#book.forget(id);
    }
    this.#database = database;
    const ids = new Set(there.map(({ alarm }) => alarm.id));
    // What the file held as saved, and the database has not, was settled or taken out of the database since.
    for (const { alarm } of this.#book.records) {
      if (this.#book.isSaved(alarm.id) && !ids.has(alarm.id)) this.#book.forget(alarm.id);
    }
    for (const record of there) this.#book.take(record, true);
    this.#isDatabaseRead = true;
  }

  /** A station that is disabled is not watched: nothing is wrong with it any more. One that is removed took its alarms with it. */
  async #followStations(store: AlarmKeeperStore): Promise<void> {
    const stations = await store.stations.list();
    for (const { id, enabled } of stations) {
      if (!enabled) this.#changedIfAny(this.#book.clearStation(this.#nowMs(), id));
    }
    const ids = new Set(stations.map(({ id }) => id));
    for (const { alarm } of this.#book.records) {
      const isGone = alarm.station !== null && !ids.has(alarm.station.id);
      if (isGone && this.#book.isSaved(alarm.id)) this.#book.forget(alarm.id);
    }
  }

  #changedIfAny(alarms: readonly Alarm[]): void {
    if (alarms.length > 0) this.#changed(alarms);
  }

  async #save(store: AlarmKeeperStore, record: AlarmRecord, version: number): Promise<void> {
    const { id } = record.alarm;
    try {
      this.#book.saved(await store.alarms.put(record), version, id);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      if (error.code !== 'not_found') {
        this.#options.logger.error({ alarm: id, code: error.code }, `an alarm cannot be kept: ${error.message}`);
      }
      // Its station was removed.
      this.#book.forget(id);
    }
  }

  async #readFile(): Promise<void> {
    this.#isFileRead = true;
    try {
      const file = await readAlarmFile(this.#options.dataFolder);
      if (file === null) return;
      this.#database = file.database;
      this.#settings = file.settings;
      this.#ofFile = file.records.map(({ record }) => record.alarm.id);
      for (const { record, isSaved } of file.records) this.#book.take(record, isSaved);
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      this.#options.logger.warn({ code: error.code }, `the alarms of the last run: ${error.message}`);
    }
  }

  #writeFile(): void {
    const { dataFolder, logger } = this.#options;
    const write = async () => {
      const text = alarmFileText(this.#file());
      if (text === this.#written) return;
      try {
        await writeAlarmFile(dataFolder, text);
        this.#written = text;
        this.#fileTrouble = '';
      } catch (error) {
        if (!(error instanceof PassingError)) throw error;
        if (error.message !== this.#fileTrouble) logger.warn({ code: error.code }, error.message);
        this.#fileTrouble = error.message;
      }
    };
    this.#writing = this.#writing.then(write);
  }

  #file(): AlarmFile {
    return {
      database: this.#database,
      settings: this.#settings ?? new Map(),
      records: this.#book.records.map((record) => ({ record, isSaved: this.#book.isSaved(record.alarm.id) })),
    };
  }

  #nowMs(): number {
    return this.#options.clock.now().epochMilliseconds;
  }
}
