import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineState } from '../ports/engine.ts';
import type { Library } from '../ports/library.ts';
import type { Store } from '../ports/store.ts';
import { OwnRuns } from '../streamer/own-runs.ts';
import { readCueSheet } from '../streamer/read-cue-sheet.ts';
import { stationFolder } from '../streamer/station-folder.ts';
import { RefusedError } from '../values/errors.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Station } from '../values/model.ts';
import type { DaemonState } from './daemon-state.ts';
import { type Check, fine, wrong } from './doctor-check.ts';
import { examinePorts } from './doctor-ports.ts';
import { examineSounds } from './doctor-sounds.ts';
import { journalLosses, lossesText } from './journal-losses.ts';

const AHEAD_MS = 24 * 3_600_000;

export interface StationsExamined {
  readonly store: Store;
  readonly library: Pick<Library, 'missing' | 'probe'>;
  readonly clock: Clock;
  readonly dataFolder: string;
  readonly daemon: DaemonState;
  readonly mayReachEngine: (slug: string) => boolean;
  readonly engineFor: (slug: string) => Pick<Engine, 'observe'> & { close(): void | Promise<void> };
}

/** Whether Airkeeper itself runs; that it does not is wrong where there is a station for it to keep on the air. */
export function examineDaemon({ state, pid, owner }: DaemonState, stations: readonly Station[]): Check {
  const name = 'Airkeeper';
  if (state === 'running') return fine(name, `runs${pid === null ? '' : ` (process ${pid})`}`);
  if (state === 'not_permitted') {
    const message = `not permitted to look: the data folder is of ${owner ?? 'another user'}`;
    return wrong(name, message, `give the command as ${owner ?? 'the user that runs Airkeeper'}`);
  }
  if (!stations.some(({ enabled }) => enabled)) return fine(name, 'not running, and no station is to be on the air');
  const message = 'not running: no engine is started again, the cue sheets end within a day, and the log waits';
  return wrong(name, message, 'airkeeper start');
}

/** Looks at each station: its engine, its ports, its journal, and what its coming diffusions and its streams have to play. */
export async function examineStations(examined: StationsExamined): Promise<readonly Check[]> {
  const stations = await examined.store.stations.list();
  const checks: Check[] = [examineDaemon(examined.daemon, stations)];
  for (const station of stations) checks.push(...(await examineStation(examined, station)));
  return checks;
}

async function examineStation(examined: StationsExamined, station: Station): Promise<readonly Check[]> {
  const { store, library, clock } = examined;
  const { slug } = station;
  if (!station.enabled) return [fine(`${slug} station`, `disabled; back on the air: airkeeper station enable ${slug}`)];
  const now = clock.now();
  const { check, state } = await examineEngine(examined, station);
  const ports = await store.ports.list(station.id);
  const enginePid = state?.pid ?? null;
  const snapshot = await store.monitor.snapshot(station.id, now, instantFromMs(now.epochMilliseconds + AHEAD_MS));
  return [
    check,
    ...(await examineJournal(examined, station, state, now)),
    ...(await examineCueSheet(examined, station)),
    ...(await examinePorts({ slug, ports, enginePid, running: state !== null }, clock)),
    ...(snapshot === null ? [] : await examineSounds(snapshot, library, now)),
  ];
}

async function examineEngine(
  { daemon, engineFor, mayReachEngine }: StationsExamined,
  { slug }: Station,
): Promise<{ readonly check: Check; readonly state: EngineState | null }> {
  const name = `${slug} engine`;
  if (!mayReachEngine(slug)) {
    const check = wrong(name, 'not permitted to look: it is of another user', 'give the command as that user');
    return { check, state: null };
  }
  const engine = engineFor(slug);
  try {
    const answer = await engine.observe();
    if (answer.ok) {
      const { pid, engineVersion } = answer.value;
      const check = fine(name, `Liquidsoap ${engineVersion} runs${pid === null ? '' : ` (process ${pid})`}`);
      return { check, state: answer.value };
    }
    return { check: silentEngine(name, slug, answer.error, daemon), state: null };
  } finally {
    await engine.close();
  }
}

function silentEngine(
  name: string,
  slug: string,
  { code, message }: { readonly code: string; readonly message: string },
  { state }: DaemonState,
): Check {
  if (code !== 'not_connected') {
    return wrong(name, `does not answer: ${message}`, 'a running Airkeeper ends it and starts it again by itself');
  }
  if (state !== 'running') return wrong(name, 'not running: the station is silent', 'airkeeper start');
  const remedy = `read the end of stations/${slug}/engine.log, and what follows here of its ports`;
  return wrong(name, 'not running, though Airkeeper is: it is starting, or cannot start', remedy);
}

async function examineJournal(
  { store, dataFolder }: StationsExamined,
  station: Station,
  state: EngineState | null,
  now: Temporal.Instant,
): Promise<readonly Check[]> {
  const name = `${station.slug} journal`;
  const lost = lossesText(await journalLosses(store, station, state?.lostLines ?? 0, now));
  const remedy = `free some space on the disk of ${dataFolder}, and see whether it fails: dmesg`;
  return [
    ...(lost === null ? [] : [wrong(name, lost, remedy)]),
    ...(await examineStrangers(name, dataFolder, station)),
  ];
}

/** A running Airkeeper writes it anew within half a minute; without one nothing does. */
async function examineCueSheet({ dataFolder }: StationsExamined, { slug }: Station): Promise<readonly Check[]> {
  try {
    await readCueSheet(stationFolder(dataFolder, slug));
    return [];
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return [wrong(`${slug} cue sheet`, error.message, 'airkeeper start, or wait half a minute where it runs')];
  }
}

/** What lies among the journal and is not read. A file that an engine has only just made has no line yet. */
async function examineStrangers(name: string, dataFolder: string, { slug }: Station): Promise<readonly Check[]> {
  const folder = stationFolder(dataFolder, slug);
  const strangers = await new OwnRuns(folder).strangers();
  return strangers
    .filter(({ kind }) => kind === 'foreign')
    .map((stranger) =>
      wrong(
        name,
        `${stranger.name} is of another station or database, and is not read`,
        `move it out of ${folder.journal}`,
      ),
    );
}
