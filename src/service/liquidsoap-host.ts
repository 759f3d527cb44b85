import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { createFileLibrary } from '../library/file-library.ts';
import type { Clock } from '../ports/clock.ts';
import { rotateEngineLog } from '../streamer/engine-log.ts';
import { lastWords } from '../streamer/engine-words.ts';
import { engineAt, findEngines } from '../streamer/find-engines.ts';
import { pruneJournal } from '../streamer/journal-prune.ts';
import { readDiskSigns } from '../streamer/life-signs.ts';
import { checkScript, liquidsoapProgram } from '../streamer/liquidsoap-program.ts';
import { laterRun, rememberRun } from '../streamer/next-run.ts';
import { processEnded } from '../streamer/process-end.ts';
import { outputsOf } from '../streamer/script/port-settings.ts';
import { renderScript } from '../streamer/script/render-script.ts';
import { cacheFolder, type Launch, startEngine } from '../streamer/start-engine.ts';
import { ENGINE_SOCKET, type StationFolder, stationFolder } from '../streamer/station-folder.ts';
import { putStationRecord, removeStationRecord, stationRecords } from '../streamer/station-record.ts';
import { killEngine, stopEngine } from '../streamer/stop-engine.ts';
import { putWholeFile } from '../streamer/whole-file.ts';
import { RefusedError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import { emergencyFolder, liquidsoapEmergency } from './emergency/emergency-host.ts';
import type { EmergencyHost, EngineHost } from './engine-host.ts';
import type { EngineEnd } from './engine-keeper-budget.ts';
import { putReport, readOrder, removeOrder } from './engine-keeper-files.ts';
import { checkTcpPorts, prepareOutputPlaces } from './output-places.ts';
import { outputsSound } from './output-sound.ts';
import { unitLaunch } from './systemd/unit-launch.ts';

/** A year of complaints can be answered from the log; the journal behind it is kept for a month. */
const JOURNAL_KEEP = { keepDays: 30, keepFiles: 500 };

type LaunchFor = (slug: string) => Launch | undefined;

export interface LiquidsoapHostOptions {
  readonly dataFolder: string;
  readonly clock: Clock;
  /** How a station's engine is made a process; undefined: as a child of this one. By default `AIRKEEPER_ENGINE_UNIT` says. */
  readonly launchFor?: LaunchFor;
}

/** Keeps Liquidsoap processes on this machine, each in its station's folder within the data folder. */
export function liquidsoapHost(options: LiquidsoapHostOptions): EngineHost {
  const { dataFolder, clock } = options;
  const launchFor = options.launchFor ?? launchBySetting(process.env.AIRKEEPER_ENGINE_UNIT ?? '', clock);
  /** Where each station's engine was last: to ask whether it is still there is far cheaper than to look for it. */
  const found = new Map<string, number>();
  /** Of those that were started here the system tells the end, and of what. */
  const children = new Map<number, Promise<string>>();
  const folderOf = (slug: string) => stationFolder(dataFolder, slug);
  /** The newest run of each station that was seen here: a full disk may remember none. */
  const seen = new Map<string, EngineRunId>();
  const lastOf = (slug: string, run: EngineRunId | null) => {
    const last = laterRun(seen.get(slug) ?? null, run);
    if (last !== null) seen.set(slug, last);
    return last;
  };
  /** Stations whose emergency source is known not to run: to look for it would make each start later. */
  const alone = new Set<string>();
  const source = liquidsoapEmergency({
    folderOf,
    clock,
    missing: createFileLibrary({ clock }).missing,
    launchFor,
  });
  const emergency: EmergencyHost = {
    ...source,
    start: async (station, ports, lastRun) => {
      alone.delete(station.slug);
      const pid = await source.start(station, ports, lastOf(station.slug, lastRun));
      lastOf(station.slug, await source.runOf(station, pid));
      return pid;
    },
    stop: async (station) => {
      await source.stop(station);
      alone.add(station.slug);
    },
  };
  const stop = async (slug: string) => {
    const folder = folderOf(slug);
    const own = await stopEngine(folder, clock);
    const small = await stopEngine(emergencyFolder(folder), clock);
    return own.pids[0] ?? small.pids[0] ?? null;
  };
  return {
    find: async ({ slug }) => {
      const { script } = folderOf(slug);
      const known = found.get(slug);
      if (known !== undefined && (await engineAt(known, script)) !== null) return known;
      const pid = (await findEngines(script))[0]?.pid ?? null;
      if (pid === null) found.delete(slug);
      else found.set(slug, pid);
      return pid;
    },

    runOf: async ({ slug }, pid) => {
      const run = (await engineAt(pid, folderOf(slug).script))?.run ?? null;
      lastOf(slug, run);
      return run;
    },

    remember: ({ slug }, run) => rememberRun(folderOf(slug), run),

    ended: async (_, pid, signal) => {
      const child = children.get(pid);
      if (child === undefined) {
        await processEnded(pid, clock, signal);
        return 'by_signal';
      }
      const how = await Promise.race([child, aborted(signal)]);
      children.delete(pid);
      return endOf(how);
    },

    signs: ({ slug }, run) => readDiskSigns(folderOf(slug), run),

    sounds: (station, ports) => outputsSound(outputsOf(ports), folderOf(station.slug).root, clock),

    check: async (station, ports) => {
      // what the emergency source listens on is given back when it is needed
      if ((await emergency.find(station)) === null) await checkTcpPorts(station, outputsOf(ports));
    },

    prepare: async (station, ports) => {
      const folder = folderOf(station.slug);
      for (const path of [folder.root, folder.journal, folder.playlists]) await mkdir(path, { recursive: true });
      const script = renderScript(station, ports, ENGINE_SOCKET);
      if ((await readFile(folder.script, 'utf8').catch(() => '')) !== script.text) {
        const candidate = `${folder.script}.new.liq`;
        // it may hold an Icecast server's password
        await putWholeFile(candidate, script.text, 0o600);
        await checkScript(candidate, liquidsoapProgram(), cacheFolder(folder));
        await rename(candidate, folder.script);
      }
      await putStationRecord(dataFolder, { slug: station.slug, timeZone: station.timeZone, ports });
      return script.version;
    },

    recheck: async ({ slug }) => {
      const folder = folderOf(slug);
      refuseWithoutScript(folder, slug);
      await checkScript(folder.script, liquidsoapProgram(), cacheFolder(folder));
    },

    start: async (station, ports, lastRun) => {
      const folder = folderOf(station.slug);
      refuseWithoutScript(folder, station.slug);
      if (!alone.has(station.slug)) await emergency.stop(station);
      await prepareOutputPlaces(station, outputsOf(ports), folder.root, clock.now());
      const launch = launchFor(station.slug);
      const options = {
        timeZone: station.timeZone,
        lastRun: lastOf(station.slug, lastRun),
        ...(launch === undefined ? {} : { launch }),
      };
      const { pid, ended, run } = await startEngine(folder, options);
      lastOf(station.slug, run);
      children.set(pid, ended);
      found.set(station.slug, pid);
      return pid;
    },

    prune: async ({ slug }, cursor) => {
      const folder = folderOf(slug);
      await pruneJournal(folder.journal, cursor, clock.now(), JOURNAL_KEEP);
      await rotateEngineLog(folder.log);
    },

    prepared: () => stationRecords(dataFolder),
    lastWords: (slug) => lastWords(folderOf(slug).log),
    stop,

    forget: async (slug) => {
      await removeStationRecord(dataFolder, slug);
      await stop(slug);
    },

    kill: ({ slug }) => killEngine(folderOf(slug), clock),
    emergency,
    order: ({ slug }) => readOrder(folderOf(slug)),
    forgetOrder: ({ slug }) => removeOrder(folderOf(slug)),
    report: ({ slug }, report) => putReport(folderOf(slug), report),
  };
}

function launchBySetting(setting: string, clock: Clock): LaunchFor {
  return (slug) => (setting === '' ? undefined : unitLaunch(setting, slug, liquidsoapProgram(), clock));
}

function refuseWithoutScript({ script }: StationFolder, slug: string): void {
  if (existsSync(script)) return;
  throw new RefusedError('no_script', `station ${slug} has no script that Liquidsoap accepts`, { station: slug });
}

/** What ends a process from outside, as far as the name of the signal tells; a crash is the process's own. */
function endOf(how: string): EngineEnd {
  return ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', ''].includes(how) ? 'by_signal' : 'by_itself';
}

function aborted(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('');
    else signal.addEventListener('abort', () => resolve(''), { once: true });
  });
}
