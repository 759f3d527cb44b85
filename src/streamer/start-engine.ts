import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { PassingError, RefusedError } from '../values/errors.ts';
import type { EngineRunId } from '../values/ids.ts';
import { type EngineLogWriter, engineLogWriter, rotateEngineLog } from './engine-log.ts';
import { isSystemError } from './errno.ts';
import { findEngines } from './find-engines.ts';
import { liquidsoapProgram, notFound } from './liquidsoap-program.ts';
import { nextRun, rememberRun } from './next-run.ts';
import type { StationFolder } from './station-folder.ts';

export interface StartEngineOptions {
  /** IANA name of the station's zone. */
  readonly timeZone: string;
  /** The newest run in the log, if any: the new one comes after it. */
  readonly lastRun: EngineRunId | null;
  readonly program?: string;
  /** How the process is made, where it is not as a child of this one. */
  readonly launch?: Launch;
}

export interface LaunchedEngine {
  readonly pid: number;
  /** Says how it ended, if it ends while this process lives: the exit status, or the signal. */
  readonly ended: Promise<string>;
}

/** Runs the folder's script with an environment; done when the process runs. */
export type Launch = (folder: StationFolder, env: EngineEnvironment) => Promise<LaunchedEngine>;

/** What an engine is told by its environment, beside what all processes are. */
export interface EngineEnvironment {
  readonly AIRKEEPER_RUN: string;
  readonly TZ: string;
  readonly LIQ_CACHE_USER_DIR: string;
}

export interface StartedEngine extends LaunchedEngine {
  readonly run: EngineRunId;
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
  await prepareFolder(folder);
  const run = await nextRun(folder, options.lastRun);
  await unlessDiskFails(() => rememberRun(folder, run));
  const env = { AIRKEEPER_RUN: run, TZ: options.timeZone, LIQ_CACHE_USER_DIR: cacheFolder(folder) };
  const launch = options.launch ?? launchDetached(options.program ?? liquidsoapProgram());
  return { ...(await launch(folder, env)), run };
}

/** What is wanted and not needed: a disk that is full, or may only be read, must not keep the station off the air. */
async function prepareFolder(folder: StationFolder): Promise<void> {
  await unlessDiskFails(() => mkdir(folder.journal, { recursive: true }));
  await unlessDiskFails(() => mkdir(folder.playlists, { recursive: true }));
  await unlessDiskFails(() => rotateEngineLog(folder.log));
}

async function unlessDiskFails(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isDisk = isSystemError(error) || (error instanceof PassingError && error.code === 'disk_failed');
    if (!isDisk) throw error;
  }
}

/** Where Liquidsoap 2.3 and later keep what they have read of the folder's scripts. */
export function cacheFolder(folder: StationFolder): string {
  return join(folder.root, '.cache');
}

/** Makes it a child that outlives this process, in a session of its own. */
export function launchDetached(program: string): Launch {
  return async (folder, own) => {
    // the database's address is none of its business
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('AIRKEEPER_'));
    const log = engineLogWriter(folder.log);
    try {
      return await spawnDetached(program, folder, { ...Object.fromEntries(inherited), ...own }, log);
    } finally {
      log.letGo();
    }
  };
}

function spawnDetached(
  program: string,
  folder: StationFolder,
  env: NodeJS.ProcessEnv,
  log: EngineLogWriter,
): Promise<LaunchedEngine> {
  return new Promise((resolve, reject) => {
    // Liquidsoap 2.3 opens no script whose path holds an accent or a quote. It is given the name, in its folder; the whole
    // path comes after the arguments' end, where the engine is found by it.
    const child: ChildProcess = spawn(program, [basename(folder.script), '--', folder.script], {
      cwd: folder.root,
      env,
      detached: true,
      stdio: ['ignore', log.input, log.input],
    });
    const ended = new Promise<string>((settle) => {
      child.once('exit', (status, signal) => settle(signal ?? `status ${status}`));
    });
    child.once('error', (error) => reject(notFound(program, error.message)));
    child.once('spawn', () => {
      child.unref();
      // its last words are in the log by the time that it is said to have ended
      const end = ended.then((how) => log.ended.then(() => how));
      if (child.pid !== undefined) resolve({ pid: child.pid, ended: end });
    });
  });
}
