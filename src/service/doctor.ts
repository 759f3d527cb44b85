import { execFile } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Store } from '../ports/store.ts';
import { PassingError, RefusedError } from '../values/errors.ts';
import { makeDataFolder } from './data-folder.ts';
import type { Check } from './doctor-check.ts';
import { examineDaemon, examineStations, type StationsExamined } from './doctor-stations.ts';

const run = promisify(execFile);

const LEAST_FREE_BYTES = 500_000_000;
const PROGRAM_TAKES_MS = 10_000;

export interface DoctorOptions extends Omit<StationsExamined, 'store'> {
  readonly liquidsoap: string;
  readonly openStore: () => Promise<Store>;
}

/** Looks at what the stations need of this machine, then at the stations. */
export async function examine(options: DoctorOptions): Promise<readonly Check[]> {
  const { dataFolder, liquidsoap, daemon } = options;
  return [
    nodeCheck(),
    await programCheck('Liquidsoap', liquidsoap, ['--version'], 'liquidsoap', /Liquidsoap (2\.[1-9]\S*)/),
    await programCheck('ffmpeg', 'ffmpeg', ['-version'], 'ffmpeg', /ffmpeg version (\S+)/),
    await programCheck('ffprobe', 'ffprobe', ['-version'], 'ffmpeg', /ffprobe version (\S+)/),
    // what another user may not look into is neither missing nor broken
    ...(daemon.state === 'not_permitted'
      ? [examineDaemon(daemon, [])]
      : [folderCheck(dataFolder), spaceCheck(dataFolder), ...(await databaseChecks(options))]),
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

async function databaseChecks(options: DoctorOptions): Promise<readonly Check[]> {
  const name = 'database';
  const noStation = (check: Check) => [check, examineDaemon(options.daemon, [])];
  try {
    const store = await options.openStore();
    try {
      return [{ name, ok: true, message: 'answers', remedy: null }, ...(await examineStations({ ...options, store }))];
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'no_data')
      return noStation({ name, ok: true, message: 'not made yet: the first start makes it', remedy: null });
    if (error instanceof RefusedError && error.code === 'migrate_first')
      return noStation({ name, ok: false, message: error.message, remedy: 'airkeeper migrate' });
    if (error instanceof RefusedError || error instanceof PassingError)
      return noStation({
        name,
        ok: false,
        message: error.message,
        remedy: 'see the message, or AIRKEEPER_DATABASE_URL',
      });
    throw error;
  }
}
