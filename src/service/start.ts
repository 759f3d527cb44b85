import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { outputsOf } from '../streamer/script/port-settings.ts';
import { type PassingError, RefusedError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';
import { AlarmDesk } from './alarms/alarm-desk.ts';
import { Daemon } from './daemon.ts';
import { makeDataFolder } from './data-folder.ts';
import { EarlyStart } from './early-start.ts';
import type { EngineHost } from './engine-host.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { guardSecrets } from './guard-secrets.ts';
import { runDaemon } from './run-daemon.ts';
import { plainScreen, type Screen, type Terminal, terminalScreen } from './screen.ts';
import type { Service } from './service.ts';
import { stationDisk } from './station-disk.ts';

export interface StartOptions {
  readonly dataFolder: string;
  /** Whether the log lines are JSON whatever the output is. */
  readonly json: boolean;
  readonly isTerminal: boolean;
  readonly output: Terminal;
  readonly clock: Clock;
  readonly host: EngineHost;
  readonly library: Library;
  readonly engineFor: (slug: string) => Engine & { close(): void | Promise<void> };
  readonly openStore: () => Promise<Store>;
  /** Adds the demo when there is no station, where it is wanted, and says what of the options came to nothing. */
  readonly addDemo: (store: Store, say: (line: string) => void, signal: AbortSignal) => Promise<void>;
  readonly interrupted: AbortSignal;
}

/**
 * Puts the stations on the air and stays in the foreground until it is told to end.
 * @throws {RefusedError} what is foreseen and final: a folder, a port, a second instance
 */
export async function start(options: StartOptions): Promise<void> {
  const { dataFolder, clock, json, isTerminal, output } = options;
  makeDataFolder(dataFolder);
  guardSecrets(dataFolder);
  const screen = isTerminal && !json ? terminalScreen(output) : plainScreen(output);
  const log = openEventLog(dataFolder, screen, json ? output : null);
  const say = (line: string) => (json ? log.logger.info(line) : screen.say(line));
  const loggerFor = (slug: string) => log.logger.child({ station: slug });
  const early = new EarlyStart({ host: options.host, clock, loggerFor });
  const alarms = new AlarmDesk({ dataFolder, clock, logger: log.logger, env: process.env });
  let daemon: Daemon | null = null;
  try {
    await runDaemon({
      dataFolder,
      clock,
      screen,
      log,
      openStore: options.openStore,
      interrupted: options.interrupted,
      beforeDatabase: beside(early, alarms),
      prepare: async (store, signal) => {
        await options.addDemo(store, say, signal);
        await forgetStrangers(options, store, early);
        await prepareStations(options, store, log, say);
        alarms.attach(store);
        daemon = daemonOf(options, store, alarms, log);
        return daemon;
      },
    });
    await sayFarewell(options, stationsOf(daemon) ?? early.stations, say);
  } finally {
    log.close();
  }
}

/** Null: it did not get as far as running any. */
function stationsOf(daemon: Daemon | null): readonly Station[] | null {
  return daemon === null ? null : daemon.stations;
}

/** What was started from the disk alone may be of a station that has been removed or disabled since. */
async function forgetStrangers({ host }: StartOptions, store: Store, early: EarlyStart): Promise<void> {
  if (early.stations.length === 0) return;
  const wanted = new Set((await store.stations.list()).filter(({ enabled }) => enabled).map(({ slug }) => slug));
  for (const { slug } of early.stations) if (!wanted.has(slug)) await host.forget(slug);
}

/** Alarms are told as long as the other runs. */
function beside(service: Service, alarms: AlarmDesk): Service {
  return {
    id: service.id,
    run: async (signal) => {
      const ending = new AbortController();
      const telling = alarms.run(AbortSignal.any([signal, ending.signal]));
      try {
        await service.run(signal);
      } finally {
        ending.abort();
        await telling;
      }
    },
  };
}

function daemonOf(
  { dataFolder, library, host, engineFor, clock }: StartOptions,
  store: Store,
  alarms: AlarmDesk,
  log: EventLog,
): Daemon {
  const loggerFor = (station: Station) => log.logger.child({ station: station.slug });
  const onTrouble = (error: PassingError) =>
    log.logger.error({ code: error.code }, `the database is away, the stations play on: ${error.message}`);
  const disk = stationDisk({ dataFolder, clock });
  return new Daemon({ store, library, host, disk, engineFor, alarms, clock, loggerFor, onTrouble });
}

async function prepareStations({ host }: StartOptions, store: Store, log: EventLog, say: Screen['say']): Promise<void> {
  const stations = await store.stations.list();
  if (stations.length === 0) say('There is no station yet: add one with `airkeeper station add NAME`.');
  const refusals: RefusedError[] = [];
  const enabled = stations.filter((station) => station.enabled);
  for (const station of enabled) {
    const ports = await store.ports.list(station.id);
    try {
      if ((await host.find(station)) === null) await host.check(station, ports);
      for (const output of outputsOf(ports)) {
        if (output.kind === 'harbor')
          say(`${station.name}: listen at http://${urlHost(output.bind)}:${output.port}${output.mount}`);
      }
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      refusals.push(error);
      if (enabled.length > 1) log.logger.error({ station: station.slug, code: error.code }, error.message);
    }
  }
  const [refusal] = refusals;
  // One station that cannot go on the air must not keep the others off it.
  if (refusal !== undefined && refusals.length === enabled.length) throw refusal;
}

function urlHost(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

async function sayFarewell(
  { host }: StartOptions,
  stations: readonly Pick<Station, 'slug'>[],
  say: Screen['say'],
): Promise<void> {
  const playing: string[] = [];
  for (const station of stations) {
    const pid = await host.find(station);
    if (pid !== null) playing.push(`${station.slug} (process ${pid})`);
  }
  if (playing.length === 0) return say('Airkeeper is stopped. No engine is running.');
  say(`Airkeeper is stopped. Still on the air: ${playing.join(', ')}.`);
  say('Start it again to attach; to stop the engine too: bin/airkeeper stop --engine');
}
