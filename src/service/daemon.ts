import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { PassingError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';
import type { AlarmDesk } from './alarms/alarm-desk.ts';
import type { EngineHost } from './engine-host.ts';
import type { Service } from './service.ts';
import type { StationDisk } from './station-disk.ts';
import { StationRunner } from './station-runner.ts';
import type { StationStatus } from './station-status.ts';
import { WakeUp } from './wake-up.ts';

/** Stations are looked for this often although nobody said that there is a new one. */
const LOOK_EVERY_MS = 60_000;

export interface DaemonOptions {
  readonly store: Store;
  readonly library: Library;
  readonly host: EngineHost;
  readonly disk: StationDisk;
  readonly engineFor: (slug: string) => Engine & { close(): void | Promise<void> };
  /** Run here, beside the stations, and longer than they. */
  readonly alarms: AlarmDesk;
  readonly clock: Clock;
  /** The stations cannot be looked up: said once for each reason. */
  readonly onTrouble: (error: PassingError) => void;
  readonly loggerFor: (station: Station) => Logger;
}

interface RunningStation {
  readonly station: Station;
  readonly runner: StationRunner;
  readonly stop: () => Promise<void>;
}

/** Runs every station of the database, each by itself: one that fails takes no other with it. */
export class Daemon implements Service {
  readonly id = 'daemon';
  readonly #options: DaemonOptions;
  readonly #wakeUp: WakeUp;
  readonly #running = new Map<string, RunningStation>();
  #away = '';
  #bug: { readonly error: unknown } | null = null;

  constructor(options: DaemonOptions) {
    this.#options = options;
    this.#wakeUp = new WakeUp(options.clock);
  }

  /** Somebody changed the data. */
  dataChanged(): void {
    for (const { runner } of this.#running.values()) runner.dataChanged();
    this.#options.alarms.dataChanged();
    this.#wakeUp.call();
  }

  /** The stations that run. */
  get stations(): readonly Station[] {
    return [...this.#running.values()].map(({ station }) => station);
  }

  status(): readonly StationStatus[] {
    return [...this.#running.values()].map(({ runner }) => runner.status());
  }

  /** Runs until the signal is aborted; then each station ends what it was writing. @throws what a bug threw */
  async run(signal: AbortSignal): Promise<void> {
    const ending = new AbortController();
    const alarms = this.#options.alarms.run(ending.signal).catch((error: unknown) => this.#failed(error));
    try {
      while (!signal.aborted && this.#bug === null) {
        const stations = await this.#stations();
        if (stations !== null) await this.#follow(stations);
        await this.#wakeUp.wait(LOOK_EVERY_MS, signal);
      }
    } finally {
      await Promise.all([...this.#running.values()].map(({ stop }) => stop()));
      ending.abort();
      await alarms;
    }
    if (this.#bug !== null) throw this.#bug.error;
  }

  /** Those that are to be on the air. Null while the database is away: the stations that run go on as they are. */
  async #stations(): Promise<readonly Station[] | null> {
    try {
      const stations = await this.#options.store.stations.list();
      this.#away = '';
      return stations.filter(({ enabled }) => enabled);
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      if (error.message !== this.#away) this.#options.onTrouble(error);
      this.#away = error.message;
      return null;
    }
  }

  /** Starts what is new, ends what is gone, and begins again what has other settings. */
  async #follow(stations: readonly Station[]): Promise<void> {
    const wanted = new Map(stations.map((station) => [JSON.stringify(station), station]));
    for (const [key, running] of this.#running) {
      if (wanted.has(key)) continue;
      await running.stop();
      this.#running.delete(key);
      if (!stations.some((station) => station.id === running.station.id))
        await this.#options.host.forget(running.station.slug);
    }
    for (const [key, station] of wanted) if (!this.#running.has(key)) this.#running.set(key, this.#begin(station));
  }

  #failed(error: unknown): void {
    this.#bug ??= { error };
    this.#wakeUp.call();
  }

  #begin(station: Station): RunningStation {
    const { store, library, host, disk, engineFor, alarms, clock, loggerFor } = this.#options;
    const engine = engineFor(station.slug);
    const logger = loggerFor(station);
    const runner = new StationRunner({ station, store, library, engine, host, disk, alarms, clock, logger });
    const ending = new AbortController();
    const ended = runner.run(ending.signal).catch((error: unknown) => this.#failed(error));
    const stop = async () => {
      ending.abort();
      await ended;
      await engine.close();
    };
    return { station, runner, stop };
  }
}
