import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { EngineRunId } from '../values/ids.ts';
import { isSystemError } from './errno.ts';

/** An engine process that is alive. */
export interface RunningEngine {
  readonly pid: number;
  /** Null when it was started by hand, or its environment cannot be read. */
  readonly run: EngineRunId | null;
}

/** With one of these Liquidsoap looks at a script and does not play it. */
const LOOKING_OPTIONS: ReadonlySet<string> = new Set(['--check', '-c', '--check-lib', '--parse-only', '--cache-only']);

/**
 * The engines that run a script: processes with exactly this argument that are Liquidsoap, or were started with a run's id.
 * A process that only looks at the script (a check, an editor) is none.
 * Source: proc(5), `/proc/PID/cmdline` and `/proc/PID/environ`.
 *
 * @param script absolute
 */
export async function findEngines(script: string): Promise<readonly RunningEngine[]> {
  const engines: RunningEngine[] = [];
  for (const name of await readdir('/proc')) {
    const engine = /^\d+$/.test(name) ? await engineAt(Number(name), script) : null;
    if (engine !== null) engines.push(engine);
  }
  return engines;
}

/** The engine with this process id, if that is what it still is: far cheaper than looking for it among all processes. */
export async function engineAt(pid: number, script: string): Promise<RunningEngine | null> {
  const [program = '', ...args] = await zeroEnded(`/proc/${pid}/cmdline`);
  if (!args.includes(script) || args.some((arg) => LOOKING_OPTIONS.has(arg))) return null;
  const run = runIn(await zeroEnded(`/proc/${pid}/environ`));
  return run !== null || basename(program).startsWith('liquidsoap') ? { pid, run } : null;
}

function runIn(environment: readonly string[]): EngineRunId | null {
  const prefix = 'AIRKEEPER_RUN=';
  const setting = environment.find((line) => line.startsWith(prefix));
  return setting === undefined ? null : (setting.slice(prefix.length) as EngineRunId);
}

/** Texts that each end with a zero byte. None for a process that is gone, a zombie, or somebody else's. */
async function zeroEnded(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, 'utf8')).split('\0').slice(0, -1);
  } catch (error) {
    if (isSystemError(error)) return [];
    throw error;
  }
}
