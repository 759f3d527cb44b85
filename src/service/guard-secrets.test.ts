import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeDataFolder } from './data-folder.ts';
import { guardSecrets } from './guard-secrets.ts';

function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'airkeeper-secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('RU-16: what may hold a password and came back from a backup open to all is closed to others', () => {
  const data = tempFolder();
  const station = join(data, 'stations', 'vert');
  mkdirSync(station, { recursive: true });
  const secret = [
    'airkeeper.db',
    'airkeeper.db-wal',
    'airkeeper.env',
    'airkeeper.log',
    'airkeeper.log.1',
    'alarms.json',
  ].map((name) => join(data, name));
  secret.push(...['station.liq', 'station.json', 'engine.log'].map((name) => join(station, name)));
  const harmless = join(station, 'cues.json');
  for (const path of [...secret, harmless]) {
    writeFileSync(path, '');
    chmodSync(path, 0o644);
  }
  guardSecrets(data);
  expect(secret.map(modeOf)).toEqual(secret.map(() => 0o640));
  expect(modeOf(harmless)).toBe(0o644);
});

test('RU-16: a data folder that is made is for the user and the group, whatever the umask', () => {
  const before = process.umask(0);
  onTestFinished(() => void process.umask(before));
  const data = join(tempFolder(), 'data');
  makeDataFolder(data);
  expect(modeOf(data)).toBe(0o750);
});

test('a folder with nothing in it, or that is not there, is no trouble', () => {
  guardSecrets(tempFolder());
  guardSecrets('/nonexistent');
});
