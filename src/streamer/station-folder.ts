import { join } from 'node:path';

/** Where one station's engine keeps its things. Everything in it can be read by a person. */
export interface StationFolder {
  readonly root: string;
  /** The Liquidsoap script, made from the station's data. */
  readonly script: string;
  readonly cueSheet: string;
  readonly streamPlans: string;
  /** Holds `<stream>.jsonl`, one for each stream. */
  readonly playlists: string;
  /** Keys of the cues that were begun, one a line: what the engine must not begin again after a restart. */
  readonly begun: string;
  /** Holds the journal's segments, `<run>.<segment>.jsonl`; their names sort in the order in which they were written. */
  readonly journal: string;
  /** The instant at which the engine last said that it lives. */
  readonly alive: string;
  /** Names the database, and the station in it, of which all this is. */
  readonly owner: string;
  /** The highest ids that the engine was ever given. */
  readonly highestIds: string;
  readonly log: string;
  readonly socket: string;
}

/** The engine's command socket, as the engine names it from its own folder: the whole path may be too long for a socket's address. */
export const ENGINE_SOCKET = 'engine.sock';

/** @param dataFolder absolute */
export function stationFolder(dataFolder: string, slug: string): StationFolder {
  const root = join(dataFolder, 'stations', slug);
  return {
    root,
    script: join(root, 'station.liq'),
    cueSheet: join(root, 'cues.json'),
    streamPlans: join(root, 'streams.json'),
    playlists: join(root, 'playlists'),
    begun: join(root, 'begun.txt'),
    journal: join(root, 'journal'),
    alive: join(root, 'alive.txt'),
    owner: join(root, 'database.id'),
    highestIds: join(root, 'ids.json'),
    log: join(root, 'engine.log'),
    socket: join(root, ENGINE_SOCKET),
  };
}
