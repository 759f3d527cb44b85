import type { Logger } from 'pino';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { BugError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';
import type { AlarmDesk } from './alarms/alarm-desk.ts';
import { SilenceWatch } from './alarms/silence-watch.ts';
import type { StationWatch } from './alarms/station-watch.ts';
import { DataWatcher } from './data-watcher.ts';
import type { EngineHost } from './engine-host.ts';
import { EngineKeeper } from './engine-keeper.ts';
import { FolderClaim } from './folder-claim.ts';
import { JournalPruner } from './journal-pruner.ts';
import { LogWriter } from './log-writer.ts';
import { MonitorLoop } from './monitor-loop.ts';
import { Observer } from './observer.ts';
import { PastWatcher } from './past-watcher.ts';
import { runService, type Service } from './service.ts';
import type { StationDisk } from './station-disk.ts';
import { type StationStatus, stationStatus } from './station-status.ts';
import { GenerationService } from './timetable/generation-service.ts';

export interface StationRunnerOptions {
  readonly station: Station;
  readonly store: Store;
  readonly library: Library;
  readonly engine: Engine;
  readonly host: EngineHost;
  readonly disk: StationDisk;
  readonly alarms: AlarmDesk;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** All that keeps one station on the air, run side by side. */
export class StationRunner {
  readonly #options: StationRunnerOptions;
  readonly #claim: FolderClaim;
  readonly #data: DataWatcher;
  readonly #generation: GenerationService;
  readonly #observer: Observer;
  readonly #past: PastWatcher;
  readonly #writer: LogWriter;
  readonly #monitor: MonitorLoop;
  readonly #keeper: EngineKeeper;
  readonly #pruner: JournalPruner;
  readonly #alarms: StationWatch;
  readonly #silence: SilenceWatch;

  constructor(options: StationRunnerOptions) {
    const { station, store, library, engine, host, disk, alarms, clock, logger } = options;
    this.#options = options;
    const stationId = station.id;
    this.#claim = new FolderClaim({ station, database: store.database, disk, host, logger });
    const wake = () => this.#monitor.wake();
    this.#data = new DataWatcher({ store: store.monitor, library, stationId, clock, logger, onChange: wake });
    const onChange = () => this.#data.dataChanged();
    this.#generation = new GenerationService({ station, store, clock, logger, onChange });
    this.#observer = new Observer({
      slug: station.slug,
      engine,
      clock,
      onChange: () => {
        wake();
        this.#past.wake();
      },
      onTrouble: (failure) => {
        if (failure === null) logger.warn('the engine answers again');
        else logger.error({ failure }, `the engine does not answer: ${failure.message}`);
      },
    });
    this.#past = new PastWatcher({ station, store, observer: this.#observer, clock });
    this.#writer = new LogWriter({
      store: store.monitor,
      stationId,
      clock,
      onTrouble: (error, waiting) =>
        logger.error(
          { code: error.code, waiting },
          `the log waits for the database (${waiting} to write): ${error.message}`,
        ),
    });
    this.#keeper = new EngineKeeper({
      station,
      store,
      host,
      observer: this.#observer,
      lastRun: () => this.#monitor.lastRun,
      alarms: alarms.alarms,
      clock,
      logger,
    });
    this.#pruner = new JournalPruner({ station, host, writer: this.#writer, clock });
    this.#alarms = alarms.watch(station, store.ports, () => this.#data.data);
    const state = () => this.#observer.state;
    this.#silence = new SilenceWatch({ station, alarms: alarms.alarms, state, clock });
    this.#monitor = new MonitorLoop({
      stationId,
      slug: station.slug,
      store: store.monitor,
      data: this.#data,
      observer: this.#observer,
      writer: this.#writer,
      engine: this.#alarms.watched(engine),
      clock,
      logger,
      onPrepared: () => this.#keeper.allowStart(),
    });
  }

  dataChanged(): void {
    this.#data.dataChanged();
    this.#generation.dataChanged();
    this.#keeper.dataChanged();
  }

  status(): StationStatus {
    return stationStatus({
      station: this.#options.station,
      now: this.#options.clock.now(),
      engine: this.#observer.state,
      starting: this.#keeper.starting,
      trouble: this.#keeper.trouble,
      snapshot: this.#data.data?.snapshot ?? null,
      cueSheet: this.#monitor.cueSheet,
      past: this.#past.past,
    });
  }

  /**
   * Runs until the signal is aborted. The log writer ends last: what the others left is written, if the database is there.
   * @throws {BugError} and nothing else
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger } = this.#options;
    const failing = new AbortController();
    const running = AbortSignal.any([signal, failing.signal]);
    const writing = new AbortController();
    const run = (service: Service, until: AbortSignal) =>
      runService(service, {
        clock,
        signal: until,
        isFinal: (error) => error instanceof BugError,
        onFailure: ({ error, retryInMs }) =>
          logger.error({ service: service.id, err: error, retryInMs }, `${service.id} failed: ${messageOf(error)}`),
      }).catch((error: unknown) => {
        failing.abort();
        throw error;
      });
    const writer = run(this.#writer, writing.signal);
    const outcomes = await Promise.allSettled([run(this.#claim, running)]);
    if (outcomes.every(({ status }) => status === 'fulfilled')) {
      const watches = [this.#data, this.#observer, this.#past, this.#alarms, this.#silence];
      const others = [...watches, this.#monitor, this.#keeper, this.#pruner, this.#generation];
      outcomes.push(...(await Promise.allSettled(others.map((service) => run(service, running)))));
    }
    writing.abort();
    const all = [...outcomes, ...(await Promise.allSettled([writer]))];
    for (const outcome of all) if (outcome.status === 'rejected') throw outcome.reason;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
