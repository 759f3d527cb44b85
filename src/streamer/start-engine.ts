import { type ChildProcess, spawn } from 'node:child_process';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { RefusedError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import { rotateEngineLog } from './engine-log.ts';
import { findEngines } from './find-engines.ts';
import { liquidsoapProgram, notFound } from './liquidsoap-program.ts';
import { nextRun } from './next-run.ts';
import type { StationFolder } from './station-folder.ts';

export interface StartEngineOptions {
  /** IANA name of the station's zone. */
  readonly timeZone: string;
  /** The newest run in the log, if any: the new one comes after it. */
  readonly lastRun: EngineRunId | null;
  readonly program?: string;
}

export interface StartedEngine {
  readonly pid: number;
  readonly run: EngineRunId;
  /** Says how it ended, if it ends while this process lives: the exit status, or the signal. */
  readonly ended: Promise<string>;
}

/**
 * Starts a station's engine, detached: in a session of its own, with its words going to its log, so that neither the end
 * of this process nor a Ctrl-C in its terminal is heard. Done when the process runs, not when it is ready.
 *
 * @throws {RefusedError} `engine_running` when one with this script is alive: a second one would take its socket over;
 *   `no_liquidsoap`
 */
export async function startEngine(folder: StationFolder, options: StartEngineOptions): Promise<StartedEngine> {
  const [running] = await findEngines(folder.script);
  if (running !== undefined) {
    const message = `an engine already runs ${folder.script}: process ${running.pid}`;
    throw new RefusedError('engine_running', message, { pid: running.pid });
  }
  await mkdir(folder.journal, { recursive: true });
  await mkdir(folder.playlists, { recursive: true });
  await rotateEngineLog(folder.log);
  const run = await nextRun(folder, options.lastRun);
  const program = options.program ?? liquidsoapProgram();
  const log = await open(folder.log, 'a');
  try {
    const child = await spawnDetached(program, folder, environmentOf(folder, run, options.timeZone), log);
    return { pid: child.pid, run, ended: child.ended };
  } finally {
    await log.close();
  }
}

/** The engine gets this process's environment, without Airkeeper's own settings: the database's address is none of its business. */
function environmentOf(folder: StationFolder, run: EngineRunId, timeZone: string): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('AIRKEEPER_'));
  return {
    ...Object.fromEntries(own),
    AIRKEEPER_RUN: run,
    TZ: timeZone,
    LIQ_CACHE_USER_DIR: join(folder.root, '.cache'),
  };
}

function spawnDetached(
  program: string,
  folder: StationFolder,
  env: NodeJS.ProcessEnv,
  log: FileHandle,
): Promise<{ readonly pid: number; readonly ended: Promise<string> }> {
  return new Promise((resolve, reject) => {
    // Liquidsoap 2.3 opens no script whose path holds an accent or a quote. It is given the name, in its folder; the whole
    // path comes after the arguments' end, where the engine is found by it.
    const child: ChildProcess = spawn(program, [basename(folder.script), '--', folder.script], {
      cwd: folder.root,
      env,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = new Promise<string>((settle) => {
      child.once('exit', (status, signal) => settle(signal ?? `status ${status}`));
    });
    child.once('error', (error) => reject(notFound(program, error.message)));
    child.once('spawn', () => {
      child.unref();
      if (child.pid !== undefined) resolve({ pid: child.pid, ended });
    });
  });
}
