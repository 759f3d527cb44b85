import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What others than the user and the group may do with a file. */
const OTHERS = 0o007;
/** Files of the data folder that may hold the password of a port or of the database, or the address of a webhook. */
const OF_DATA = /^(airkeeper\.(db|env|log)|alarms\.json)/;
/** The same of a station's folder: scripts, what they were made from, and what the engine said of them. */
const OF_STATION = /^(station\.|engine\.log)/;

/**
 * Closes to others what may hold a password. New files are so from the beginning; a folder that came from a backup, or was
 * copied by another user, may not be.
 */
export function guardSecrets(dataFolder: string): void {
  guard(dataFolder, OF_DATA);
  const stations = join(dataFolder, 'stations');
  for (const slug of namesIn(stations)) guard(join(stations, slug), OF_STATION);
}

function guard(folder: string, names: RegExp): void {
  for (const name of namesIn(folder)) {
    if (!names.test(name)) continue;
    const path = join(folder, name);
    const { mode, uid } = statSync(path, { throwIfNoEntry: false }) ?? { mode: 0, uid: -1 };
    const isOurs = uid === process.geteuid?.() || process.geteuid?.() === 0;
    if ((mode & OTHERS) !== 0 && isOurs) chmodSync(path, mode & ~OTHERS & 0o777);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
