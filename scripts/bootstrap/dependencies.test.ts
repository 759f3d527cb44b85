import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installDependencies } from './dependencies.mjs';

/** What npm does: it empties node_modules, then fills it. */
const INSTALLS = `rm -rf node_modules; mkdir -p node_modules/.bin node_modules/vitest; ln -s ${process.execPath} node_modules/.bin/node`;

let root: string;
const pathBefore = process.env.PATH;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'airkeeper-dependencies-'));
  await writeFile(join(root, 'package-lock.json'), 'lock 1');
  process.env.PATH = `${root}:${pathBefore}`;
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  process.env.PATH = pathBefore;
  vi.restoreAllMocks();
  await rm(root, { recursive: true });
});

/** A stand-in for npm that notes how it was called. */
async function npmDoes(script: string): Promise<void> {
  await writeFile(join(root, 'npm'), `#!/bin/sh\necho "$1 $2" >> ${root}/calls\n${script}\n`);
  await chmod(join(root, 'npm'), 0o755);
}

async function calls(): Promise<readonly string[]> {
  return (await readFile(join(root, 'calls'), 'utf8')).trim().split('\n');
}

test('installs what is missing, once, and again when the lock file is another', async () => {
  await npmDoes(INSTALLS);
  expect(await installDependencies(root, true)).toBe(join(root, 'node_modules/.bin/node'));
  await installDependencies(root, true);
  expect(await calls()).toHaveLength(1);
  await writeFile(join(root, 'package-lock.json'), 'lock 2');
  await installDependencies(root, true);
  expect((await calls()).map((call) => call.split(' ')[0])).toEqual(['ci', 'ci']);
});

test('installs again when an installation without the development dependencies has to run the tests', async () => {
  await npmDoes(INSTALLS.replace('node_modules/vitest', ''));
  await installDependencies(root, false);
  await installDependencies(root, false);
  expect(await calls()).toHaveLength(1);
  await installDependencies(root, true);
  expect(await calls()).toHaveLength(2);
});

test('two at once install once', async () => {
  await npmDoes(`sleep 0.3; ${INSTALLS}`);
  await Promise.all([installDependencies(root, true), installDependencies(root, true)]);
  expect(await calls()).toHaveLength(1);
  expect(await readdir(join(root, '.cache'))).toEqual([]);
});

test('a lock that a killed process left behind is no obstacle', async () => {
  await npmDoes(INSTALLS);
  await installDependencies(root, true);
  await writeFile(join(root, 'package-lock.json'), 'lock 2');
  // The highest process id that Linux can give is below 2^22.
  await writeFile(join(root, '.cache/install.lock'), String(2 ** 22));
  await installDependencies(root, true);
  expect(await calls()).toHaveLength(2);
});

test('an npm that refuses the lock file installs by package.json', async () => {
  await npmDoes(`[ "$1" = ci ] && { echo "npm error code EUSAGE" >&2; exit 1; }\n${INSTALLS}`);
  await installDependencies(root, true);
  expect(await calls()).toEqual([expect.stringMatching(/^ci /), 'install --no-save']);
});

test('when npm fails: its words, what to look at, and another try next time', async () => {
  await npmDoes('echo "npm error ENOTFOUND" >&2; exit 1');
  await expect(installDependencies(root, true)).rejects.toThrow(/npm error ENOTFOUND\n.*Is the network there/);
  await npmDoes(INSTALLS);
  await installDependencies(root, true);
});

test('when installation scripts are switched off, fetches Node all the same', async () => {
  const withoutNode = 'mkdir -p node_modules/.bin node_modules/vitest';
  await npmDoes(`if [ "$1" = rebuild ]; then ${INSTALLS}; else ${withoutNode}; fi`);
  await installDependencies(root, true);
  expect((await calls()).map((call) => call.split(' ')[0])).toEqual(['ci', 'rebuild']);
});
