import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Stop, say } from './say.mjs';

/** @typedef {'liquidsoap' | 'ffmpeg' | 'postgresql'} ProgramName */

/**
 * @typedef {object} Program
 * @property {string[]} executables all of them must be there
 * @property {string[]} alsoIn folders to look into after PATH
 * @property {string} debianPackage
 * @property {string} why
 */

/** @type {Readonly<Record<ProgramName, Program>>} */
const PROGRAMS = {
  liquidsoap: { executables: ['liquidsoap'], alsoIn: [], debianPackage: 'liquidsoap', why: 'the audio engine' },
  ffmpeg: {
    executables: ['ffmpeg', 'ffprobe'],
    alsoIn: [],
    debianPackage: 'ffmpeg',
    why: 'reads and measures sound files',
  },
  postgresql: {
    executables: ['initdb', 'postgres'],
    alsoIn: postgresqlFolders(),
    debianPackage: 'postgresql',
    why: 'the tests run on it too, besides SQLite',
  },
};

/** Debian keeps the server's programs out of PATH, in a folder for each version. */
function postgresqlFolders() {
  const parent = '/usr/lib/postgresql';
  return existsSync(parent) ? readdirSync(parent).map((version) => join(parent, version, 'bin')) : [];
}

/**
 * Sees to it that programs are on this machine: as root it installs what is missing, otherwise it says how to.
 * @param {ProgramName[]} names
 */
export function installPrograms(names) {
  const missing = names.filter((name) => !isThere(PROGRAMS[name]));
  if (missing.length === 0) return;
  const packages = missing.map((name) => PROGRAMS[name].debianPackage);
  const list = missing.map((name) => `  ${PROGRAMS[name].debianPackage}: ${PROGRAMS[name].why}`).join('\n');
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  if (!isInPath('apt-get')) {
    throw new Stop(
      `These programs are missing on this machine; install them, then run the same command again:\n${list}`,
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `These programs are missing on this machine:\n${list}\nInstall them, then run the same command again:\n` +
        `  sudo apt-get update && sudo ${command.join(' ')}`,
    );
  }
  say(`Installing what is missing on this machine:\n${list}`);
  const asWanted = missing.includes('postgresql') ? withoutDatabaseCluster : runNow;
  asWanted(() => aptInstall(command));
  const still = missing.filter(
    (name) => !isThere({ ...PROGRAMS[name], alsoIn: name === 'postgresql' ? postgresqlFolders() : [] }),
  );
  if (still.length > 0) throw new Stop(`Installed, and yet not found: ${still.join(', ')}.`);
}

/** @param {string[]} command */
function aptInstall(command) {
  const updated = !hasPackageLists() && apt(['apt-get', 'update']);
  if (apt(command)) return;
  // The lists may be too old to know the package, or where it is now.
  if (!updated && apt(['apt-get', 'update']) && apt(command)) return;
  throw new Stop(`The packages could not be installed; apt's reason is above. The command was: ${command.join(' ')}`);
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

/**
 * @param {string[]} command
 * @returns {boolean} whether it succeeded
 */
function apt([program = '', ...args]) {
  const quiet = ['-q', '-o', 'Dpkg::Use-Pty=0'];
  say(`> ${[program, ...args].join(' ')}`);
  const { status } = spawnSync(program, [...quiet, ...args], {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return status === 0;
}

/** @param {() => void} work */
function runNow(work) {
  work();
}

/**
 * Debian's package makes a database cluster and starts a server on installation (pg_createcluster(1)). The tests only need the
 * programs, so they ask it not to, for as long as the installation lasts.
 * @param {() => void} work
 */
function withoutDatabaseCluster(work) {
  const folder = '/etc/postgresql-common/createcluster.d';
  const file = join(folder, 'airkeeper-installing.conf');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** @param {Program} program */
function isThere(program) {
  return program.executables.every(
    (name) => isInPath(name) || program.alsoIn.some((folder) => isExecutable(join(folder, name))),
  );
}

/** @param {string} name */
function isInPath(name) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => folder !== '' && isExecutable(join(folder, name)));
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
