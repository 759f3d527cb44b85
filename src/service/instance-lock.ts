import { closeSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RefusedError } from '../values/errors.ts';

export const PID_FILE = 'airkeeper.pid';

/** A lock that nothing refers to would be collected as garbage, which closes it, and let another Airkeeper in. */
const held = new Set<DatabaseSync>();

/** Says that one Airkeeper, and no other, runs on a data folder. */
export interface InstanceLock {
  release(): void;
}

/**
 * Takes the data folder's lock for as long as this process lives. It is SQLite's own lock on a file that holds nothing
 * else: the kernel gives it back when the process dies, however that happens, so there is no stale lock to clear away.
 * @throws {RefusedError} `already_running`, naming the process that has it
 */
export function takeInstanceLock(dataFolder: string): InstanceLock {
  const pidFile = join(dataFolder, PID_FILE);
  const database = lockedDatabase(dataFolder);
  if (database === null) {
    const pid = readPid(pidFile);
    throw new RefusedError(
      'already_running',
      `Airkeeper already runs on ${dataFolder}${pid === null ? '' : ` (process ${pid})`}; give another folder with --data DIR, or stop that one: airkeeper stop`,
      { dataFolder, pid },
    );
  }
  held.add(database);
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    release: () => {
      rmSync(pidFile, { force: true });
      held.delete(database);
      database.close();
    },
  };
}

/**
 * Whether an Airkeeper runs on the data folder, and which.
 * @throws {RefusedError} `not_permitted` when the folder is another user's
 */
export function runningInstance(dataFolder: string): { readonly pid: number | null } | null {
  const database = lockedDatabase(dataFolder);
  if (database === null) return { pid: readPid(join(dataFolder, PID_FILE)) };
  database.close();
  return null;
}

/** Null when another process has it. */
function lockedDatabase(dataFolder: string): DatabaseSync | null {
  const path = join(dataFolder, 'airkeeper.lock');
  try {
    closeSync(openSync(path, 'a'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError('not_permitted', `the data folder ${dataFolder} is not this user's: ${why}`, { dataFolder });
  }
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch {
    database.close();
    return null;
  }
}

function readPid(file: string): number | null {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : null;
  } catch {
    return null;
  }
}
