import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runQuietly, secondsSince } from './run-quietly.mjs';
import { Stop, say } from './say.mjs';

/** @typedef {'libatomic' | 'liquidsoap' | 'ffmpeg' | 'postgresql' | 'debootstrap'} ProgramName */

/**
 * @typedef {object} Program
 * @property {() => boolean} isThere
 * @property {string} debianPackage
 * @property {string} why
 */

/** @type {Readonly<Record<ProgramName, Program>>} */
const PROGRAMS = {
  libatomic: {
    isThere: () => libraryFolders().some((folder) => existsSync(join(folder, 'libatomic.so.1'))),
    debianPackage: 'libatomic1',
    why: 'Node 26 needs it',
  },
  liquidsoap: {
    isThere: () => chosenLiquidsoapRuns() || isInPath('liquidsoap'),
    debianPackage: 'liquidsoap',
    why: 'the audio engine',
  },
  ffmpeg: {
    isThere: () => isInPath('ffmpeg') && isInPath('ffprobe'),
    debianPackage: 'ffmpeg',
    why: 'reads and measures sound files',
  },
  postgresql: {
    isThere: () => isInPath('initdb') || postgresqlFolders().some((folder) => isExecutable(join(folder, 'initdb'))),
    debianPackage: 'postgresql',
    why: 'the tests run on it too, besides SQLite',
  },
  debootstrap: {
    isThere: () => isInPath('debootstrap') || isExecutable('/usr/sbin/debootstrap'),
    debianPackage: 'debootstrap',
    why: 'makes the Debian in which the other engine runs',
  },
};

/** Where the loader looks for libraries: ld.so(8), and Debian's folder for each architecture. */
function libraryFolders() {
  const parents = ['/lib', '/usr/lib', '/usr/local/lib', '/lib64', '/usr/lib64'].filter((folder) => existsSync(folder));
  return parents.flatMap((parent) => [
    parent,
    ...readdirSync(parent)
      .filter((name) => name.includes('-linux-'))
      .map((name) => join(parent, name)),
  ]);
}

/**
 * Whether `AIRKEEPER_LIQUIDSOAP` is set, to a Liquidsoap that can be run: then no other is needed. One that cannot is an end: to
 * install another in its place is not what was asked for.
 */
function chosenLiquidsoapRuns() {
  const chosen = process.env.AIRKEEPER_LIQUIDSOAP ?? '';
  if (chosen === '') return false;
  const { stdout, stderr, error } = spawnSync(chosen, ['--version'], { encoding: 'utf8', timeout: 60_000 });
  if (/^Liquidsoap \d/m.test(stdout ?? '')) return true;
  const why = error?.message ?? (`${stdout}${stderr}`.trim().split('\n')[0] || 'it does not say its version');
  throw new Stop(
    `AIRKEEPER_LIQUIDSOAP is ${chosen}, which is no Liquidsoap that can be run: ${why}\n` +
      'Set it to the path of one, or unset it to use the one of this machine.',
  );
}

/** Debian keeps the server's programs out of PATH, in a folder for each version. */
function postgresqlFolders() {
  const parent = '/usr/lib/postgresql';
  return existsSync(parent) ? readdirSync(parent).map((version) => join(parent, version, 'bin')) : [];
}

/**
 * Sees to it that programs are on this machine: as root it installs what is missing, otherwise it says how to.
 * @param {ProgramName[]} names
 */
export async function installPrograms(names) {
  const missing = names.filter((name) => !PROGRAMS[name].isThere());
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
  const startedMs = performance.now();
  say(`Installing what is missing on this machine:\n${list}`);
  const around = missing.includes('postgresql') ? withoutDatabaseCluster : nothingElse;
  await around(() => aptInstall(command));
  const still = missing.filter((name) => !PROGRAMS[name].isThere());
  if (still.length > 0) throw new Stop(`Installed, and yet not found: ${still.join(', ')}.`);
  say(`Installed in ${secondsSince(startedMs)} s.`);
}

/** @param {string[]} command */
async function aptInstall(command) {
  const update = ['apt-get', 'update'];
  const updated = !hasPackageLists();
  if (updated) await apt(update);
  let outcome = await apt(command);
  if (!outcome.ok && !updated) {
    // The lists may be too old to know the package, or where it is now.
    await apt(update);
    outcome = await apt(command);
  }
  if (!outcome.ok) throw new Stop(`${outcome.output}\nThe packages could not be installed; apt's reason is above.`);
}

function hasPackageLists() {
  const folder = '/var/lib/apt/lists';
  return existsSync(folder) && readdirSync(folder).some((name) => name.includes('_Packages'));
}

/** @param {string[]} command */
function apt([program = '', ...args]) {
  say(`> ${[program, ...args].join(' ')}`);
  return runQuietly(program, args, { folder: '/', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}

/** @param {() => Promise<void>} work */
function nothingElse(work) {
  return work();
}

/**
 * Debian's package makes a database cluster and starts a server on installation (pg_createcluster(1)). The tests only need the
 * programs, so they ask it not to, for as long as the installation lasts.
 * @param {() => Promise<void>} work
 */
async function withoutDatabaseCluster(work) {
  const folder = '/etc/postgresql-common/createcluster.d';
  const file = join(folder, 'airkeeper-installing.conf');
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, 'create_main_cluster = false\n');
  try {
    await work();
  } finally {
    rmSync(file, { force: true });
  }
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
