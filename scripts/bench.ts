/**
 * `npm run bench`: every benchmark, one after the other, or only one: `npm run bench -- hard-starts 200`. What follows the name goes
 * to the benchmark; its file says what it takes.
 */
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '..', 'bench');
const SUFFIX = '.bench.ts';

const names = (await readdir(FOLDER))
  .filter((file) => file.endsWith(SUFFIX))
  .map((file) => file.slice(0, -SUFFIX.length))
  .sort();
const [wanted, ...options] = process.argv.slice(2);

if (wanted !== undefined && !names.includes(wanted)) {
  console.error(`There is no benchmark "${wanted}". There are: ${names.join(', ')}.`);
  process.exitCode = 2;
} else {
  const failed = (wanted === undefined ? names : [wanted]).filter((name) => !succeeds(name));
  if (failed.length > 0) console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function succeeds(name: string): boolean {
  console.log(`\n# ${name}\n`);
  return spawnSync(process.execPath, [join(FOLDER, name + SUFFIX), ...options], { stdio: 'inherit' }).status === 0;
}
