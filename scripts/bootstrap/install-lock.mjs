import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Stop, say } from './say.mjs';

const POLL_MS = 250;
const GIVE_UP_MS = 10 * 60_000;

/**
 * Does the work while no other process of this machine does it in the same folder: two npm at once would spoil node_modules.
 * @param {string} root
 * @param {() => Promise<void>} work
 */
export async function withInstallLock(root, work) {
  const lock = join(root, '.cache', 'install.lock');
  const startedMs = performance.now();
  for (let waited = false; !take(lock); waited = true) {
    const owner = readOwner(lock);
    if (owner !== null && !isAlive(owner)) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!waited) say(`Waiting for process ${owner ?? '?'}, which is installing the dependencies …`);
    if (performance.now() - startedMs > GIVE_UP_MS) {
      throw new Stop(
        `Process ${owner ?? '?'} has been installing the dependencies for too long. If it is not, remove ${lock}.`,
      );
    }
    await sleep(POLL_MS);
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    mkdirSync(dirname(lock), { recursive: true });
    const file = openSync(lock, 'wx');
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw new Stop(`The dependencies cannot be installed: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {string} lock
 * @returns {number | null} null when the lock has just gone, or is just being written
 */
function readOwner(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
