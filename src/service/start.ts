import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { outputsOf } from '../streamer/script/port-settings.ts';
import { type PassingError, RefusedError } from '../values/errors.ts';
import type { Station } from '../values/model.ts';
import { Daemon } from './daemon.ts';
import { makeDataFolder } from './data-folder.ts';
import type { EngineHost } from './engine-host.ts';
import { type EventLog, openEventLog } from './event-log.ts';
import { runDaemon } from './run-daemon.ts';
import { plainScreen, type Screen, type Terminal, terminalScreen } from './screen.ts';

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
  /** Adds the demo when there is no station; null: an empty database stays empty. */
  readonly addDemo: ((store: Store, say: (line: string) => void) => Promise<void>) | null;
  readonly interrupted: AbortSignal;
}

/**
 * Puts the stations on the air and stays in the foreground until it is told to end.
 * @throws {RefusedError} what is foreseen and final: a folder, a port, a second instance
 */
export async function start(options: StartOptions): Promise<void> {
  const { dataFolder, clock, json, isTerminal, output } = options;
  makeDataFolder(dataFolder);
  const screen = isTerminal && !json ? terminalScreen(output) : plainScreen(output);
  const log = openEventLog(dataFolder, screen, json ? output : null);
  const say = (line: string) => (json ? log.logger.info(line) : screen.say(line));
  let daemon: Daemon | null = null;
  try {
    await runDaemon({
      dataFolder,
      clock,
      screen,
      log,
      openStore: options.openStore,
      interrupted: options.interrupted,
      prepare: async (store) => {
        await prepareStations(options, store, log, say);
        daemon = daemonOf(options, store, log);
        return daemon;
      },
    });
    await sayFarewell(options, stationsOf(daemon), say);
  } finally {
    log.close();
  }
}

function stationsOf(daemon: Daemon | null): readonly Station[] {
  return daemon === null ? [] : daemon.stations;
}

function daemonOf({ library, host, engineFor, clock }: StartOptions, store: Store, log: EventLog): Daemon {
  const loggerFor = (station: Station) => log.logger.child({ station: station.slug });
  const onTrouble = (error: PassingError) =>
    log.logger.error({ code: error.code }, `the database is away, the stations play on: ${error.message}`);
  return new Daemon({ store, library, host, engineFor, clock, loggerFor, onTrouble });
}

async function prepareStations(
  { addDemo, host }: StartOptions,
  store: Store,
  log: EventLog,
  say: Screen['say'],
): Promise<void> {
  if (addDemo !== null) await addDemo(store, say);
  const stations = await store.stations.list();
  if (stations.length === 0) say('There is no station yet: add one with `airkeeper station add NAME`.');
  const refusals: RefusedError[] = [];
  for (const station of stations) {
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
      if (stations.length > 1) log.logger.error({ station: station.slug, code: error.code }, error.message);
    }
  }
  const [refusal] = refusals;
  // One station that cannot go on the air must not keep the others off it.
  if (refusal !== undefined && refusals.length === stations.length) throw refusal;
}

function urlHost(address: string): string {
  if (address === '0.0.0.0' || address === '::') return 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

async function sayFarewell({ host }: StartOptions, stations: readonly Station[], say: Screen['say']): Promise<void> {
  const playing: string[] = [];
  for (const station of stations) {
    const pid = await host.find(station);
    if (pid !== null) playing.push(`${station.slug} (process ${pid})`);
  }
  if (playing.length === 0) return say('Airkeeper is stopped. No engine is running.');
  say(`Airkeeper is stopped. Still on the air: ${playing.join(', ')}.`);
  say('Start it again to attach; to stop the engine too: bin/airkeeper stop --engine');
}
