import type { Logger } from 'pino';
import type { Alarms } from '../../ports/alarms.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { BugError } from '../../values/errors.ts';
import type { Station } from '../../values/model.ts';
import { runService, type Service } from '../service.ts';
import { AlarmDelivery } from './alarm-delivery.ts';
import { AlarmKeeper, type AlarmKeeperStore } from './alarm-keeper.ts';
import { alarmTeller, logOutput } from './alarm-teller.ts';
import type { AlarmData } from './diffusion-risk.ts';
import { ClockWatch, DiskWatch, disksOf } from './machine-watch.ts';
import { StationWatch } from './station-watch.ts';

export interface AlarmDeskOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Airkeeper's own environment, of which a command is given a little. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** All that has to do with alarms in a running Airkeeper: keeping and telling them, and looking at the machine. */
export class AlarmDesk implements Service {
  readonly id = 'alarms';
  readonly alarms: Alarms;
  readonly #options: AlarmDeskOptions;
  readonly #keeper: AlarmKeeper;
  readonly #delivery: AlarmDelivery;
  #store: AlarmKeeperStore | null = null;

  constructor(options: AlarmDeskOptions) {
    const { dataFolder, clock, logger, env } = options;
    this.#options = options;
    this.#keeper = new AlarmKeeper({ store: () => this.#store, dataFolder, clock, logger });
    this.alarms = this.#keeper;
    const tell = alarmTeller({ cwd: dataFolder, env, clock, onOutput: logOutput(logger) });
    this.#delivery = new AlarmDelivery({ keeper: this.#keeper, tell, clock, logger });
  }

  /** The database is open: until then alarms are kept on the disk of the data folder alone. */
  attach(store: AlarmKeeperStore): void {
    this.#store = store;
    this.#keeper.dataChanged();
  }

  /** Somebody changed the data. */
  dataChanged(): void {
    this.#keeper.dataChanged();
  }

  watch(station: Station, ports: Pick<Store['ports'], 'list'>, data: () => AlarmData | null): StationWatch {
    const settings = () => this.#keeper.settingsOf(station);
    return new StationWatch({ station, alarms: this.#keeper, ports, data, settings, clock: this.#options.clock });
  }

  /**
   * Runs until the signal is aborted, and may be run again after that. The keeper ends last: it keeps who was told.
   * @throws {BugError} and nothing else
   */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, logger, dataFolder } = this.#options;
    const failing = new AbortController();
    const running = AbortSignal.any([signal, failing.signal]);
    const keeping = new AbortController();
    const run = (service: Service, until: AbortSignal) =>
      runService(service, {
        clock,
        signal: until,
        isFinal: (error) => error instanceof BugError,
        onFailure: ({ error, retryInMs }) =>
          logger.error({ service: service.id, err: error, retryInMs }, `${service.id} failed: ${String(error)}`),
      }).catch((error: unknown) => {
        failing.abort();
        throw error;
      });
    const keeper = run(this.#keeper, keeping.signal);
    const watches = [
      new ClockWatch({ alarms: this.#keeper, clock }),
      new DiskWatch({
        alarms: this.#keeper,
        clock,
        disks: () => disksOf(dataFolder),
        limitBytes: () => this.#keeper.settingsOf(null)?.diskFreeBytes ?? null,
      }),
    ];
    const outcomes = await Promise.allSettled([this.#delivery, ...watches].map((service) => run(service, running)));
    keeping.abort();
    const all = [...outcomes, ...(await Promise.allSettled([keeper]))];
    for (const outcome of all) if (outcome.status === 'rejected') throw outcome.reason;
  }
}
