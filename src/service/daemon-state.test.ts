import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { daemonState } from './daemon-state.ts';
import { runningInstance } from './instance-lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airkeeper-state-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('CL-14: whether Airkeeper runs', () => {
  test('it does while a process has the lock, and is named', async () => {
    const lock = new URL('instance-lock.ts', import.meta.url).href;
    const code = `const { takeInstanceLock } = await import(${JSON.stringify(lock)});
      takeInstanceLock(${JSON.stringify(folder)}); console.log('taken'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      expect(daemonState(folder)).toEqual({ state: 'running', pid: child.pid, owner: null });
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    expect(daemonState(folder)).toEqual({ state: 'stopped', pid: null, owner: null });
  });

  test('it does not where there is no folder, none ever ran, or another process has got its number', () => {
    const stopped = { state: 'stopped', pid: null };
    expect(daemonState(join(folder, 'nowhere'))).toMatchObject(stopped);
    expect(daemonState(folder)).toMatchObject(stopped);
    writeFileSync(join(folder, 'airkeeper.pid'), `${process.pid}\n`);
    expect(daemonState(folder)).toMatchObject(stopped);
    writeFileSync(join(folder, 'airkeeper.pid'), 'x\n');
    expect(daemonState(folder)).toMatchObject(stopped);
    expect(runningInstance(folder)).toBeNull();
  });

  test.runIf(process.getuid?.() === 0)('CL-24: it is not said to be stopped where this user may not look', () => {
    chmodSync(folder, 0o700);
    const inside = join(folder, 'data');
    mkdirSync(inside);
    const module = new URL('daemon-state.ts', import.meta.url).href;
    const code = `process.setuid(65534);
      const { daemonState, mayReach } = await globalThis.loaded;
      const found = [daemonState(${JSON.stringify(folder)}), daemonState(${JSON.stringify(inside)})];
      console.log(JSON.stringify([...found, mayReach(${JSON.stringify(join(folder, 'engine.sock'))})]));`;
    // loaded before the user changes, who may not be allowed to read it
    const load = `globalThis.loaded = import(${JSON.stringify(module)}); await globalThis.loaded;`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', load + code], {
      encoding: 'utf8',
    });
    const refused = { state: 'not_permitted', pid: null, owner: 'root' };
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual([refused, refused, false]);
  });
});
