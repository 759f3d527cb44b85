import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassingError, RefusedError } from '../values/errors.ts';

/** A check reads Liquidsoap's own library of 2,000 lines first: seconds on a busy machine, never minutes. */
const CHECK_TIMEOUT_MS = 120_000;
const LONGEST_MESSAGE_CHARS = 2000;

/** The program to run: `AIRKEEPER_LIQUIDSOAP`, where it is set, else the `liquidsoap` on the path. */
export function liquidsoapProgram(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment.AIRKEEPER_LIQUIDSOAP;
  return chosen === undefined || chosen === '' ? 'liquidsoap' : chosen;
}

/**
 * What the program calls itself, such as `2.1.3` or `2.3.2+dev`.
 *
 * @throws {RefusedError} `no_liquidsoap`
 */
export async function liquidsoapVersion(program: string = liquidsoapProgram()): Promise<string> {
  const { output } = await run(program, ['--version'], '/');
  const version = /^Liquidsoap (\S+)/m.exec(output)?.[1];
  if (version === undefined) throw notFound(program, `it does not say its version: ${output.slice(0, 200)}`);
  return version;
}

/**
 * Has Liquidsoap read a script through, without playing it. Liquidsoap 2.1 carries out the script's own statements even so:
 * it is done in a scratch folder, so that no station's journal gets a line from it.
 *
 * @param script absolute
 * @param cacheFolder where the engine will look for what 2.3 and later keep of a script that they have read: half of the time
 *   of a start is the reading
 * @throws {RefusedError} `script_refused` with the compiler's words; `no_liquidsoap`
 */
export async function checkScript(
  script: string,
  program: string = liquidsoapProgram(),
  cacheFolder: string | null = null,
): Promise<void> {
  const { status, output } = await inScratchFolder(async (folder) => {
    // under a plain name: Liquidsoap 2.3 opens no path with an accent or a quote in it
    await copyFile(script, join(folder, 'station.liq'));
    const env = cacheFolder === null ? process.env : { ...process.env, LIQ_CACHE_USER_DIR: cacheFolder };
    return run(program, ['--check', 'station.liq'], folder, env);
  });
  if (status === 0) return;
  const words = output.trim().slice(0, LONGEST_MESSAGE_CHARS);
  throw new RefusedError('script_refused', `Liquidsoap refuses ${script}: ${words || `status ${status}`}`, {
    script,
    status,
  });
}

export function notFound(program: string, why: string): RefusedError {
  return new RefusedError(
    'no_liquidsoap',
    `Liquidsoap cannot be run as ${program}: ${why}. Install it (apt-get install liquidsoap), or set AIRKEEPER_LIQUIDSOAP to its path.`,
    { program },
  );
}

async function inScratchFolder<Value>(work: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'airkeeper-check-'));
  try {
    await mkdir(join(folder, 'journal'));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The exit status and all that was said; a program that cannot be started is {@link notFound}. */
function run(
  program: string,
  args: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<{ readonly status: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, env, timeout: CHECK_TIMEOUT_MS, killSignal: 'SIGKILL', maxBuffer: 1 << 24 } as const;
    execFile(program, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`;
      if (error === null) resolve({ status: 0, output });
      else if (error.killed) reject(new PassingError('timed_out', `${program} ${args.join(' ')} did not end`));
      else if (typeof error.code === 'number') resolve({ status: error.code, output });
      else reject(notFound(program, error.message));
    });
  });
}
