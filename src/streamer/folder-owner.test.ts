import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { DatabaseId, StationId } from '../values/ids.ts';
import { putFolderOwner, readFolderOwner, setFolderAside } from './folder-owner.ts';
import { stationFolder } from './station-folder.ts';
import { tempFolder } from './testing/temp-folder.ts';

const NOW = Temporal.Instant.from('2026-12-01T06:00:00.250Z');
const owner = { database: '11111111-2222-4333-8444-555555555555' as DatabaseId, stationId: 7 as StationId };

async function used() {
  const folder = stationFolder(await tempFolder(), 'vert');
  await mkdir(folder.journal, { recursive: true });
  await mkdir(folder.playlists);
  await mkdir(join(folder.root, 'recordings'));
  for (const path of [
    join(folder.journal, '000001-aaaa.000001.jsonl'),
    join(folder.playlists, 'night-1.jsonl'),
    join(folder.root, 'recordings', 'vert.wav'),
    join(folder.root, 'run'),
    folder.begun,
    folder.cueSheet,
    folder.streamPlans,
    folder.alive,
    folder.highestIds,
    folder.script,
    folder.log,
  ]) {
    await writeFile(path, basename(path));
  }
  await putFolderOwner(folder, owner);
  return folder;
}

test('RU-20: a folder says whose it is, or nothing', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  expect(await readFolderOwner(folder)).toBeNull();
  await putFolderOwner(folder, owner);
  expect(await readFolderOwner(folder)).toEqual(owner);
  for (const text of ['', 'x', `${owner.database}\n`, `${owner.database} seven\n`]) {
    await writeFile(folder.owner, text);
    expect(await readFolderOwner(folder)).toBeNull();
  }
});

test('RU-20: what hangs on another database is moved aside, whole; the rest stays', async () => {
  const folder = await used();
  const aside = await setFolderAside(folder, NOW);
  expect(aside).toBe(join(folder.root, 'before-2026-12-01T06-00-00Z'));
  expect((await readdir(folder.root)).sort()).toEqual([
    'before-2026-12-01T06-00-00Z',
    'engine.log',
    'recordings',
    'run',
    'station.liq',
  ]);
  expect((await readdir(aside)).sort()).toEqual([
    'alive.txt',
    'begun.txt',
    'cues.json',
    'database.id',
    'ids.json',
    'journal',
    'playlists',
    'streams.json',
  ]);
  const segment = '000001-aaaa.000001.jsonl';
  expect(await readFile(join(aside, 'journal', segment), 'utf8')).toBe(segment);
  expect(await readFolderOwner(folder)).toBeNull();
});

test('RU-20: nothing that was moved aside earlier is written over', async () => {
  const folder = await used();
  const first = await setFolderAside(folder, NOW);
  await writeFile(folder.begun, 'later');
  const second = await setFolderAside(folder, NOW);
  expect(second).toBe(`${first}-2`);
  expect(await readFile(join(first, 'begun.txt'), 'utf8')).toBe('begun.txt');
  expect(await readFile(join(second, 'begun.txt'), 'utf8')).toBe('later');
});

test('RU-20: a folder that cannot be cleared is tried again', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  await expect(setFolderAside(folder, NOW)).rejects.toMatchObject({ code: 'disk_failed' });
});
