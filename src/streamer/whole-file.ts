import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassingError } from '../values/errors.ts';
import { isErrno, isSystemError } from './errno.ts';

/**
 * Makes a file hold a text, whole or not at all: whatever happens on the way, power cut included, a reader finds the old
 * content or the new. A file that holds it already is not touched. One writer a path at a time.
 *
 * @param mode of a file that is written; what may hold a password is for this user alone
 * @returns whether it was written
 * @throws {PassingError} `disk_failed`
 */
export async function putWholeFile(path: string, text: string, mode = 0o640): Promise<boolean> {
  try {
    if ((await readText(path)) === text) return false;
    await mkdir(dirname(path), { recursive: true });
    const temporary = `${path}.tmp`;
    await writeDurably(temporary, text, mode);
    await rename(temporary, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new PassingError('disk_failed', `${path} cannot be written: ${error.message}`, { cause: error });
  }
}

/** The file's text; null where there is none. */
export async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return null;
    throw error;
  }
}

async function writeDurably(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    // one that an interrupted attempt left behind keeps its mode
    await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name is a change of the folder: without this it may be lost with the power. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
