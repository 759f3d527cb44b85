/**
 * `npm run test:engines`: the engine tests on the Liquidsoap of Debian 13, in a root made for it with debootstrap.
 * What follows `--` is passed on to Vitest, except `--make` (only make the root) and `--clean` (remove it).
 */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { RefusedError } from '../../src/values/errors.ts';
import { output } from './run.ts';
import { isMade, makeRoot, removeRoot } from './trixie-root.ts';

const repository = resolve(import.meta.dirname, '../..');
const root = resolve(process.env.AIRKEEPER_TRIXIE_ROOT ?? join(repository, '.cache/engines/trixie'));
const wrapper = join(import.meta.dirname, 'liquidsoap-trixie');

function main(args: readonly string[]): number {
  requireRoot(args);
  if (args.includes('--clean')) {
    removeRoot(root);
    console.log(`removed ${root}`);
    return 0;
  }
  if (!isMade(root)) {
    console.log(`making a Debian 13 root in ${root} (once; about a minute, and 700 MB)`);
    makeRoot(root);
  }
  process.env.AIRKEEPER_TRIXIE_ROOT = root;
  const version = output(wrapper, ['--version']).split('\n', 1)[0];
  console.log(`engine under test: ${version} of Debian 13, in ${root}`);
  if (args.includes('--make')) return 0;
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', '--project', 'engine*', ...args], {
    cwd: repository,
    env: { ...process.env, AIRKEEPER_LIQUIDSOAP: wrapper },
    stdio: 'inherit',
  });
  return status ?? 1;
}

function requireRoot(args: readonly string[]): void {
  if (process.getuid?.() === 0) return;
  const rest = args.length > 0 ? ` -- ${args.join(' ')}` : '';
  throw new RefusedError(
    'not_root',
    `a Debian root is made and entered as root; run:\n  sudo env PATH="$PATH" npm --prefix ${repository} run test:engines${rest}`,
  );
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  console.error(`test:engines: ${error.message}`);
  process.exitCode = 1;
}
