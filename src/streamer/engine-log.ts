import { copyFile, stat, truncate } from 'node:fs/promises';
import { isErrno } from './errno.ts';

const LARGEST_LOG_BYTES = 5 * 1024 * 1024;

/**
 * Keeps the engine's own log short: one that has grown large becomes `<path>.1`, and begins anew. It is copied and cut, not
 * renamed, because a running engine keeps its file open; it appends, so what it writes next is at the new beginning.
 *
 * @returns whether it was rotated
 */
export async function rotateEngineLog(path: string, largestBytes: number = LARGEST_LOG_BYTES): Promise<boolean> {
  try {
    if ((await stat(path)).size <= largestBytes) return false;
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return false;
    throw error;
  }
  await copyFile(path, `${path}.1`);
  await truncate(path);
  return true;
}
