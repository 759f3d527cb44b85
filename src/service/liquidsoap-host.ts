import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import type { Clock } from '../ports/clock.ts';
import { rotateEngineLog } from '../streamer/engine-log.ts';
import { lastWords } from '../streamer/engine-words.ts';
import { engineAt, findEngines } from '../streamer/find-engines.ts';
import { pruneJournal } from '../streamer/journal-prune.ts';
import { checkScript } from '../streamer/liquidsoap-program.ts';
import { outputsOf } from '../streamer/script/port-settings.ts';
import { renderScript } from '../streamer/script/render-script.ts';
import { startEngine } from '../streamer/start-engine.ts';
import { ENGINE_SOCKET, stationFolder } from '../streamer/station-folder.ts';
import { putStationRecord, removeStationRecord, stationRecords } from '../streamer/station-record.ts';
import { stopEngine } from '../streamer/stop-engine.ts';
import { putWholeFile } from '../streamer/whole-file.ts';
import { RefusedError } from '../values/errors.ts';
import type { EngineHost } from './engine-host.ts';
import { checkTcpPorts, prepareOutputPlaces } from './output-places.ts';

/** A year of complaints can be answered from the log; the journal behind it is kept for a month. */
const JOURNAL_KEEP = { keepDays: 30, keepFiles: 500 };

/** Keeps Liquidsoap processes on this machine, each in its station's folder within the data folder. */
export function liquidsoapHost({ dataFolder, clock }: { dataFolder: string; clock: Clock }): EngineHost {
  /** Where each station's engine was last: to ask whether it is still there is far cheaper than to look for it. */
  const found = new Map<string, number>();
  const folderOf = (slug: string) => stationFolder(dataFolder, slug);
  const stop = async (slug: string) => (await stopEngine(folderOf(slug), clock)).pids[0] ?? null;
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

    check: (station, ports) => checkTcpPorts(station, outputsOf(ports)),

    prepare: async (station, ports) => {
      const folder = folderOf(station.slug);
      for (const path of [folder.root, folder.journal, folder.playlists]) await mkdir(path, { recursive: true });
      const script = renderScript(station, ports, ENGINE_SOCKET);
      if ((await readFile(folder.script, 'utf8').catch(() => '')) !== script.text) {
        const candidate = `${folder.script}.new.liq`;
        // it may hold an Icecast server's password
        await putWholeFile(candidate, script.text, 0o600);
        await checkScript(candidate);
        await rename(candidate, folder.script);
      }
      await putStationRecord(dataFolder, { slug: station.slug, timeZone: station.timeZone, ports });
      return script.version;
    },

    start: async (station, ports, lastRun) => {
      const folder = folderOf(station.slug);
      if (!existsSync(folder.script))
        throw new RefusedError('no_script', `station ${station.slug} has no script that Liquidsoap accepts`, {
          station: station.slug,
        });
      await prepareOutputPlaces(station, outputsOf(ports), folder.root, clock.now());
      return (await startEngine(folder, { timeZone: station.timeZone, lastRun })).pid;
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
  };
}
