import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import type { Library } from '../../ports/library.ts';
import { engineAt, findEngines } from '../../streamer/find-engines.ts';
import { renderEmergencyScript } from '../../streamer/script/emergency-script.ts';
import { type Output, outputsOf } from '../../streamer/script/port-settings.ts';
import { type Launch, startEngine } from '../../streamer/start-engine.ts';
import { ENGINE_SOCKET, type StationFolder } from '../../streamer/station-folder.ts';
import { killEngine, stopEngine } from '../../streamer/stop-engine.ts';
import { putWholeFile } from '../../streamer/whole-file.ts';
import { RefusedError } from '../../values/errors.ts';
import type { Port, Station } from '../../values/model.ts';
import type { EmergencyHost } from '../engine-host.ts';
import { checkTcpPorts, prepareOutputPlaces } from '../output-places.ts';
import { emergencyFiles } from './emergency-files.ts';

const PLAYLIST = 'emergency.m3u';

/** The station's folder as the emergency source's engine has it: the same, with another script. */
export function emergencyFolder(folder: StationFolder): StationFolder {
  return { ...folder, script: join(folder.root, 'emergency.liq') };
}

/** Runs the emergency source as a Liquidsoap process beside which no other one of the station runs. */
export function liquidsoapEmergency(options: {
  readonly folderOf: (slug: string) => StationFolder;
  readonly clock: Clock;
  readonly missing: Library['missing'];
  readonly launchFor: (slug: string) => Launch | undefined;
}): EmergencyHost {
  const { clock, missing, launchFor } = options;
  const folderOf = (slug: string) => emergencyFolder(options.folderOf(slug));
  return {
    find: async ({ slug }) => (await findEngines(folderOf(slug).script))[0]?.pid ?? null,

    runOf: async ({ slug }, pid) => (await engineAt(pid, folderOf(slug).script))?.run ?? null,

    start: async (station, ports, lastRun) => {
      const folder = folderOf(station.slug);
      await mkdir(folder.journal, { recursive: true });
      const outputs = await thatOpen(station, ports);
      await prepareOutputPlaces(station, outputs, folder.root, clock.now());
      const files = await emergencyFiles(folder, missing);
      await putWholeFile(join(folder.root, PLAYLIST), files.map((file) => `${file}\n`).join(''));
      const { text } = renderEmergencyScript(station, outputs, ENGINE_SOCKET, PLAYLIST);
      // it may hold an Icecast server's password
      await putWholeFile(folder.script, text, 0o600);
      const launch = launchFor(station.slug);
      const options = { timeZone: station.timeZone, lastRun, ...(launch === undefined ? {} : { launch }) };
      return (await startEngine(folder, options)).pid;
    },

    stop: async ({ slug }) => {
      await stopEngine(folderOf(slug), clock);
    },

    kill: ({ slug }) => killEngine(folderOf(slug), clock),
  };
}

/** Those of the outputs that are well set and can be opened now: one that cannot must not keep the others silent. */
async function thatOpen(station: Station, ports: readonly Port[]): Promise<readonly Output[]> {
  const good: Port[] = [];
  for (const port of ports) {
    try {
      outputsOf([...good, port]);
      await checkTcpPorts(station, outputsOf([port]));
      good.push(port);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
    }
  }
  return outputsOf(good);
}
