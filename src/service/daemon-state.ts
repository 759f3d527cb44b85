import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RefusedError } from '../values/errors.ts';
import { PID_FILE, runningInstance } from './instance-lock.ts';

/** Whether Airkeeper itself runs on a data folder. `not_permitted`: this user cannot look into the folder. */
export interface DaemonState {
  readonly state: 'running' | 'stopped' | 'not_permitted';
  readonly pid: number | null;
  /** Name of the user whose folder it is; null where it is not known, or is this user. */
  readonly owner: string | null;
}

const NOT_PERMITTED: ReadonlySet<unknown> = new Set(['EACCES', 'EPERM']);

/**
 * Looks for the Airkeeper of a data folder. The folder's lock is tried only where a process has the number that was left
 * there: an Airkeeper that starts while somebody looks would else be refused.
 */
export function daemonState(dataFolder: string): DaemonState {
  const owner = ownerOf(dataFolder);
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(join(dataFolder, PID_FILE), 'utf8'), 10);
  } catch (error) {
    return { state: isNotPermitted(error) ? 'not_permitted' : 'stopped', pid: null, owner };
  }
  // where there is no number, because somebody wrote over it or the disk did not take it, the lock alone tells
  const named = Number.isInteger(pid) ? pid : null;
  if (named !== null && !isAlive(named)) return { state: 'stopped', pid: null, owner };
  try {
    return runningInstance(dataFolder) === null
      ? { state: 'stopped', pid: null, owner }
      : { state: 'running', pid: named, owner };
  } catch (error) {
    // whoever may read the number and not try the lock goes by the number
    if (error instanceof RefusedError && named !== null) return { state: 'running', pid, owner };
    if (error instanceof RefusedError) return { state: 'not_permitted', pid: null, owner };
    throw error;
  }
}

/** Whether this user may write to a socket, if it is there. */
export function mayReach(socket: string): boolean {
  try {
    accessSync(socket, constants.W_OK);
    return true;
  } catch (error) {
    return !isNotPermitted(error);
  }
}

function isNotPermitted(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NOT_PERMITTED.has(error.code);
}

/** A process of another user is alive too. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isNotPermitted(error);
  }
}

/** Of a folder in one that is closed to this user, the owner of that one. */
function ownerOf(path: string): string | null {
  try {
    const { uid } = statSync(path);
    if (uid === process.getuid?.()) return null;
    return execFileSync('id', ['-nu', String(uid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    return isNotPermitted(error) && dirname(path) !== path ? ownerOf(dirname(path)) : null;
  }
}
