import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { AudioFacts, Library } from '../ports/library.ts';
import { assert, PassingError, RefusedError } from '../values/errors.ts';
import { FileLooker, type FileLookerOptions } from './file-looker.ts';
import { lookAt } from './look.ts';
import { probeAudio } from './probe-audio.ts';

/** The sounds' files on this machine's disks. */
export function createFileLibrary(options: FileLookerOptions): Library {
  const looker = new FileLooker(options);
  return {
    missing: (paths) => looker.missing(paths),
    get silent() {
      return looker.silent;
    },
    probe: async (path) => {
      assert(isAbsolute(path), `the path of a sound is absolute, not ${path}`);
      // from here on this process itself would wait for a disk that hangs
      const { gone } = await lookAt([path], options);
      if (gone !== null) throw new PassingError('disk_silent', `the disk of ${path} does not answer`);
      return probe(path);
    },
  };
}

async function probe(path: string): Promise<AudioFacts> {
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
