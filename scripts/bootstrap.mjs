/**
 * What `npm start`, `npm test` and the others go through: it gets the machine ready, then hands over to Node 26.
 * It runs on whatever Node the machine has (18 or newer) before anything is installed, so it is plain JavaScript without dependencies.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './bootstrap/child.mjs';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { installPrograms } from './bootstrap/programs.mjs';
import { Stop, say } from './bootstrap/say.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * @typedef {object} Command
 * @property {import('./bootstrap/programs.mjs').ProgramName[]} needs programs of the system
 * @property {boolean} development whether it needs the development dependencies too
 * @property {string[]} run script and arguments for Node 26; none: only get ready
 */

/** @type {Readonly<Record<string, Command>>} */
const COMMANDS = {
  install: { needs: [], development: false, run: [] },
  start: { needs: ['liquidsoap', 'ffmpeg'], development: false, run: ['src/main.ts', 'start'] },
  check: { needs: ['ffmpeg'], development: true, run: ['scripts/check.ts'] },
  bench: { needs: ['liquidsoap', 'ffmpeg'], development: true, run: ['scripts/bench.ts'] },
  simulate: { needs: [], development: false, run: ['bench/simulate.ts'] },
  chaos: { needs: ['liquidsoap', 'ffmpeg', 'postgresql'], development: true, run: ['bench/chaos.ts'] },
  'test:engines': {
    needs: ['ffmpeg', 'debootstrap'],
    development: true,
    run: ['scripts/engines/test-engines.ts'],
  },
  test: { needs: ['liquidsoap', 'ffmpeg', 'postgresql'], development: true, run: ['scripts/check.ts', '--all'] },
};

/**
 * @param {string[]} argv
 * @returns {Promise<number>} the exit status
 */
async function main([name = '', ...options]) {
  const command = COMMANDS[name];
  if (command === undefined) {
    say(`There is no command "${name}". There are: ${Object.keys(COMMANDS).join(', ')}.`);
    return 2;
  }
  await installPrograms(['libatomic', ...command.needs]);
  const node = await installDependencies(ROOT, command.development);
  if (command.run.length === 0) return 0;
  return await runChild(node, [...command.run, ...options], ROOT);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  say(error.message);
  process.exitCode = 1;
}
