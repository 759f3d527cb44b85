import { type Logger, pino } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { DataWatcher } from '../service/data-watcher.ts';
import type { EngineHost } from '../service/engine-host.ts';
import { EngineKeeper } from '../service/engine-keeper.ts';
import { LogWriter } from '../service/log-writer.ts';
import { MonitorLoop } from '../service/monitor-loop.ts';
import { Observer } from '../service/observer.ts';
import { runService, type Service } from '../service/service.ts';
import { BugError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';

const SILENT: Logger = pino({ level: 'silent' });
const NO_ALARMS = { raise: () => undefined, clear: () => undefined };

export interface ShellOptions {
  readonly station: Station;
  readonly store: Store;
  readonly library: Library;
  readonly engine: Engine;
  readonly host: EngineHost;
  readonly clock: Clock;
  readonly onBug: (error: unknown) => void;
}

/** The services that keep one station on the air, the true ones, run side by side as Airkeeper runs them. */
export class Shell {
  readonly #options: ShellOptions;
  readonly #data: DataWatcher;
  readonly #services: readonly Service[];

  constructor(options: ShellOptions) {
    this.#options = options;
    const { station, store, library, engine, host, clock } = options;
    const stationId = station.id;
    const logger = SILENT;
    const wake = () => monitor.wake();
    this.#data = new DataWatcher({ store: store.monitor, library, stationId, clock, logger, onChange: wake });
    const observer = new Observer({
      slug: station.slug,
      engine,
      clock,
      onChange: wake,
      onTrouble: () => undefined,
    });
    const writer = new LogWriter({ store: store.monitor, stationId, clock, onTrouble: () => undefined });
    const monitor = new MonitorLoop({
      stationId,
      slug: station.slug,
      store: store.monitor,
      data: this.#data,
      observer,
      writer,
      engine,
      clock,
      logger,
      onPrepared: () => keeper.allowStart(),
    });
    const lastRun = () => monitor.lastRun;
    const keeper = new EngineKeeper({ station, store, host, observer, lastRun, alarms: NO_ALARMS, clock, logger });
    this.#services = [writer, this.#data, observer, monitor, keeper];
  }

  /** Somebody changed the data. */
  dataChanged(): void {
    this.#data.dataChanged();
  }

  /** They run until the process is killed: nobody ends them. */
  start(): void {
    const { signal } = new AbortController();
    for (const service of this.#services) {
      runService(service, {
        clock: this.#options.clock,
        signal,
        isFinal: (error) => error instanceof BugError || !(error instanceof Error && 'code' in error),
        onFailure: () => undefined,
      }).catch(this.#options.onBug);
    }
  }
}
