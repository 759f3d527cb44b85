import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { withInstallLock } from './install-lock.mjs';
import { runQuietly, secondsSince } from './run-quietly.mjs';
import { Stop, say } from './say.mjs';

/** The version of Node that comes with the dependencies, from the npm package `node`. */
const NODE_MAJOR = 26;

/** A copy of package-lock.json inside node_modules, made by package.json's `postinstall`; bin/airkeeper compares it too. */
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
  if (!outcome.ok && outcome.output.includes('EUSAGE')) {
    say(`${outcome.output}\nThis npm refuses package-lock.json; installing by package.json instead.`);
    outcome = await npm(root, ['install', '--no-save']);
  }
  if (!outcome.ok) {
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
  // npm's `postinstall` has done this, unless installation scripts are switched off.
  copyFileSync(join(root, 'package-lock.json'), join(root, STAMP));
  say(`Dependencies installed in ${secondsSince(startedMs)} s.`);
}

/** @param {string} node */
function isRightNode(node) {
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  return typeof stdout === 'string' && stdout.startsWith(`v${NODE_MAJOR}.`);
}

/**
 * @param {string} root
 * @param {string[]} args
 */
function npm(root, args) {
  const options = ['--no-fund', '--no-audit', '--no-update-notifier', '--loglevel=error'];
  return runQuietly('npm', [...args, ...options], {
    folder: root,
    env: { ...process.env, PATH: pathWithoutOurs(root) },
  });
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
