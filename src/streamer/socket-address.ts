import { closeSync, constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Longest path that fits a Unix socket's address on Linux (`sun_path`, 108 bytes with its final zero): unix(7). */
const LONGEST_PATH_BYTES = 107;

export interface SocketAddress {
  /** Good in this process alone, until it is closed. */
  readonly path: string;
  /** May be called more than once. */
  close(): void;
}

/**
 * The path by which a Unix socket is bound or reached, however deep its folder lies. One that is too long goes through an
 * open handle of the folder (`/proc/self/fd`: proc(5)), so that the socket stays in its own folder: a place elsewhere, such
 * as the one for temporary files, could be taken by another user. Where the folder cannot be opened it is the path itself,
 * which then fails.
 */
export function socketAddress(path: string): SocketAddress {
  if (Buffer.byteLength(path) <= LONGEST_PATH_BYTES) return { path, close: () => {} };
  let folder: number | null = openFolder(dirname(path));
  if (folder === null) return { path, close: () => {} };
  return {
    path: `/proc/self/fd/${folder}/${basename(path)}`,
    close: () => {
      if (folder !== null) closeSync(folder);
      folder = null;
    },
  };
}

function openFolder(path: string): number | null {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch {
    return null;
  }
}
