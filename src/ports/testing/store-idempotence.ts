import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EngineRunId, SoundId, TrackId } from '../../values/ids.ts';
import type { Diffusion, LogEntryType, Station } from '../../values/model.ts';
import type { LogBatch, NewLogEntry, Store } from '../store.ts';
import {
  addShow,
  at,
  logOf,
  NEXT_RUN,
  newDiffusion,
  newSound,
  newStation,
  newTrack,
  type OpenStore,
  RUN,
  withStore,
} from './store-fixtures.ts';

/** Stations made in the same way have the same ids behind them, one after the other. */
interface World {
  readonly station: Station;
  readonly diffusions: readonly Diffusion[];
  readonly sounds: readonly SoundId[];
  readonly tracks: readonly TrackId[];
}

/** A batch without the ids of a world: places in its lists stand for them. */
interface Draft {
  readonly entries: readonly DraftEntry[];
  readonly ends: readonly { readonly run: EngineRunId; readonly seq: number; readonly second: number }[];
  readonly cancelled: readonly { readonly diffusion: number; readonly moved: boolean }[];
  readonly cursor: { readonly run: EngineRunId; readonly seq: number } | null;
}

interface DraftEntry {
  readonly type: LogEntryType;
  readonly second: number;
  readonly endSecond: number | null;
  readonly source: string;
  readonly sound: number | null;
  readonly track: number | null;
  readonly diffusion: number | null;
  readonly journal: { readonly run: EngineRunId; readonly seq: number } | null;
}

// Few values of each, so that they meet.
const second = fc.integer({ min: 0, max: 5 });
const place = fc.option(fc.integer({ min: 0, max: 2 }), { freq: 3 });
const journal = fc.record({ run: fc.constantFrom(RUN, NEXT_RUN), seq: fc.integer({ min: 1, max: 6 }) });
const draft: fc.Arbitrary<Draft> = fc.record({
  entries: fc.array(
    fc.record({
      type: fc.constantFrom<LogEntryType>('start', 'on_air', 'cancel', 'stop', 'other'),
      second,
      endSecond: fc.option(second, { freq: 2 }),
      source: fc.constantFrom('dealer', 'night'),
      sound: place,
      track: place,
      diffusion: place,
      journal: fc.option(journal),
    }),
    { maxLength: 5 },
  ),
  ends: fc.array(fc.record({ run: fc.constantFrom(RUN, NEXT_RUN), seq: fc.integer({ min: 1, max: 6 }), second }), {
    maxLength: 3,
  }),
  cancelled: fc.array(fc.record({ diffusion: fc.integer({ min: 0, max: 2 }), moved: fc.boolean() }), { maxLength: 2 }),
  cursor: fc.option(journal),
});

export function testIdempotence(open: OpenStore, runs: number): void {
  test(
    'DB-11: batches written one to three times each leave the log of batches written once',
    withStore(open, async (store) => {
      let worlds = 0;
      const times = fc.integer({ min: 1, max: 3 });
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(draft, times), { maxLength: 6 }), async (batches) => {
          worlds += 1;
          const once = await addWorld(store, `once-${worlds}`);
          const often = await addWorld(store, `often-${worlds}`);
          for (const [given, count] of batches) {
            await store.monitor.commit(once.station.id, batchOf(given, once));
            for (let done = 0; done < count; done += 1) {
              await store.monitor.commit(often.station.id, batchOf(given, often));
            }
          }
          expect(await outcomeOf(store, often)).toEqual(await outcomeOf(store, once));
        }),
        { numRuns: runs },
      );
    }),
    60_000,
  );
}

async function addWorld(store: Store, name: string): Promise<World> {
  return store.transaction(async (inside) => {
    const station = await inside.stations.add(newStation(name));
    const show = await addShow(inside, station, 'morning');
    const diffusions: Diffusion[] = [];
    const sounds: SoundId[] = [];
    const tracks: TrackId[] = [];
    for (let index = 0; index < 3; index += 1) {
      const sound = await inside.sounds.add(newSound(station, `/${index}`));
      sounds.push(sound.id);
      tracks.push((await inside.tracks.add(newTrack(sound, index))).id);
      diffusions.push(await inside.diffusions.add(newDiffusion(show, index * 10, index * 10 + 10)));
    }
    return { station, diffusions, sounds, tracks };
  });
}

function batchOf(given: Draft, world: World): LogBatch {
  return {
    entries: given.entries.map((entry) => entryOf(entry, world)),
    ends: given.ends.map(({ run, seq, second }) => ({ run, seq, end: at(second) })),
    cancelled: given.cancelled.flatMap(({ diffusion, moved }) => {
      const found = world.diffusions[diffusion];
      return found === undefined ? [] : [moved ? { ...found, start: at(-1) } : found];
    }),
    cursor: given.cursor,
  };
}

function entryOf(entry: DraftEntry, world: World): NewLogEntry {
  const { type, source, journal } = entry;
  return {
    type,
    date: at(entry.second),
    end: entry.endSecond === null ? null : at(entry.endSecond),
    source,
    soundId: pick(world.sounds, entry.sound),
    positionSeconds: null,
    trackId: pick(world.tracks, entry.track),
    diffusionId: pick(
      world.diffusions.map(({ id }) => id),
      entry.diffusion,
    ),
    comment: '',
    reason: '',
    journal,
  };
}

function pick<Id>(ids: readonly Id[], index: number | null): Id | null {
  return index === null ? null : (ids[index] ?? null);
}

/** The log, the diffusions' types and the cursor, with places in the world's lists for its ids. */
async function outcomeOf(store: Store, { station, sounds, tracks, ...world }: World): Promise<unknown> {
  const diffusions = world.diffusions.map(({ id }) => id);
  const placeIn = <Id>(ids: readonly Id[], id: Id | null) => (id === null ? null : ids.indexOf(id));
  const log = (await logOf(store, station)).map((entry) => ({
    ...entry,
    soundId: placeIn(sounds, entry.soundId),
    trackId: placeIn(tracks, entry.trackId),
    diffusionId: placeIn(diffusions, entry.diffusionId),
  }));
  const types = (await store.diffusions.byIds(diffusions)).map(({ type }) => type);
  const { cursor } = await store.monitor.memory(station.id, at(0));
  return { log, types, cursor };
}
