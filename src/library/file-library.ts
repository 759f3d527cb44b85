import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AudioFacts, Library } from '../ports/library.ts';
import { assert, RefusedError } from '../values/errors.ts';
import { probeAudio } from './probe-audio.ts';

/** More at once would only wait for each other in the disk's queue. */
const LOOKS_AT_ONCE = 16;

/** The sounds' files on this machine's disks. */
export const fileLibrary: Library = { missing, probe };

async function missing(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const gone = new Set<string>();
  const waiting = new Set(paths).values();
  const lookAtSome = async () => {
    for (const path of waiting) {
      if (!(await isPlayable(path))) gone.add(path);
    }
  };
  await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, lookAtSome));
  return gone;
}

/** Whether there is a readable file with something in it. A disk that fails is a file that is not there. */
async function isPlayable(path: string): Promise<boolean> {
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size === 0) return false;
    await access(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

async function probe(path: string): Promise<AudioFacts> {
  assert(isAbsolute(path), `the path of a sound is absolute, not ${path}`);
  const stats = await statOf(path);
  if (stats.isDirectory()) throw new RefusedError('not_audio', `${path} is a folder: name the files in it`, { path });
  if (!stats.isFile()) throw new RefusedError('not_audio', `${path} is not a regular file`, { path });
  if (stats.size === 0) throw new RefusedError('empty_file', `${path} is empty`, { path });
  await access(path, constants.R_OK).catch(() => {
    throw notReadable(path, 'permission denied');
  });
  return probeAudio(path);
}

async function statOf(path: string): Promise<Stats> {
  try {
    return await stat(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') {
      throw new RefusedError('not_found', `there is no file ${path}`, { path });
    }
    throw notReadable(path, error instanceof Error ? error.message : String(error));
  }
}

function notReadable(path: string, why: string): RefusedError {
  return new RefusedError('not_readable', `${path} cannot be read: ${why}`, { path });
}
