import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { DiffusionId, Slug, SoundId } from '../values/ids.ts';
import { putCueSheet, putStreamPlans } from './engine-files.ts';
import { readHighestIds, rememberIds } from './highest-ids.ts';
import { stationFolder } from './station-folder.ts';
import { tempFolder } from './testing/temp-folder.ts';

function cue(diffusion: number, sounds: readonly number[]) {
  const files = sounds.map((sound) => ({ soundId: sound as SoundId, path: `/${sound}`, fromSeconds: 0 }));
  const times = { startMs: 1000, late: null, latestStartMs: 2000, untilMs: null, fadeSeconds: 0 };
  return { diffusionId: diffusion as DiffusionId, attempt: 0, mode: 'hard', ...times, files } as const;
}

test('RU-21: the highest ids that the engine was given are remembered, and never lowered', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  expect(await readHighestIds(folder)).toEqual({ diffusion: 0, sound: 0 });
  await putCueSheet(folder, { version: 'a', cues: [cue(41, [7, 3]), cue(12, [9])], stop: [] });
  expect(await readHighestIds(folder)).toEqual({ diffusion: 41, sound: 9 });
  await putCueSheet(folder, { version: 'b', cues: [cue(12, [9])], stop: [] });
  const stream = { name: 'night' as Slug, weight: 1, minDelaySeconds: 0, windows: null };
  const playlist = [120, 4].map((id) => ({ soundId: id as SoundId, path: `/${id}` }));
  await putStreamPlans(folder, { version: 'c', streams: [{ ...stream, playlist }] });
  expect(await readHighestIds(folder)).toEqual({ diffusion: 41, sound: 120 });
});

test('RU-21: what cannot be read counts as nothing, and is written anew', async () => {
  const folder = stationFolder(await tempFolder(), 'vert');
  await rememberIds(folder, { diffusion: 5, sound: 5 });
  for (const text of ['', '{', '{"diffusion":-1,"sound":2}', '[]']) {
    await writeFile(folder.highestIds, text);
    expect(await readHighestIds(folder)).toEqual({ diffusion: 0, sound: 0 });
  }
  await rememberIds(folder, { diffusion: 6, sound: 0 });
  expect(await readHighestIds(folder)).toEqual({ diffusion: 6, sound: 0 });
});
