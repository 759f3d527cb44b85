import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { withInstallLock } from './install-lock.mjs';
import { Stop, say } from './say.mjs';

/** The version of Node that comes with the dependencies, from the npm package `node`. */
const NODE_MAJOR = 26;

/** A copy of package-lock.json inside node_modules, made after an installation; bin/airkeeper compares it too. */
const STAMP = join('node_modules', '.airkeeper-lock.json');

/**
 * Installs node_modules when it is missing or is not what package-lock.json says.
 *
 * @param {string} root the project's folder
 * @param {boolean} development whether the development dependencies are needed
 * @returns {Promise<string>} the path of Node 26
 */
export async function installDependencies(root, development) {
  const node = join(root, 'node_modules', '.bin', 'node');
  if (isUpToDate(root, node, development)) return node;
  await withInstallLock(root, async () => {
    // Somebody else may just have done it.
    if (!isUpToDate(root, node, development)) await install(root, node);
  });
  return node;
}

/**
 * Notes that node_modules is what package-lock.json says. Also npm's `postinstall`, for those who call npm themselves.
 * @param {string} root the project's folder
 */
export function stampDependencies(root) {
  copyFileSync(join(root, 'package-lock.json'), join(root, STAMP));
}

/**
 * @param {string} root
 * @param {string} node
 * @param {boolean} development
 */
function isUpToDate(root, node, development) {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp) || !existsSync(node)) return false;
  if (development && !existsSync(join(root, 'node_modules', 'vitest'))) return false;
  return readFileSync(stamp, 'utf8') === readFileSync(join(root, 'package-lock.json'), 'utf8');
}

/**
 * @param {string} root
 * @param {string} node
 */
async function install(root, node) {
  const startedMs = performance.now();
  say(`Installing the dependencies and Node ${NODE_MAJOR} into ${join(root, 'node_modules')} …`);
  let outcome = await npm(root, ['ci']);
  if (outcome.status !== 0 && outcome.output.includes('EUSAGE')) {
    say(`${outcome.output}\nThis npm refuses package-lock.json; installing by package.json instead.`);
    outcome = await npm(root, ['install', '--no-save']);
  }
  if (outcome.status !== 0) {
    throw new Stop(
      `${outcome.output}\nnpm could not install the dependencies; its reason is above. Is the network there, is ${root} writable? ` +
        'To start afresh, remove the folder node_modules and run the same command again.',
    );
  }
  if (!isRightNode(node)) {
    // Installation scripts may be switched off on this machine; the one of `node` only fetches the program.
    const { output } = await npm(root, ['rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts']);
    if (!isRightNode(node)) {
      throw new Stop(
        `${output}\nnpm installed the package "node", and yet ${node} is not Node ${NODE_MAJOR}; npm's words are above.`,
      );
    }
  }
  stampDependencies(root);
  say(`Dependencies installed in ${secondsSince(startedMs)} s.`);
}

/** @param {string} node */
function isRightNode(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return typeof stdout === 'string' && stdout.startsWith(`v${NODE_MAJOR}.`);
}

/**
 * Runs npm, showing on a terminal that it is at work.
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<{ status: number | null, output: string }>}
 */
function npm(root, args) {
  const startedMs = performance.now();
  const ticking = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r  npm ${args[0]}: ${secondsSince(startedMs)} s `), 1000)
    : undefined;
  const child = spawn('npm', [...args, '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PATH: pathWithoutOurs(root) },
  });
  const together = endTogether(child);
  return new Promise((resolve, reject) => {
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => {
      reject(new Stop(`npm could not be run (${error.message}). On Debian: sudo apt-get install -y npm`));
    });
    child.once('close', (status) => resolve({ status, output: output.trim() }));
  }).finally(() => {
    together.dispose();
    clearInterval(ticking);
    if (ticking !== undefined) process.stderr.write('\r\u001b[K');
  });
}

/**
 * While npm works, a signal that would end this process first ends npm: left behind, it would still be writing node_modules when
 * the next installation begins.
 * @param {import('node:child_process').ChildProcess} child
 */
function endTogether(child) {
  /** @param {NodeJS.Signals} signal */
  const end = (signal) => {
    child.once('close', () => process.exit(128 + constants.signals[signal]));
    child.kill(signal);
  };
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  for (const signal of signals) process.on(signal, end);
  return {
    dispose() {
      for (const signal of signals) process.off(signal, end);
    },
  };
}

/** @param {number} startedMs */
function secondsSince(startedMs) {
  return Math.round((performance.now() - startedMs) / 1000);
}

/**
 * npm puts our own node_modules/.bin in front of PATH. npm must not run with the Node that it is about to replace.
 * @param {string} root
 */
function pathWithoutOurs(root) {
  const ours = join(root, 'node_modules', '.bin');
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== ours)
    .join(delimiter);
}
