import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { PassingError } from '../values/errors.ts';
import { listenForWords } from './control-socket.ts';
import type { Daemon } from './daemon.ts';
import { DemoService } from './demo/demo-service.ts';
import type { EventLog } from './event-log.ts';
import { takeInstanceLock } from './instance-lock.ts';
import type { Screen } from './screen.ts';
import { runService, type Service } from './service.ts';

const SHOW_EVERY_MS = 500;
const RETRY_OPEN_MS = 2000;

export interface RunOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly screen: Screen;
  readonly log: EventLog;
  /** Opens the database, brought up to date. */
  readonly openStore: () => Promise<Store>;
  /** Makes the daemon on an open database; may add the demo to it. */
  readonly prepare: (store: Store) => Promise<Daemon>;
  /** Aborted when the person or the system wants Airkeeper to end. */
  readonly interrupted: AbortSignal;
}

/**
 * Runs Airkeeper in the foreground until it is interrupted, or told to stop through its socket. The engines play on.
 * @throws {RefusedError} `already_running`, and what the database or the outputs refuse
 */
export async function runDaemon(options: RunOptions): Promise<void> {
  const { dataFolder, clock, screen, log, interrupted, prepare } = options;
  const lock = takeInstanceLock(dataFolder);
  const told = new AbortController();
  const ending = AbortSignal.any([interrupted, told.signal]);
  let daemon: Daemon | null = null;
  const words = await listenForWords(dataFolder, (word) => {
    if (word === 'stop') told.abort();
    else daemon?.dataChanged();
  });
  try {
    const store = await openPatiently(options, ending);
    if (store === null) return;
    try {
      daemon = await prepare(store);
      const running = daemon;
      const run = (service: Service) =>
        runService(service, {
          clock,
          signal: ending,
          isFinal: (error) => !(error instanceof PassingError),
          onFailure: ({ service: id, error, retryInMs }) =>
            log.logger.error({ err: error, retryInMs }, `${id} is tried again: ${String(error)}`),
        }).finally(() => told.abort());
      const demo = new DemoService({ store, clock, onAdded: () => running.dataChanged() });
      await Promise.all([run(daemon), run(demo), show(daemon, screen, clock, ending)]);
    } finally {
      await store.close();
    }
  } finally {
    screen.close();
    await words.close();
    lock.release();
  }
}

/** A database that is away at the start comes back: the wait is said once. */
async function openPatiently({ openStore, clock, log }: RunOptions, ending: AbortSignal): Promise<Store | null> {
  let said = '';
  while (!ending.aborted) {
    try {
      return await openStore();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      if (error.message !== said) log.logger.error({ code: error.code }, `waiting for the database: ${error.message}`);
      said = error.message;
      await clock.sleep(RETRY_OPEN_MS, ending);
    }
  }
  return null;
}

async function show(daemon: Daemon, screen: Screen, clock: Clock, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    screen.show(daemon.status(), clock.now().epochMilliseconds);
    await clock.sleep(SHOW_EVERY_MS, ending);
  }
}
