import type { Clock } from '../ports/clock.ts';
import { PassingError } from '../values/errors.ts';
import { sayWord } from './control-socket.ts';
import { runningInstance } from './instance-lock.ts';

const ENDS_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 100;

/**
 * Tells the Airkeeper that runs on the data folder to end, and waits until it has.
 * @returns its process id; null when none was running
 * @throws {PassingError} `does_not_stop`
 */
export async function stopInstance(dataFolder: string, clock: Clock): Promise<{ readonly pid: number | null } | null> {
  const found = runningInstance(dataFolder);
  if (found === null) return null;
  const never = new AbortController();
  const deadlineMs = clock.monotonicMs() + ENDS_WITHIN_MS;
  // one that has just been started may not listen yet: it is told again
  let told = false;
  while (clock.monotonicMs() < deadlineMs) {
    if (!told) told = await sayWord(dataFolder, 'stop', clock);
    if (runningInstance(dataFolder) === null) return found;
    await clock.sleep(LOOK_EVERY_MS, never.signal);
  }
  const who = found.pid === null ? 'Airkeeper' : `Airkeeper (process ${found.pid})`;
  throw new PassingError('does_not_stop', `${who} was told to stop and has not, after ${ENDS_WITHIN_MS / 1000} s`);
}
