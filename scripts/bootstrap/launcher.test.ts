import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const LAUNCHER = join(import.meta.dirname, '../../bin/airkeeper');

/** A project folder with a blank in its name, which holds what the launcher looks at. */
let root: string;
let elsewhere: string;

beforeEach(async () => {
  const parent = await realpath(await mkdtemp(join(tmpdir(), 'airkeeper-launcher-')));
  root = join(parent, 'air keeper');
  elsewhere = join(parent, 'else where');
  for (const folder of ['bin', 'src', 'scripts', 'node_modules/.bin'])
    await mkdir(join(root, folder), { recursive: true });
  await mkdir(elsewhere);
  await copyFile(LAUNCHER, join(root, 'bin/airkeeper'));
  await symlink(process.execPath, join(root, 'node_modules/.bin/node'));
  await writeFile(join(root, 'package-lock.json'), '{}');
  await writeFile(join(root, 'node_modules/.airkeeper-lock.json'), '{}');
  await writeFile(
    join(root, 'src/main.ts'),
    'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)])); process.exitCode = 2;',
  );
  await writeFile(join(root, 'scripts/bootstrap.mjs'), 'console.log("bootstrap", ...process.argv.slice(2));');
});

afterEach(() => rm(join(root, '..'), { recursive: true }));

function launch(program: string, args: readonly string[]) {
  return spawnSync(program, args, { cwd: elsewhere, encoding: 'utf8' });
}

test('hands over arguments, working folder and exit status as they are', () => {
  const { stdout, stderr, status } = launch(join(root, 'bin/airkeeper'), [
    'sound',
    'add',
    'b side.mp3',
    '',
    '$HOME "x"',
  ]);
  expect(JSON.parse(stdout)).toEqual([elsewhere, 'sound', 'add', 'b side.mp3', '', '$HOME "x"']);
  expect(stderr).toBe('');
  expect(status).toBe(2);
});

test('is found through links, absolute and relative', async () => {
  await symlink(join(root, 'bin/airkeeper'), join(elsewhere, 'first'));
  await symlink('first', join(elsewhere, 'second'));
  expect(JSON.parse(launch('./second', ['status']).stdout)).toEqual([elsewhere, 'status']);
});

test('installs first when the dependencies are out of date, and says so on stderr only', async () => {
  await writeFile(join(root, 'package-lock.json'), '{"newer":true}');
  const { stdout, stderr } = launch(join(root, 'bin/airkeeper'), ['status']);
  expect(stderr).toBe('bootstrap install\n');
  expect(JSON.parse(stdout)).toEqual([elsewhere, 'status']);
});

test('does not go on when the installation fails', async () => {
  await rm(join(root, 'node_modules/.airkeeper-lock.json'));
  await writeFile(join(root, 'scripts/bootstrap.mjs'), 'process.exitCode = 1;');
  const { stdout, status } = launch(join(root, 'bin/airkeeper'), ['status']);
  expect(stdout).toBe('');
  expect(status).toBe(1);
});
