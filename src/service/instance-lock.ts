import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RefusedError } from '../values/errors.ts';

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
  const pidFile = join(dataFolder, 'airkeeper.pid');
  const database = new DatabaseSync(join(dataFolder, 'airkeeper.lock'), { timeout: 0 });
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
  } catch {
    database.close();
    const pid = readPid(pidFile);
    throw new RefusedError(
      'already_running',
      `Airkeeper already runs on ${dataFolder}${pid === null ? '' : ` (process ${pid})`}: stop it with \`airkeeper stop\`, or give another folder with --data`,
      { dataFolder, pid },
    );
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    release: () => {
      rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

/** Whether an Airkeeper runs on the data folder, and which. */
export function runningInstance(dataFolder: string): { readonly pid: number | null } | null {
  try {
    takeInstanceLock(dataFolder).release();
    return null;
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { pid: readPid(join(dataFolder, 'airkeeper.pid')) };
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
