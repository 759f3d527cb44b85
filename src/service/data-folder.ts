import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RefusedError } from '../values/errors.ts';

/**
 * Makes the data folder when it is not there, for this user and group: what is in it may hold a password.
 * @throws {RefusedError} `data_folder_not_writable`, naming the folder and how to choose another
 */
export function makeDataFolder(dataFolder: string): void {
  try {
    makeFolders(resolve(dataFolder));
    accessSync(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError(
      'data_folder_not_writable',
      `the data folder ${dataFolder} cannot be written to (${why}): choose another with --data DIR or AIRKEEPER_DATA`,
      { dataFolder },
    );
  }
}

/** Node's own `recursive` never ends where a folder cannot be made in a file system like /proc, which says that it is not there. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder, { mode: 0o750 });
}
