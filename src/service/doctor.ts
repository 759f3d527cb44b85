import { execFile } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { promisify } from 'node:util';
import { PassingError, RefusedError } from '../values/errors.ts';
import { makeDataFolder } from './data-folder.ts';

const run = promisify(execFile);

/** One thing that was looked at on this machine. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  readonly remedy: string | null;
}

const LEAST_FREE_BYTES = 500_000_000;
const PROGRAM_TAKES_MS = 10_000;

/** Looks at what a station needs of this machine. */
export async function examineMachine(options: {
  readonly dataFolder: string;
  readonly liquidsoap: string;
  /** Opens and closes the database. */
  readonly tryDatabase: () => Promise<void>;
}): Promise<readonly Check[]> {
  return [
    nodeCheck(),
    await programCheck('Liquidsoap', options.liquidsoap, ['--version'], 'liquidsoap', /Liquidsoap (2\.[1-9]\S*)/),
    await programCheck('ffmpeg', 'ffmpeg', ['-version'], 'ffmpeg', /ffmpeg version (\S+)/),
    await programCheck('ffprobe', 'ffprobe', ['-version'], 'ffmpeg', /ffprobe version (\S+)/),
    folderCheck(options.dataFolder),
    spaceCheck(options.dataFolder),
    await databaseCheck(options.tryDatabase),
  ];
}

function nodeCheck(): Check {
  const ok = Number.parseInt(process.versions.node, 10) >= 26;
  const message = `Node ${process.versions.node}`;
  return { name: 'Node', ok, message, remedy: ok ? null : 'run it through bin/airkeeper, which brings Node 26' };
}

async function programCheck(
  name: string,
  program: string,
  args: readonly string[],
  debianPackage: string,
  version: RegExp,
): Promise<Check> {
  const remedy = `sudo apt-get install -y --no-install-recommends ${debianPackage}`;
  try {
    const { stdout } = await run(program, args, { timeout: PROGRAM_TAKES_MS });
    const found = version.exec(stdout)?.[1];
    if (found !== undefined) return { name, ok: true, message: `${name} ${found}`, remedy: null };
    return { name, ok: false, message: `not a version that Airkeeper knows: ${stdout.split('\n', 1)[0]}`, remedy };
  } catch (error) {
    const why = error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'not found' : String(error);
    return { name, ok: false, message: `${program}: ${why}`, remedy };
  }
}

function folderCheck(dataFolder: string): Check {
  const name = 'data folder';
  try {
    makeDataFolder(dataFolder);
    return { name, ok: true, message: dataFolder, remedy: null };
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { name, ok: false, message: error.message, remedy: 'give another folder with --data DIR' };
  }
}

function spaceCheck(dataFolder: string): Check {
  const name = 'disk space';
  try {
    const { bavail, bsize } = statfsSync(dataFolder);
    const free = bavail * bsize;
    const ok = free >= LEAST_FREE_BYTES;
    const message = `${Math.round(free / 1_000_000)} MB free`;
    return { name, ok, message, remedy: ok ? null : 'free some space: recordings and the journal need it' };
  } catch (error) {
    return { name, ok: false, message: String(error), remedy: 'give another folder with --data DIR' };
  }
}

async function databaseCheck(tryDatabase: () => Promise<void>): Promise<Check> {
  const name = 'database';
  try {
    await tryDatabase();
    return { name, ok: true, message: 'answers', remedy: null };
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'no_data')
      return { name, ok: true, message: 'not made yet: the first start makes it', remedy: null };
    if (error instanceof RefusedError && error.code === 'migrate_first')
      return { name, ok: false, message: error.message, remedy: 'airkeeper migrate' };
    if (error instanceof RefusedError || error instanceof PassingError)
      return { name, ok: false, message: error.message, remedy: 'see the message, or AIRKEEPER_DATABASE_URL' };
    throw error;
  }
}
