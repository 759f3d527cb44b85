import { readFile } from 'node:fs/promises';
import type { Clock } from '../ports/clock.ts';
import { isSystemError } from './errno.ts';

/** Of a process that is not a child nothing tells that it ended: it is looked at this often. */
const LOOK_EVERY_MS = 50;

/** Resolves when the process is gone, or dead and not yet buried by its parent; at once when the signal is aborted. */
export async function processEnded(pid: number, clock: Clock, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await isAlive(pid))) await clock.sleep(LOOK_EVERY_MS, signal);
}

/** Source: proc(5), the third field of `/proc/PID/stat`; the second, in brackets, may hold anything. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0] ?? 'X');
  } catch (error) {
    if (isSystemError(error)) return false;
    throw error;
  }
}
