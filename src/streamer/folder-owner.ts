import { mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PassingError } from '../values/errors.ts';
import type { DatabaseId, StationId } from '../values/ids.ts';
import { isErrno, isSystemError } from './errno.ts';
import type { StationFolder } from './station-folder.ts';
import { putWholeFile, readText } from './whole-file.ts';

/** Whose a station's folder is. What is in it hangs on the ids that this database gave out. */
export interface FolderOwner {
  readonly database: DatabaseId;
  readonly stationId: StationId;
}

const OWNER = /^([0-9a-f-]{36}) (\d+)\n?$/;

/** Null where the folder does not say, or not legibly. */
export async function readFolderOwner(folder: StationFolder): Promise<FolderOwner | null> {
  const [, database, stationId] = OWNER.exec((await readText(folder.owner)) ?? '') ?? [];
  if (database === undefined) return null;
  return { database: database as DatabaseId, stationId: Number(stationId) as StationId };
}

/** @throws {PassingError} `disk_failed` */
export async function putFolderOwner(folder: StationFolder, { database, stationId }: FolderOwner): Promise<void> {
  await putWholeFile(folder.owner, `${database} ${stationId}\n`);
}

/**
 * Moves all that hangs on the ids of a database into a folder beside it, `before-<date>`. The owner's name goes last: what was
 * broken off is taken up again. Script, runs, the engine's own log and what the outputs wrote stay. No engine may run.
 *
 * @returns the absolute path of that folder
 * @throws {PassingError} `disk_failed`
 */
export async function setFolderAside(folder: StationFolder, now: Temporal.Instant): Promise<string> {
  const hanging = [
    folder.journal,
    folder.begun,
    folder.cueSheet,
    folder.streamPlans,
    folder.playlists,
    folder.alive,
    folder.highestIds,
    folder.owner,
  ];
  try {
    const aside = await newFolder(join(folder.root, `before-${fileDate(now)}`));
    for (const path of hanging) await moveInto(aside, path);
    return aside;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const message = `${folder.root} cannot be cleared for another database: ${error.message}`;
    throw new PassingError('disk_failed', message, { cause: error });
  }
}

/** To the second, without colons, which not every disk's file names may have. */
function fileDate(now: Temporal.Instant): string {
  return now.toString({ smallestUnit: 'second' }).replaceAll(':', '-');
}

async function newFolder(path: string): Promise<string> {
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? path : `${path}-${count}`;
    try {
      await mkdir(name);
      return name;
    } catch (error) {
      if (!isErrno(error, 'EEXIST')) throw error;
    }
  }
}

async function moveInto(aside: string, path: string): Promise<void> {
  try {
    await rename(path, join(aside, basename(path)));
  } catch (error) {
    if (!isErrno(error, 'ENOENT')) throw error;
  }
}
