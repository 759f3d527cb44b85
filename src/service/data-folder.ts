import { accessSync, constants, mkdirSync } from 'node:fs';
import { RefusedError } from '../values/errors.ts';

/**
 * Makes the data folder when it is not there, for this user and group: what is in it may hold a password.
 * @throws {RefusedError} `data_folder_not_writable`, naming the folder and how to choose another
 */
export function makeDataFolder(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o750 });
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
