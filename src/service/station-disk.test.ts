import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Store } from '../ports/store.ts';
import { addShow, newDiffusion, newSound, newStation } from '../ports/testing/store-fixtures.ts';
import { openStore } from '../store/open-store.ts';
import { putCueSheet } from '../streamer/engine-files.ts';
import { readHighestIds } from '../streamer/highest-ids.ts';
import { stationFolder } from '../streamer/station-folder.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { tempFolder } from '../streamer/testing/temp-folder.ts';
import { reserveKnownIds, stationDisk } from './station-disk.ts';

async function withStore<Value>(file: string, work: (store: Store) => Promise<Value>): Promise<Value> {
  const store = await openStore({ file, migrate: true });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** A diffusion is added after a backup of the database was made, and given to the engine. */
async function lostDiffusion() {
  const dataFolder = await tempFolder();
  const file = join(dataFolder, 'airkeeper.db');
  const backup = join(dataFolder, 'backup.db');
  const disk = stationDisk({ dataFolder, clock: new ManualClock() });
  const { station, show } = await withStore(file, async (store) => {
    const station = await store.stations.add(newStation());
    await disk.own('vert', { database: await store.database.id(), stationId: station.id });
    return { station, show: await addShow(store, station, 'morning') };
  });
  await copyFile(file, backup);
  const lost = await withStore(file, async (store) => {
    const { id } = await store.sounds.add(newSound(station, '/a', { episodeId: show.episode.id, type: 'archive' }));
    const diffusion = await store.diffusions.add(newDiffusion(show, 0, 60));
    const files = [{ soundId: id, path: '/a', fromSeconds: 0 }];
    const times = { startMs: 0, late: null, latestStartMs: 60_000, untilMs: null, fadeSeconds: 0 };
    const cue = { diffusionId: diffusion.id, attempt: 0, mode: 'soft', ...times, files } as const;
    await putCueSheet(stationFolder(dataFolder, 'vert'), { version: 'a', cues: [cue], stop: [] });
    return { diffusion: diffusion.id, sound: id };
  });
  return { dataFolder, file, backup, station, show, lost };
}

test('RU-21: a database restored from a backup gives out no id that the engine knows', async () => {
  const { dataFolder, file, backup, station, show, lost } = await lostDiffusion();
  await copyFile(backup, file);
  await withStore(file, async (store) => {
    await reserveKnownIds(store, dataFolder);
    expect((await store.diffusions.add(newDiffusion(show, 0, 60))).id).toBeGreaterThan(lost.diffusion);
    expect((await store.sounds.add(newSound(station, '/b'))).id).toBeGreaterThan(lost.sound);
  });
});

test('RU-21: another database counts its ids for itself', async () => {
  const { dataFolder, lost } = await lostDiffusion();
  await withStore(join(dataFolder, 'other.db'), async (store) => {
    await reserveKnownIds(store, dataFolder);
    const show = await addShow(store, await store.stations.add(newStation()), 'morning');
    expect((await store.diffusions.add(newDiffusion(show, 0, 60))).id).toBe(1);
  });
  expect(await readHighestIds(stationFolder(dataFolder, 'vert'))).toEqual(lost);
});

test('RU-21: a data folder without stations, or none at all, is no obstacle', async () => {
  const dataFolder = await tempFolder();
  await withStore(join(dataFolder, 'airkeeper.db'), async (store) => {
    await reserveKnownIds(store, dataFolder);
    await reserveKnownIds(store, join(dataFolder, 'nowhere'));
  });
});
