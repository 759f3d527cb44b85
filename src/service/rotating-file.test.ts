import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEventLog } from './event-log.ts';
import { RotatingFile } from './rotating-file.ts';
import { plainScreen } from './screen.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airkeeper-rotating-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('RU-15: it is begun anew while it is written to; the one before is kept; no line is lost or cut', () => {
  const path = join(folder, 'airkeeper.log');
  const file = new RotatingFile(path, 1000, () => {});
  for (let line = 0; line < 30; line += 1) file.write(`${String(line).padStart(49, '.')}\n`);
  file.close();
  const lines = [readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')].join('').trim().split('\n');
  expect(lines.map((line) => Number(line.replaceAll('.', '')))).toEqual(Array.from({ length: 30 }, (_, line) => line));
  expect(statSync(`${path}.1`).size).toBe(1000);
  expect(statSync(path).mode & 0o027).toBe(0);
});

test('RU-15: what an earlier process wrote counts', () => {
  const path = join(folder, 'airkeeper.log');
  for (let start = 0; start < 3; start += 1) {
    const file = new RotatingFile(path, 100, () => {});
    file.write(`${'x'.repeat(99)}\n`);
    file.close();
  }
  expect([statSync(path).size, statSync(`${path}.1`).size]).toEqual([100, 100]);
});

test('RU-15: a disk that takes nothing is said once, and written to again when it does', () => {
  const path = join(folder, 'later', 'airkeeper.log');
  const troubles: string[] = [];
  const file = new RotatingFile(path, 1000, (error) => troubles.push(String(error)));
  file.write('lost\n');
  file.write('lost\n');
  expect(troubles).toEqual([expect.stringContaining('ENOENT')]);
  mkdirSync(join(folder, 'later'));
  file.write('kept\n');
  file.close();
  expect(readFileSync(path, 'utf8')).toBe('kept\n');
});

test('RU-15: Airkeeper’s log says on the screen that it cannot be written', () => {
  const lines: string[] = [];
  mkdirSync(join(folder, 'airkeeper.log'));
  const log = openEventLog(folder, plainScreen({ write: (text) => void lines.push(text) }), null);
  log.logger.info('one');
  log.logger.info('two');
  log.close();
  expect(lines.filter((line) => line.includes('airkeeper.log cannot be written'))).toHaveLength(1);
  expect(lines.join('')).toContain('two');
});
