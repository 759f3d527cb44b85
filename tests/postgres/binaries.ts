import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const DEBIAN_FOLDER = '/usr/lib/postgresql';
const OLDEST = 15;

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The newest PostgreSQL server on this machine.
 *
 * @throws when there is none of version 15 or later, saying how to install one
 */
export async function findPostgres(
  path = process.env.PATH ?? '',
  debianFolder = DEBIAN_FOLDER,
): Promise<PostgresBinaries> {
  const versions = await readdir(debianFolder).catch(() => []);
  const newestFirst = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianFolder, version, 'bin'));
  for (const folder of [...newestFirst, ...path.split(delimiter).filter((part) => part !== '')]) {
    const binaries = { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') };
    if ((await runs(binaries.initdb)) && (await majorVersion(binaries.postgres)) >= OLDEST) return binaries;
  }
  throw new Error(
    `These tests need the server of PostgreSQL ${OLDEST} or later, which is not on this machine. On Debian, as root: apt-get install -y --no-install-recommends postgresql`,
  );
}

async function runs(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** 0 where it cannot be told. */
async function majorVersion(postgres: string): Promise<number> {
  try {
    const { stdout } = await run(postgres, ['--version']);
    return Number(/(\d+)/.exec(stdout)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
