import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../ports/clock.ts';
import type { Store } from '../ports/store.ts';
import { type FolderOwner, putFolderOwner, readFolderOwner, setFolderAside } from '../streamer/folder-owner.ts';
import { readHighestIds } from '../streamer/highest-ids.ts';
import { stationFolder } from '../streamer/station-folder.ts';

/** What the folders of the stations say of the database that they belong to. */
export interface StationDisk {
  /** Null where the station's folder does not say. */
  owner(slug: string): Promise<FolderOwner | null>;
  /** @throws {PassingError} `disk_failed` */
  own(slug: string, owner: FolderOwner): Promise<void>;
  /**
   * Moves what hangs on another database out of the way, and says where to. No engine of the station may run.
   * @throws {PassingError} `disk_failed`
   */
  setAside(slug: string): Promise<string>;
}

export function stationDisk({ dataFolder, clock }: { dataFolder: string; clock: Clock }): StationDisk {
  return {
    owner: (slug) => readFolderOwner(stationFolder(dataFolder, slug)),
    own: (slug, owner) => putFolderOwner(stationFolder(dataFolder, slug), owner),
    setAside: (slug) => setFolderAside(stationFolder(dataFolder, slug), clock.now()),
  };
}

/**
 * Keeps the database from giving out again an id that the engines of the data folder know as another's, as it would after it
 * was restored from a backup: their journals and the cues that they have begun name diffusions and sounds by these ids.
 */
export async function reserveKnownIds(store: Store, dataFolder: string): Promise<void> {
  const slugs = await readdir(join(dataFolder, 'stations')).catch(() => []);
  if (slugs.length === 0) return;
  const database = await store.database.id();
  for (const slug of slugs) {
    const folder = stationFolder(dataFolder, slug);
    const owner = await readFolderOwner(folder).catch(() => null);
    if (owner?.database === database) await store.database.reserveIds(await readHighestIds(folder));
  }
}
