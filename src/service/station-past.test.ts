import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EngineState } from '../ports/engine.ts';
import type { Store } from '../ports/store.ts';
import {
  addShow,
  at,
  line,
  newBatch,
  newDiffusion,
  newEntry,
  newSound,
  newStation,
} from '../ports/testing/store-fixtures.ts';
import { openStore } from '../store/open-store.ts';
import { ManualClock } from '../streamer/testing/manual-clock.ts';
import { tempFolder } from '../streamer/testing/temp-folder.ts';
import { PastWatcher } from './past-watcher.ts';
import { readPast } from './station-past.ts';

async function openedStore(): Promise<Store> {
  const store = await openStore({ file: join(await tempFolder(), 'airkeeper.db'), migrate: true });
  onTestFinished(() => store.close());
  return store;
}

async function pastOf(store: Store) {
  const station = await store.stations.add(newStation());
  const sounds = [
    await store.sounds.add(newSound(station, '/a.ogg', { title: 'Feeling' })),
    await store.sounds.add(newSound(station, '/b.ogg', { title: '' })),
  ];
  const diffusion = await store.diffusions.add(newDiffusion(await addShow(store, station, 'morning'), 0, 60));
  return { station, sounds, diffusion };
}

test('RU-22: the past of a station that was never on the air is empty', async () => {
  const store = await openedStore();
  const { station } = await pastOf(store);
  const nothing = { reachesTo: null, heard: null, started: null, bySource: new Map() };
  expect(await readPast(store, station.id)).toEqual(nothing);
});

test('RU-22: what was heard last, of each source and of all, and which diffusion started last', async () => {
  const store = await openedStore();
  const { station, sounds, diffusion } = await pastOf(store);
  const [a, b] = sounds.map(({ id }) => id);
  const entries = [
    newEntry({ date: at(1), end: at(5), soundId: a ?? null, journal: line(1) }),
    newEntry({ type: 'start', date: at(5), source: 'dealer', diffusionId: diffusion.id, comment: 'Morning' }),
    newEntry({ date: at(5), source: 'dealer', soundId: b ?? null, comment: '/sounds/b.ogg', journal: line(3) }),
    newEntry({ type: 'other', date: at(9), source: '', comment: 'the engine is down' }),
  ];
  await store.monitor.commit(station.id, newBatch({ entries }));
  const night = { source: 'night', soundId: a, title: 'Feeling', since: at(1), until: at(5) };
  const dealer = { source: 'dealer', soundId: b, title: 'b.ogg', since: at(5), until: null };
  expect(await readPast(store, station.id)).toEqual({
    reachesTo: at(9),
    heard: dealer,
    started: { diffusionId: diffusion.id, title: 'Morning', start: at(5) },
    bySource: new Map<string, unknown>([
      ['dealer', dealer],
      ['night', night],
    ]),
  });
  const unknown = newEntry({ date: at(10), source: 'dealer', comment: '/else/x.ogg', journal: line(4) });
  await store.monitor.commit(station.id, newBatch({ entries: [unknown] }));
  expect((await readPast(store, station.id)).heard).toMatchObject({ title: 'x.ogg', soundId: null, since: at(10) });
});

test('RU-22: the log is asked while the engine does not answer, and not while it does', async () => {
  const store = await openedStore();
  const { station, sounds } = await pastOf(store);
  const entry = newEntry({ date: at(1), soundId: sounds[0]?.id ?? null, journal: line(1) });
  await store.monitor.commit(station.id, newBatch({ entries: [entry] }));
  let asked = 0;
  const counting: Store = {
    ...store,
    log: {
      ...store.log,
      last: (id) => {
        asked += 1;
        return store.log.last(id);
      },
    },
  };
  const clock = new ManualClock();
  const observer = { state: {} as EngineState | null };
  const watcher = new PastWatcher({ station, store: counting, observer, clock });
  const ending = new AbortController();
  const running = watcher.run(ending.signal);
  const settle = async (spanMs: number) => {
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
    clock.advance(spanMs);
    for (let turn = 0; turn < 50; turn += 1) await new Promise(setImmediate);
  };
  await settle(60_000);
  expect([asked, watcher.past]).toEqual([0, null]);
  observer.state = null;
  watcher.wake();
  await settle(0);
  expect([asked, watcher.past?.heard?.title]).toEqual([1, 'Feeling']);
  await settle(10_000);
  expect(asked).toBe(2);
  observer.state = {} as EngineState;
  expect(watcher.past).toBeNull();
  watcher.wake();
  await settle(60_000);
  expect(asked).toBe(2);
  ending.abort();
  await running;
});
