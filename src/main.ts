import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import type { CliContext, DataPlace, StartOptions, StopOutcome } from './cli/context.ts';
import { runCli } from './cli/run-cli.ts';
import { createFileLibrary } from './library/file-library.ts';
import type { Store } from './ports/store.ts';
import { sayWord } from './service/control-socket.ts';
import { daemonState, mayReach } from './service/daemon-state.ts';
import { makeDataFolder } from './service/data-folder.ts';
import { ensureDemo } from './service/demo/ensure-demo.ts';
import { ignoredStreamPort } from './service/demo/ignored-stream-port.ts';
import { examine } from './service/doctor.ts';
import { liquidsoapHost } from './service/liquidsoap-host.ts';
import { start } from './service/start.ts';
import { reserveKnownIds } from './service/station-disk.ts';
import { stopInstance } from './service/stop.ts';
import { systemClock as clock, machineTimeZone } from './service/system-clock.ts';
import { isBooted, systemctl, systemFolders } from './service/systemd/install.ts';
import { migrate, openStore, type StorePlace } from './store/open-store.ts';
import { createLiquidsoapEngine } from './streamer/liquidsoap-engine.ts';
import { liquidsoapProgram } from './streamer/liquidsoap-program.ts';
import { readCueSheet } from './streamer/read-cue-sheet.ts';
import { validatePortSettings } from './streamer/script/port-settings.ts';
import { renderScript } from './streamer/script/render-script.ts';
import { ENGINE_SOCKET, stationFolder } from './streamer/station-folder.ts';
import { removeStationRecord } from './streamer/station-record.ts';

// What is made is for this user and group: the database, the scripts and the log of a station may hold a password.
process.umask(0o027);

/** Aborted by the first signal, for commands that end in their own time; a second one ends the process as it stands. */
const interrupted = lazily(() => {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(1);
      interrupt.abort();
    });
  }
  return interrupt.signal;
});

// `airkeeper … | head` closes the pipe: nobody wants the rest.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const context: CliContext = {
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stdout.isTTY === true,
  // a pseudo-terminal that nobody gave a size has 0
  columns: process.stdout.columns || undefined,
  version: packageJson.version,
  cwd: process.cwd(),
  env: process.env,
  timeZone: machineTimeZone(),
  clock,
  get interrupted() {
    return interrupted();
  },
  library: createFileLibrary({ clock }),
  openStore: async ({ create, ...place }) => {
    if (create) makeDataFolder(place.dataFolder);
    return openKnownStore(place, create);
  },
  migrate: async (place) => {
    makeDataFolder(place.dataFolder);
    return (await migrate({ ...storePlace(place), clock })).applied;
  },
  engineFor,
  readCueSheet: (dataFolder, slug) => readCueSheet(stationFolder(dataFolder, slug)),
  engineSlugs: async (dataFolder) => {
    const parent = join(dataFolder, 'stations');
    return existsSync(parent) ? (await readdir(parent)).sort() : [];
  },
  startDaemon,
  daemonState,
  mayReachEngine: (dataFolder, slug) => mayReach(stationFolder(dataFolder, slug).socket),
  stopDaemon: async (dataFolder) => {
    const stopped = existsSync(dataFolder) ? await stopInstance(dataFolder, clock) : null;
    return stopped === null ? { state: 'not_running', pid: null } : { state: 'stopped', pid: stopped.pid };
  },
  stopEngine,
  retireEngine: async (dataFolder, slug) => {
    await removeStationRecord(dataFolder, slug);
    return stopEngine(dataFolder, slug);
  },
  notifyDaemon: (dataFolder) => sayWord(dataFolder, 'changed', clock),
  renderScript: (_dataFolder, station, ports) => renderScript(station, ports, ENGINE_SOCKET).text,
  validatePortSettings,
  doctorChecks: (place) =>
    examine({
      dataFolder: place.dataFolder,
      liquidsoap: liquidsoapProgram(),
      openStore: () => openStore({ ...storePlace(place), clock }),
      daemon: daemonState(place.dataFolder),
      mayReachEngine: (slug) => context.mayReachEngine(place.dataFolder, slug),
      engineFor: (slug) => engineFor(place.dataFolder, slug),
      library: context.library,
      clock,
    }),
  systemd: {
    folders: (scope) => systemFolders(scope, process.env.XDG_CONFIG_HOME || join(homedir(), '.config')),
    control: isBooted() ? systemctl : null,
  },
};

function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function storePlace({ dataFolder, databaseUrl }: DataPlace): StorePlace {
  return databaseUrl === null ? { file: join(dataFolder, 'airkeeper.db') } : { url: databaseUrl };
}

/** The database, which gives out no id that the engines of the data folder know as another's. */
async function openKnownStore(place: DataPlace, create: boolean): Promise<Store> {
  const store = await openStore({ ...storePlace(place), migrate: create, clock });
  try {
    await reserveKnownIds(store, place.dataFolder);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

function engineFor(dataFolder: string, slug: string) {
  return createLiquidsoapEngine({ folder: stationFolder(dataFolder, slug), clock });
}

async function stopEngine(dataFolder: string, slug: string): Promise<StopOutcome> {
  const pid = await liquidsoapHost({ dataFolder, clock }).stop(slug);
  return { state: pid === null ? 'not_running' : 'stopped', pid };
}

async function startDaemon({ dataFolder, databaseUrl, demo, streamPort, json }: StartOptions): Promise<number> {
  await start({
    dataFolder,
    json,
    isTerminal: context.isTerminal,
    output: process.stdout,
    clock,
    host: liquidsoapHost({ dataFolder, clock }),
    library: context.library,
    engineFor: (slug) => engineFor(dataFolder, slug),
    openStore: () => openKnownStore({ dataFolder, databaseUrl }, true),
    addDemo: async (store, say, signal) => {
      const ignored = await ignoredStreamPort(store, streamPort, demo);
      if (ignored !== null) say(ignored);
      const { timeZone } = context;
      if (demo) await ensureDemo({ store, dataFolder, clock, streamPort, timeZone, onProgress: say, signal });
    },
    interrupted: context.interrupted,
  });
  return 0;
}

process.exitCode = await runCli(context, process.argv.slice(2));
