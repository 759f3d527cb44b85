import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { BugError, PassingError } from '../values/errors.ts';
import { listenForWords, somebodyListens } from './control-socket.ts';
import type { Daemon } from './daemon.ts';
import { DemoService } from './demo/demo-service.ts';
import type { EventLog } from './event-log.ts';
import { alreadyRunning, type InstanceLock, takeInstanceLock } from './instance-lock.ts';
import type { Screen } from './screen.ts';
import { runService, type Service } from './service.ts';

const SHOW_EVERY_MS = 500;
const RETRY_OPEN_MS = 2000;
const KEEP_LOCK_EVERY_MS = 2000;
/** A database that has not answered after this time is away: the stations do not wait for it any longer. */
const PATIENCE_MS = 2000;

export interface RunOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly screen: Screen;
  readonly log: EventLog;
  /** Opens the database, brought up to date. */
  readonly openStore: () => Promise<Store>;
  /** Runs while the database does not answer at the start, and ends before `prepare` is called. */
  readonly beforeDatabase: Service;
  /** Makes the daemon on an open database; may add the demo to it. Rejects with the signal's reason when it is aborted. */
  readonly prepare: (store: Store, signal: AbortSignal) => Promise<Daemon>;
  /** Aborted when the person or the system wants Airkeeper to end. */
  readonly interrupted: AbortSignal;
}

/**
 * Runs Airkeeper in the foreground until it is interrupted, or told to stop through its socket. The engines play on.
 * @throws {RefusedError} `already_running`, and what the database or the outputs refuse
 */
export async function runDaemon(options: RunOptions): Promise<void> {
  const { dataFolder, interrupted, screen } = options;
  const lock = takeInstanceLock(dataFolder);
  if (await somebodyListens(dataFolder)) {
    // the lock of the one that listens was taken away from it
    lock.release();
    throw alreadyRunning(dataFolder, null);
  }
  const told = new AbortController();
  const ending = AbortSignal.any([interrupted, told.signal]);
  let daemon: Daemon | null = null;
  const words = await listenForWords(dataFolder, (word) => {
    if (word === 'stop') told.abort();
    else daemon?.dataChanged();
  });
  const over = new AbortController();
  const keeping = keepLock(options, lock, over.signal);
  try {
    const store = await openPatiently(options, ending);
    if (store === null) return;
    try {
      daemon = await unlessEnded(options.prepare(store, ending), ending);
      if (daemon !== null) await runAll(options, daemon, store, told, ending);
    } finally {
      await store.close();
    }
  } finally {
    screen.close();
    await words.close();
    over.abort();
    await keeping;
    lock.release();
  }
}

/** What a person or another program does to the lock must not let a second Airkeeper in. */
async function keepLock({ clock, log }: RunOptions, lock: InstanceLock, until: AbortSignal): Promise<void> {
  let said: string | null = null;
  while (!until.aborted) {
    const done = lock.keep();
    if (done !== null && done !== said) log.logger.warn(done);
    said = done;
    await clock.sleep(KEEP_LOCK_EVERY_MS, until);
  }
}

/** Null when the work was given up because the signal was aborted. */
async function unlessEnded<Value>(work: Promise<Value>, ending: AbortSignal): Promise<Value | null> {
  try {
    return await work;
  } catch (error) {
    if (ending.aborted && error === ending.reason) return null;
    throw error;
  }
}

async function runAll(
  { clock, screen, log }: RunOptions,
  daemon: Daemon,
  store: Store,
  told: AbortController,
  ending: AbortSignal,
): Promise<void> {
  const run = (service: Service) =>
    runService(service, {
      clock,
      signal: ending,
      isFinal: (error) => !(error instanceof PassingError),
      onFailure: onFailure(log),
    }).finally(() => told.abort());
  const demo = new DemoService({ store, clock, onAdded: () => daemon.dataChanged() });
  await Promise.all([run(daemon), run(demo), show(daemon, screen, clock, ending)]);
}

function onFailure({ logger }: EventLog) {
  return ({ service, error, retryInMs }: { service: string; error: unknown; retryInMs: number }) =>
    logger.error({ err: error, retryInMs }, `${service} is tried again: ${String(error)}`);
}

/** A database that is away at the start comes back; until then the stations play what their disks hold. */
async function openPatiently(options: RunOptions, ending: AbortSignal): Promise<Store | null> {
  const over = new AbortController();
  const away = new AbortController();
  const until = AbortSignal.any([ending, over.signal]);
  const [opened, played] = await Promise.allSettled([
    tryToOpen(options, until, () => away.abort()).finally(() => over.abort()),
    playMeanwhile(options, away.signal, until).finally(() => over.abort()),
  ]);
  if (played.status === 'rejected') {
    if (opened.status === 'fulfilled') await opened.value?.close();
    throw played.reason;
  }
  if (opened.status === 'rejected') throw opened.reason;
  return opened.value;
}

/** The wait is said once for each reason. */
async function tryToOpen(
  { openStore, clock, log }: RunOptions,
  until: AbortSignal,
  onAway: () => void,
): Promise<Store | null> {
  let said = '';
  while (!until.aborted) {
    try {
      return await openStore();
    } catch (error) {
      if (!(error instanceof PassingError)) throw error;
      onAway();
      if (error.message !== said) log.logger.error({ code: error.code }, `waiting for the database: ${error.message}`);
      said = error.message;
      await clock.sleep(RETRY_OPEN_MS, until);
    }
  }
  return null;
}

async function playMeanwhile(
  { beforeDatabase, clock, log }: RunOptions,
  away: AbortSignal,
  until: AbortSignal,
): Promise<void> {
  await clock.sleep(PATIENCE_MS, AbortSignal.any([away, until]));
  const isFinal = (error: unknown) => error instanceof BugError;
  await runService(beforeDatabase, { clock, signal: until, isFinal, onFailure: onFailure(log) });
}

async function show(daemon: Daemon, screen: Screen, clock: Clock, ending: AbortSignal): Promise<void> {
  while (!ending.aborted) {
    screen.show(daemon.status(), clock.now().epochMilliseconds);
    await clock.sleep(SHOW_EVERY_MS, ending);
  }
}
