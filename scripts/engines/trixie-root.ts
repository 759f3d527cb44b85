import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { RefusedError } from '../../src/values/errors.ts';
import { hostAptSettings, hostMirror } from './host-apt.ts';
import { output, run } from './run.ts';

const PACKAGES = ['liquidsoap', 'ffmpeg'];

/** Raise it when a root is made in another way: roots made in the old one are then made again. */
const RECIPE = '1';

/** Written last, inside the root: a root without it is not whole. */
const STAMP = 'etc/airkeeper-recipe';

/** Documentation is half of the packages' size, and nobody reads it there. */
const WITHOUT_DOCUMENTATION = ['doc', 'info', 'locale', 'man']
  .map((kind) => `path-exclude=/usr/share/${kind}/*\n`)
  .join('');

/** Whether the root is whole and made as it would be made today. */
export function isMade(root: string): boolean {
  const stamp = join(root, STAMP);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === RECIPE;
}

/**
 * Makes the root beside its place and renames it when it is whole, so that an interruption leaves nothing that passes
 * for a root; what it does leave is removed by the next try.
 * @throws {RefusedError} `no_mirror`, `program_failed`, `being_made`
 */
export function makeRoot(root: string): void {
  mkdirSync(dirname(root), { recursive: true });
  withLock(`${root}.lock`, () => {
    if (isMade(root)) return;
    removeRoot(root);
    const making = `${root}.making`;
    const log = logOf(root);
    installDebootstrap(log);
    const mirror = hostMirror();
    // https needs the authorities' certificates before the first package from there
    const first = mirror.startsWith('https:') ? ['--include=ca-certificates'] : [];
    inOwnSpace('debootstrap', ['--variant=minbase', ...first, 'trixie', making, mirror], log);
    writeFileSync(join(making, 'etc/dpkg/dpkg.cfg.d/90-airkeeper'), WITHOUT_DOCUMENTATION);
    writeFileSync(join(making, 'etc/apt/apt.conf.d/90-airkeeper'), hostAptSettings());
    writeFileSync(join(making, 'etc/hosts'), '127.0.0.1 localhost\n::1 localhost\n');
    inOwnSpace('sh', ['-euc', INSTALL, 'install', making, ...PACKAGES], log);
    writeFileSync(join(making, STAMP), RECIPE);
    renameSync(making, root);
  });
}

/** Removes a root, what an interrupted making of it left, and the log of that; never follows a mount out of them. */
export function removeRoot(root: string): void {
  output('rm', ['-rf', '--one-file-system', '--', root, `${root}.making`, logOf(root)]);
}

function logOf(root: string): string {
  return `${root}.log`;
}

const INSTALL = `
root=$1
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C
chroot "$root" apt-get -qq update
chroot "$root" apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "$@"
chroot "$root" apt-get clean
rm -rf "$root"/var/lib/apt/lists/*
`;

/**
 * Runs a program with mounts and processes of its own. The mounts are seen by nobody else and end with it, so that none is
 * left to be deleted through; and it ends with us, however we end, so that nobody goes on writing to the folder.
 */
function inOwnSpace(program: string, args: readonly string[], log: string): void {
  const space = ['--mount', '--propagation', 'private', '--pid', '--fork', '--kill-child', '--mount-proc'];
  run('setpriv', ['--pdeathsig', 'KILL', 'unshare', ...space, program, ...args], log);
}

function installDebootstrap(log: string): void {
  if (inPath('debootstrap')) return;
  run('apt-get', ['-qq', 'update'], log);
  run('apt-get', ['-qq', '-y', '--no-install-recommends', 'install', 'debootstrap'], log);
}

function inPath(program: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Two makings at once would delete each other's folder. The lock of a process that is gone is taken over. */
function withLock(file: string, work: () => void): void {
  const holder = existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (holder !== '' && holder !== String(process.pid) && existsSync(join('/proc', holder))) {
    throw new RefusedError(
      'being_made',
      `process ${holder} is making this root; wait for it, or end it and remove ${file}`,
    );
  }
  writeFileSync(file, String(process.pid));
  try {
    work();
  } finally {
    rmSync(file, { force: true });
  }
}
