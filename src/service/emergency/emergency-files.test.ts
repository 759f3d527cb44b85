import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putStreamPlans } from '../../streamer/engine-files.ts';
import { type StationFolder, stationFolder } from '../../streamer/station-folder.ts';
import { tempFolder } from '../../streamer/testing/temp-folder.ts';
import type { Slug, SoundId } from '../../values/ids.ts';
import { emergencyFiles } from './emergency-files.ts';

async function stationWith(paths: readonly string[]): Promise<StationFolder> {
  const folder = stationFolder(await tempFolder(), 'vert');
  await mkdir(folder.playlists, { recursive: true });
  const playlist = paths.map((path, index) => ({ soundId: index as SoundId, path }));
  const stream = { name: 'night' as Slug, weight: 1, minDelaySeconds: 0, windows: null, playlist };
  await putStreamPlans(folder, { version: '1', streams: [stream] });
  return folder;
}

const nothingMissing = async () => new Set<string>();

test('KE-8: the station’s own emergency file comes before all music', async () => {
  const folder = await stationWith(['/a.ogg']);
  const own = join(folder.root, 'emergency.OGG');
  await writeFile(own, 'x');
  expect(await emergencyFiles(folder, nothingMissing)).toEqual([own]);
});

test('KE-8: else the first sounds of its playlists whose files are there', async () => {
  const folder = await stationWith(['/a.ogg', '/gone.ogg', '/b "é".mp3', '/line\nend.mp3']);
  expect(await emergencyFiles(folder, async () => new Set(['/gone.ogg']))).toEqual(['/a.ogg', '/b "é".mp3']);
});

test('KE-8: of a large library only so many are looked at', async () => {
  const folder = await stationWith(Array.from({ length: 5000 }, (_, index) => `/${index}.ogg`));
  let looked = 0;
  const files = await emergencyFiles(folder, async (paths) => {
    looked = Math.max(looked, paths.length);
    return new Set();
  });
  expect([files.length, looked]).toEqual([50, 500]);
});

test('KE-8: an emergency file that cannot be read, no playlist, and damaged ones are no obstacle', async () => {
  const folder = await stationWith(['/a.ogg']);
  const own = join(folder.root, 'emergency.wav');
  await writeFile(own, '');
  expect(await emergencyFiles(folder, async () => new Set([own]))).toEqual(['/a.ogg']);
  await writeFile(
    folder.streamPlans,
    '{"streams":[{"playlist":"playlists/gone.jsonl"},{"playlist":"playlists/torn.jsonl"}]}',
  );
  await writeFile(join(folder.playlists, 'torn.jsonl'), '{"sound":1,"path":"/whole.ogg"}\n{"sound":2,"pa');
  expect(await emergencyFiles(folder, async () => new Set([own]))).toEqual(['/whole.ogg']);
  await writeFile(folder.streamPlans, '{"streams":');
  expect(await emergencyFiles(folder, async () => new Set([own]))).toEqual([]);
  expect(await emergencyFiles(stationFolder(await tempFolder(), 'none'), nothingMissing)).toEqual([]);
});
