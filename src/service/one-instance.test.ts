import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RefusedError } from '../values/errors.ts';
import { listenForWords, sayWord, somebodyListens } from './control-socket.ts';
import { runningInstance, takeInstanceLock } from './instance-lock.ts';
import { systemClock } from './system-clock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airkeeper-instance-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** It forgets the lock at once and collects its garbage, as a process that runs for months does sooner or later. */
async function otherProcess() {
  const lockModule = new URL('instance-lock.ts', import.meta.url).href;
  const code = `const { takeInstanceLock } = await import(${JSON.stringify(lockModule)});
    takeInstanceLock(${JSON.stringify(folder)}); await new Promise((resolve) => setTimeout(resolve, 10)); gc();
    console.log('taken'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('RU-4: a second Airkeeper on a data folder is refused, and told which process has it', async () => {
  const child = await otherProcess();
  try {
    expect(() => takeInstanceLock(folder)).toThrow(RefusedError);
    expect(() => takeInstanceLock(folder)).toThrow(new RegExp(`process ${child.pid}`));
    expect(runningInstance(folder)).toEqual({ pid: child.pid });
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  // killed, it left its lock and its pid behind: neither is in the way
  expect(runningInstance(folder)).toBeNull();
  takeInstanceLock(folder).release();
});

test('RU-4: a lock file that somebody wrote into or removed is put right, and keeps a second Airkeeper out', async () => {
  const path = join(folder, 'airkeeper.lock');
  const pidFile = join(folder, 'airkeeper.pid');
  writeFileSync(path, 'not a database at all, '.repeat(100));
  const lock = takeInstanceLock(folder);
  expect(lock.keep()).toBeNull();
  // by another process: one that closes a file lets go of all its own locks on it
  execFileSync('sh', ['-c', 'yes written over while it is held | head -n 100 > "$1"', 'sh', path]);
  expect(await isRefusedElsewhere()).toBe(true);
  rmSync(path);
  writeFileSync(pidFile, '99999999\n');
  expect(lock.keep()).toBe('airkeeper.lock and airkeeper.pid had been removed or changed: put back');
  expect(lock.keep()).toBeNull();
  expect(readFileSync(pidFile, 'utf8')).toBe(`${process.pid}\n`);
  expect(await isRefusedElsewhere()).toBe(true);
  writeFileSync(pidFile, '');
  expect(lock.keep()).toBe('airkeeper.pid had been removed or changed: put back');
  lock.release();
  expect(await isRefusedElsewhere()).toBe(false);
});

/** Asked in another process: to a lock of its own a process is blind. */
async function isRefusedElsewhere(): Promise<boolean> {
  const lockModule = new URL('instance-lock.ts', import.meta.url).href;
  const code = `const { takeInstanceLock } = await import(${JSON.stringify(lockModule)});
    try { takeInstanceLock(${JSON.stringify(folder)}).release(); } catch { process.exit(7); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  const [status] = await once(child, 'exit');
  return status === 7;
}

test('RU-4: where the lock was removed, the socket of the one that runs keeps a second out', async () => {
  expect(await somebodyListens(folder)).toBe(false);
  const listening = await listenForWords(folder, () => {});
  expect(await somebodyListens(folder)).toBe(true);
  await listening.close();
  expect(await somebodyListens(folder)).toBe(false);
  writeFileSync(join(folder, 'airkeeper.sock'), 'no socket');
  expect(await somebodyListens(folder)).toBe(false);
});

test('a word reaches the Airkeeper that listens, and no other', async () => {
  expect(await sayWord(folder, 'changed', systemClock)).toBe(false);
  const words: string[] = [];
  const listening = await listenForWords(folder, (word) => words.push(word));
  expect(await sayWord(folder, 'changed', systemClock)).toBe(true);
  expect(await sayWord(folder, 'stop', systemClock)).toBe(true);
  expect(words).toEqual(['changed', 'stop']);
  await listening.close();
  expect(await sayWord(folder, 'stop', systemClock)).toBe(false);
});

test('RU-12: a data folder with a long path can be spoken to, through a socket of its own that is this user’s alone', async () => {
  const deep = join(folder, 'x'.repeat(120));
  mkdirSync(deep);
  const listening = await listenForWords(deep, () => {});
  expect(readdirSync(deep)).toEqual(['airkeeper.sock']);
  expect(statSync(join(deep, 'airkeeper.sock')).mode & 0o777).toBe(0o600);
  expect(await sayWord(deep, 'changed', systemClock)).toBe(true);
  await listening.close();
  expect(readdirSync(deep)).toEqual([]);
});
