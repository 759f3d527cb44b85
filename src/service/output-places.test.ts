import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { outputsOf } from '../streamer/script/port-settings.ts';
import { tempFolder } from '../streamer/testing/temp-folder.ts';
import type { PortId, Slug, StationId } from '../values/ids.ts';
import { prepareOutputPlaces } from './output-places.ts';

const NOW = Temporal.Instant.from('2026-12-01T06:30:15.250Z');

async function prepare(folder: string, kind: 'file' | 'hls', path: string): Promise<void> {
  const port = { id: 1 as PortId, stationId: 1 as StationId, direction: 'output', kind, settings: { path } } as const;
  await prepareOutputPlaces({ slug: 'vert' as Slug }, outputsOf([port]), folder, NOW);
}

test('RU-11: a recording of an earlier run is kept under its date', async () => {
  const folder = await tempFolder();
  await prepare(folder, 'file', 'recordings/vert.wav');
  expect(await readdir(join(folder, 'recordings'))).toEqual([]);
  await writeFile(join(folder, 'recordings/vert.wav'), 'first');
  await prepare(folder, 'file', 'recordings/vert.wav');
  const kept = 'vert.2026-12-01T06-30-15Z.wav';
  expect(await readdir(join(folder, 'recordings'))).toEqual([kept]);
  expect(await readFile(join(folder, 'recordings', kept), 'utf8')).toBe('first');
});

test('RU-11: it takes the place of no other one, also where the clock was set back', async () => {
  const folder = await tempFolder();
  for (const run of ['first', 'second', 'third']) {
    await writeFile(join(folder, 'vert.wav'), run);
    await prepare(folder, 'file', 'vert.wav');
  }
  const names = (await readdir(folder)).sort();
  expect(names).toEqual(['-2.wav', '-3.wav', '.wav'].map((ending) => `vert.2026-12-01T06-30-15Z${ending}`));
  expect(await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).toEqual([
    'second',
    'third',
    'first',
  ]);
});

test('RU-11: an empty recording is not kept, and the folder of an hls output is left as it is', async () => {
  const folder = await tempFolder();
  await writeFile(join(folder, 'vert.wav'), '');
  await prepare(folder, 'file', 'vert.wav');
  await prepare(folder, 'hls', 'hls');
  await writeFile(join(folder, 'hls/live.m3u8'), '#EXTM3U');
  await prepare(folder, 'hls', 'hls');
  expect((await readdir(folder)).sort()).toEqual(['hls', 'vert.wav']);
  expect(await readdir(join(folder, 'hls'))).toEqual(['live.m3u8']);
});
