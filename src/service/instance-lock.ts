import { closeSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RefusedError } from '../values/errors.ts';

export const PID_FILE = 'airkeeper.pid';
const LOCK_FILE = 'airkeeper.lock';
/** SQLite's result code for a file that is no database: https://www.sqlite.org/rescode.html#notadb */
const SQLITE_NOTADB = 26;

/** A lock that nothing refers to would be collected as garbage, which closes it, and let another Airkeeper in. */
const held = new Set<DatabaseSync>();

/** Says that one Airkeeper, and no other, runs on a data folder. */
export interface InstanceLock {
  /**
   * Looks whether the lock and the number of this process are where others look for them, and puts them back. Says what had
   * been done to them; null: nothing.
   */
  keep(): string | null;
  release(): void;
}

/**
 * Takes the data folder's lock for as long as this process lives. It is SQLite's own lock on a file that holds nothing
 * else: the kernel gives it back when the process dies, however that happens, so there is no stale lock to clear away.
 * @throws {RefusedError} `already_running`, naming the process that has it
 */
export function takeInstanceLock(dataFolder: string): InstanceLock {
  const pidFile = join(dataFolder, PID_FILE);
  let database = lockedDatabase(dataFolder);
  if (database === null) throw alreadyRunning(dataFolder, readPid(pidFile));
  held.add(database);
  let file = fileOf(dataFolder);
  putPid(pidFile);
  return {
    keep: () => {
      const isMoved = fileOf(dataFolder) !== file;
      if (isMoved) {
        const again = lockedDatabase(dataFolder);
        if (again === null) return 'another Airkeeper runs on this data folder: end one of both';
        held.add(again);
        release(database);
        database = again;
        file = fileOf(dataFolder);
      }
      const isOverwritten = readPid(pidFile) !== process.pid && putPid(pidFile);
      const what = [...(isMoved ? [LOCK_FILE] : []), ...(isOverwritten ? [PID_FILE] : [])].join(' and ');
      return what === '' ? null : `${what} had been removed or changed: put back`;
    },
    release: () => {
      rmSync(pidFile, { force: true });
      release(database);
    },
  };
}

/** @param pid of the one that has the folder; null where it is not known */
export function alreadyRunning(dataFolder: string, pid: number | null): RefusedError {
  return new RefusedError(
    'already_running',
    `Airkeeper already runs on ${dataFolder}${pid === null ? '' : ` (process ${pid})`}; give another folder with --data DIR, or stop that one: airkeeper stop`,
    { dataFolder, pid },
  );
}

function release(database: DatabaseSync | null): void {
  if (database === null) return;
  held.delete(database);
  database.close();
}

/** Which file the lock's path names now: one that was removed and made again is another. Null: none. */
function fileOf(dataFolder: string): string | null {
  const found = statSync(join(dataFolder, LOCK_FILE), { throwIfNoEntry: false });
  return found === undefined ? null : `${found.dev} ${found.ino}`;
}

/** The number only helps people: a full disk that does not take it is no reason not to run. */
function putPid(pidFile: string): boolean {
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
    return true;
  } catch {
    return false;
  }
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
  const path = join(dataFolder, LOCK_FILE);
  try {
    closeSync(openSync(path, 'a'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedError('not_permitted', `the data folder ${dataFolder} is not this user's: ${why}`, { dataFolder });
  }
  return lockedFile(path);
}

function lockedFile(path: string): DatabaseSync | null {
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (!(error instanceof Error && 'errcode' in error && error.errcode === SQLITE_NOTADB)) return null;
    // somebody wrote into it. It was free, or it could not have been read; and what is in it means nothing
    truncateSync(path);
    return lockedFile(path);
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
