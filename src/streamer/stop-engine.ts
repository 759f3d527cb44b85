import type { Clock } from '../ports/clock.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import { SHUTDOWN_LINE } from './commands.ts';
import { Connection } from './connection.ts';
import { isErrno } from './errno.ts';
import { findEngines } from './find-engines.ts';
import type { StationFolder } from './station-folder.ts';

export interface StopTimes {
  /** How long the engine may take to answer that it will end. */
  readonly answerMs: number;
  /** How long it may take to end once it was asked, and again once it got SIGTERM. */
  readonly endMs: number;
  /** How long the system may take to end it by force. */
  readonly killMs: number;
}

export interface StoppedEngine {
  /** The processes that were alive. */
  readonly pids: readonly number[];
  /** What it took. `none`: there was nothing to stop. */
  readonly how: 'none' | 'asked' | 'terminated' | 'killed';
}

const STOP_TIMES: StopTimes = { answerMs: 2000, endMs: 5000, killMs: 2000 };
const LOOK_AGAIN_MS = 100;

/**
 * Ends a station's engine: asks it, then SIGTERM, then SIGKILL, each when the one before was not enough in its time. Each
 * signal goes to the processes that run the script at that moment, never to a number that was read earlier.
 *
 * @throws {RefusedError} `not_permitted` when it belongs to another user
 * @throws {PassingError} `engine_stuck` when it is still there after all that
 */
export async function stopEngine(
  folder: StationFolder,
  clock: Clock,
  times: StopTimes = STOP_TIMES,
): Promise<StoppedEngine> {
  const pids = (await findEngines(folder.script)).map(({ pid }) => pid);
  if (pids.length === 0) return { pids, how: 'none' };
  if (await asksToEnd(folder, clock, times.answerMs)) {
    if (await isGone(folder, clock, times.endMs)) return { pids, how: 'asked' };
  }
  await signalEngines(folder, 'SIGTERM');
  if (await isGone(folder, clock, times.endMs)) return { pids, how: 'terminated' };
  await signalEngines(folder, 'SIGKILL');
  if (await isGone(folder, clock, times.killMs)) return { pids, how: 'killed' };
  throw new PassingError('engine_stuck', `the engine with process ${pids.join(', ')} cannot be ended`);
}

/**
 * Ends a station's engine by force: one that hangs answers nothing, and a stopped process takes no other signal.
 *
 * @throws {RefusedError} `not_permitted`
 * @throws {PassingError} `engine_stuck`
 */
export async function killEngine(folder: StationFolder, clock: Clock, withinMs = STOP_TIMES.killMs): Promise<void> {
  await signalEngines(folder, 'SIGKILL');
  if (!(await isGone(folder, clock, withinMs)))
    throw new PassingError('engine_stuck', 'the engine that hangs cannot be ended');
}

async function asksToEnd(folder: StationFolder, clock: Clock, timeoutMs: number): Promise<boolean> {
  // One try only: nothing is left to chance.
  const connection = new Connection({ socketPath: folder.socket, clock, random: { next: () => 0 } });
  try {
    const reply = await connection.request(SHUTDOWN_LINE, timeoutMs);
    // An engine that hangs up instead of answering may be on its way out: it is given its time too.
    return reply.ok ? !reply.value.startsWith('ERROR') : reply.error.code === 'hung_up';
  } finally {
    await connection.close();
  }
}

async function isGone(folder: StationFolder, clock: Clock, withinMs: number): Promise<boolean> {
  const untilMs = clock.monotonicMs() + withinMs;
  for (;;) {
    if ((await findEngines(folder.script)).length === 0) return true;
    if (clock.monotonicMs() >= untilMs) return false;
    await clock.sleep(LOOK_AGAIN_MS, new AbortController().signal);
  }
}

async function signalEngines(folder: StationFolder, signal: NodeJS.Signals): Promise<void> {
  for (const { pid } of await findEngines(folder.script)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (isErrno(error, 'ESRCH')) continue;
      if (!isErrno(error, 'EPERM')) throw error;
      throw new RefusedError('not_permitted', `the engine with process ${pid} belongs to another user`, { pid });
    }
  }
}
