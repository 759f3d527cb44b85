import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Library } from '../ports/library.ts';
import type { StationSnapshot } from '../ports/store.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { BugError } from '../values/errors.ts';
import type { EpisodeId, Slug, SoundId, StationId } from '../values/ids.ts';
import type { Sound } from '../values/model.ts';
import { DataWatcher } from './data-watcher.ts';

const stationId = 1 as StationId;

function sound(id: number, change: Partial<Sound> = {}): Sound {
  const path = `/sounds/${id}.ogg`;
  const base = { id: id as SoundId, stationId, programId: null, episodeId: null, type: 'archive', path } as const;
  return { ...base, title: `Sound ${id}`, position: 0, durationSeconds: 60, ...change };
}

function snapshotOf(sounds: readonly Sound[]): StationSnapshot {
  return {
    station: {
      id: stationId,
      slug: 'vert' as Slug,
      name: 'Vert',
      timeZone: 'UTC',
      cancelTimeoutSeconds: 1200,
      syncTimeoutSeconds: 300,
      silenceLimitSeconds: 10,
      silenceThresholdDb: -40,
      language: 'en',
      daysAhead: 60,
      enabled: true,
    },
    programs: new Map(),
    streams: [],
    episodes: new Map(),
    diffusions: [],
    sounds: new Map(sounds.map((item) => [item.id, item])),
    timedTracks: new Map(),
  };
}

function watching() {
  const clock = new ManualClock();
  const world = {
    snapshot: snapshotOf([sound(1)]),
    missing: new Set<string>(),
    looked: 0,
    changes: 0,
    disk: Promise.resolve(),
  };
  const library: Library = {
    missing: async (paths) => {
      world.looked += paths.length;
      await world.disk;
      return new Set(paths.filter((path) => world.missing.has(path)));
    },
    probe: () => Promise.reject(new BugError('not asked for')),
  };
  const store = {
    snapshot: async () => world.snapshot,
    memory: () => Promise.reject(new BugError('not asked for')),
    commit: () => Promise.reject(new BugError('not asked for')),
  };
  const onChange = () => {
    world.changes += 1;
  };
  return {
    clock,
    world,
    watcher: new DataWatcher({ store, library, stationId, clock, logger: pino({ level: 'silent' }), onChange }),
  };
}

test('what did not change stays the same object, so that the monitor does not plan again', async () => {
  const { world, watcher } = watching();
  await watcher.read();
  const before = watcher.data;
  world.snapshot = snapshotOf([sound(1)]);
  await watcher.read();
  expect(watcher.data).toBe(before);
  expect(world.changes).toBe(1);
});

test('a new sound, another title and a file that went are changes', async () => {
  const { clock, world, watcher } = watching();
  await watcher.read();
  world.snapshot = snapshotOf([sound(1), sound(2)]);
  await watcher.read();
  world.snapshot = snapshotOf([sound(1, { title: 'Other' }), sound(2)]);
  await watcher.read();
  expect(world.changes).toBe(3);
  world.missing.add('/sounds/2.ogg');
  clock.advance(300_000);
  await watcher.read();
  expect([...(watcher.data?.missing ?? [])]).toEqual(['/sounds/2.ogg']);
});

test('between two full looks only new files and those of near diffusions are looked at', async () => {
  const { clock, world, watcher } = watching();
  world.snapshot = snapshotOf([sound(1), sound(2), sound(3, { episodeId: 7 as EpisodeId })]);
  await watcher.read();
  expect(world.looked).toBe(3);
  clock.advance(60_000);
  await watcher.read();
  expect(world.looked).toBe(3);
  world.snapshot = snapshotOf([sound(1), sound(2, { path: '/sounds/moved.ogg' }), sound(3)]);
  await watcher.read();
  expect(world.looked).toBe(4);
});

test('a file that was missing is looked at again each time, and is there when it is back', async () => {
  const { clock, world, watcher } = watching();
  world.snapshot = snapshotOf([sound(1), sound(2)]);
  world.missing.add('/sounds/1.ogg');
  await watcher.read();
  expect(watcher.data?.missing.size).toBe(1);
  world.looked = 0;
  clock.advance(5_000);
  await watcher.read();
  expect({ looked: world.looked, missing: watcher.data?.missing.size }).toEqual({ looked: 1, missing: 1 });
  world.missing.clear();
  clock.advance(5_000);
  await watcher.read();
  expect(watcher.data?.missing.size).toBe(0);
});

/** As many turns as what waits for nothing but promises takes. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn += 1) await Promise.resolve();
}

test('RU-14: a look that never ends keeps the last answer, and holds up no change of the timetable', async () => {
  const { clock, world, watcher } = watching();
  world.snapshot = snapshotOf([sound(1), sound(2)]);
  world.missing.add('/sounds/1.ogg');
  await watcher.read();
  world.disk = new Promise(() => {});
  world.snapshot = snapshotOf([sound(1), sound(2, { title: 'Other' }), sound(3)]);
  const first = watcher.read();
  await settle();
  expect(watcher.data?.snapshot.sounds.size).toBe(2);
  clock.advance(3000);
  await first;
  expect(watcher.data?.snapshot.sounds.size).toBe(3);
  expect([...(watcher.data?.missing ?? [])]).toEqual(['/sounds/1.ogg']);
  // from now on it is not even waited for
  world.snapshot = snapshotOf([sound(1), sound(2), sound(3), sound(4)]);
  world.looked = 0;
  await watcher.read();
  expect({ sounds: watcher.data?.snapshot.sounds.size, looked: world.looked }).toEqual({ sounds: 4, looked: 0 });
});

test('RU-14: at the first look nothing is called missing before the disk says so; its late answer is taken in', async () => {
  const { clock, world, watcher } = watching();
  let answer: () => void = () => {};
  world.disk = new Promise((resolve) => {
    answer = resolve;
  });
  world.missing.add('/sounds/1.ogg');
  const ending = new AbortController();
  const done = watcher.run(ending.signal);
  await settle();
  clock.advance(3000);
  await settle();
  expect(watcher.data?.missing.size).toBe(0);
  answer();
  await settle();
  expect([...(watcher.data?.missing ?? [])]).toEqual(['/sounds/1.ogg']);
  ending.abort();
  await done;
});
