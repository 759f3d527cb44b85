import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { PortId, Slug, StationId } from '../values/ids.ts';
import { stationFolder } from './station-folder.ts';
import { putStationRecord, removeStationRecord, type StationRecord, stationRecords } from './station-record.ts';
import { tempFolder } from './testing/temp-folder.ts';

function record(slug: string): StationRecord {
  const settings = { format: 'mp3', port: 8010, password: 'secret', public: false };
  const port = { id: 3 as PortId, stationId: 1 as StationId, direction: 'output', kind: 'icecast', settings } as const;
  return { slug: slug as Slug, timeZone: 'Europe/Brussels', ports: [port] };
}

async function station(dataFolder: string, slug: string): Promise<StationRecord> {
  const { root, script } = stationFolder(dataFolder, slug);
  await mkdir(root, { recursive: true });
  await writeFile(script, 'output.dummy(blank())');
  await putStationRecord(dataFolder, record(slug));
  return record(slug);
}

test('RU-13: a station is remembered with its outputs, for this user alone, until it is forgotten', async () => {
  const dataFolder = await tempFolder();
  expect(await stationRecords(dataFolder)).toEqual([]);
  const [vert, blau] = [await station(dataFolder, 'vert'), await station(dataFolder, 'blau')];
  expect(await stationRecords(dataFolder)).toEqual([blau, vert]);
  const path = `${stationFolder(dataFolder, 'vert').root}/station.json`;
  expect(await readFile(path, 'utf8')).toContain('secret');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await removeStationRecord(dataFolder, 'vert');
  await removeStationRecord(dataFolder, 'vert');
  expect(await stationRecords(dataFolder)).toEqual([blau]);
});

test('RU-13: without a script that was accepted, or with a record that cannot be read, there is nothing to start', async () => {
  const dataFolder = await tempFolder();
  await station(dataFolder, 'vert');
  const { root } = stationFolder(dataFolder, 'torn');
  await station(dataFolder, 'torn');
  await writeFile(`${root}/station.json`, '{"slug":"torn"');
  const bare = stationFolder(dataFolder, 'bare');
  await mkdir(bare.root, { recursive: true });
  await putStationRecord(dataFolder, record('bare'));
  await mkdir(stationFolder(dataFolder, 'old').root, { recursive: true });
  await writeFile(stationFolder(dataFolder, 'old').script, 'output.dummy(blank())');
  expect((await stationRecords(dataFolder)).map(({ slug }) => slug)).toEqual(['vert']);
});
