import { expect, test } from 'vitest';
import type { DiffusionId } from '../../values/ids.ts';
import type { Diffusion } from '../../values/model.ts';
import type { Store } from '../store.ts';
import type { Conflict } from '../timetable-store.ts';
import { addShow, at, newBatch, newDiffusion, newStation, type OpenStore, withStore } from './store-fixtures.ts';
import { addSeries, newEdits, type Series, toAdd, toFollow } from './store-timetable-fixtures.ts';

export function testConflicts(open: OpenStore, runs: number): void {
  test(
    'DB-30: two of one layer that overlap are in conflict, unless one is cancelled',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const add = (from: number, to: number, more: Partial<Diffusion> = {}) =>
        store.diffusions.add(newDiffusion(show, from, to, more));
      const conflicts = () => store.timetable.conflicts(station.id, null, null);
      const long = await add(0, 100);
      const before = await add(-50, 0);
      const after = await add(100, 150);
      await add(10, 20, { layer: 1 });
      await add(10, 20, { type: 'cancelled' });
      expect(await conflicts()).toEqual([]);
      const late = await add(99.999, 120, { type: 'unconfirmed' });
      const early = await add(-1, 0.001);
      expect(await conflicts()).toEqual([
        { a: before.id, b: early.id },
        { a: long.id, b: early.id },
        { a: long.id, b: late.id },
        { a: after.id, b: late.id },
      ]);
      await store.diffusions.change(late.id, { layer: 2 });
      await store.diffusions.change(early.id, { type: 'cancelled' });
      expect(await conflicts()).toEqual([]);
      await store.diffusions.change(late.id, { layer: 1, start: at(15), end: at(16) });
      expect(await conflicts()).toHaveLength(1);
      await store.diffusions.remove(late.id);
      expect(await conflicts()).toEqual([]);
    }),
  );

  test(
    'DB-30: the conflicts of a span are those of the diffusions that overlap it, in order of the later start',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const [a, b, c, d] = [
        await store.diffusions.add(newDiffusion(show, 50, 90)),
        await store.diffusions.add(newDiffusion(show, 0, 60)),
        await store.diffusions.add(newDiffusion(show, 55, 58)),
        await store.diffusions.add(newDiffusion(show, 10, 20)),
      ];
      const rouge = await addShow(store, await store.stations.add(newStation('rouge')), 'morning');
      for (const from of [0, 1]) await store.diffusions.add(newDiffusion(rouge, from, 60));
      const pairs = [
        { a: b.id, b: d.id },
        { a: a.id, b: b.id },
        { a: a.id, b: c.id },
        { a: b.id, b: c.id },
      ];
      const conflicts = (from: number | null, to: number | null) =>
        store.timetable.conflicts(station.id, from === null ? null : at(from), to === null ? null : at(to));
      expect(await conflicts(null, null)).toEqual(pairs);
      expect(await conflicts(0, 100)).toEqual(pairs);
      expect(await conflicts(15, 16)).toEqual([pairs[0], pairs[1], pairs[3]]);
      expect(await conflicts(60, null)).toEqual([pairs[1], pairs[2]]);
      expect(await conflicts(null, 10)).toEqual([pairs[0], pairs[1], pairs[3]]);
      expect(await conflicts(90, null)).toEqual([]);
    }),
  );

  test(
    'DB-30: one that did not start is in no conflict any more',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const { id, start, end } = await store.diffusions.add(newDiffusion(show, 0, 100));
      await store.diffusions.add(newDiffusion(show, 50, 150));
      expect(await store.timetable.conflicts(station.id, null, null)).toHaveLength(1);
      await store.monitor.commit(station.id, newBatch({ cancelled: [{ id, start, end }] }));
      expect(await store.timetable.conflicts(station.id, null, null)).toEqual([]);
    }),
  );

  test.each(Array.from({ length: runs }, (_, seed) => seed + 1))(
    'DB-30: after any writes the conflicts are those that there are: seed %i',
    async (seed) => {
      await withStore(open, async (store) => {
        const series = await addSeries(store);
        const random = randomOf(seed);
        for (let step = 0; step < 12; step += 1) {
          await writeSomething(store, series, random, step);
          const { id } = series.station;
          const expected = conflictsAmong(await store.diffusions.list(id, null, null));
          expect(textOf(await store.timetable.conflicts(id, null, null))).toEqual(textOf(expected));
        }
      })();
    },
  );
}

/** Each with each. */
function conflictsAmong(all: readonly Diffusion[]): readonly Conflict[] {
  return all.flatMap((a) =>
    all
      .filter((b) => a.id < b.id && a.layer === b.layer && a.type !== 'cancelled' && b.type !== 'cancelled')
      .filter((b) => Temporal.Instant.compare(a.start, b.end) < 0 && Temporal.Instant.compare(b.start, a.end) < 0)
      .map((b) => ({ a: a.id, b: b.id })),
  );
}

function textOf(conflicts: readonly Conflict[]): readonly string[] {
  return conflicts.map(({ a, b }) => `${a}-${b}`).sort();
}

type Random = (below: number) => number;

/** Numerical Recipes' linear congruential generator: good enough to choose what is tried. */
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const HOUR = 3600;

/** A place within three weeks, so that some lie near together and some far apart. */
function slotBy(random: Random): readonly [number, number] {
  const from = random(3) * 7 * 24 * HOUR + random(40) * HOUR;
  return [from, from + (1 + random(24)) * HOUR];
}

async function writeSomething(store: Store, series: Series, random: Random, step: number): Promise<void> {
  const { station, program, weekly } = series;
  const all = await store.diffusions.list(station.id, null, null);
  const some = all.filter(() => random(3) === 0);
  const [one] = some;
  const type = (['on_air', 'unconfirmed', 'cancelled'] as const)[random(3)] ?? 'on_air';
  const added = (name: string) => toAdd(weekly, name, slotBy(random), { layer: random(2), type });
  switch (one === undefined ? 0 : random(6)) {
    case 1: {
      const [from, to] = slotBy(random);
      await store.diffusions.change(one?.id ?? (0 as DiffusionId), {
        type,
        start: at(from),
        end: at(to),
        layer: random(2),
      });
      break;
    }
    case 2:
      await store.diffusions.removeMany(some.map(({ id }) => id));
      break;
    case 3:
      await store.monitor.commit(station.id, newBatch({ cancelled: some }));
      break;
    case 4: {
      const change = some.map((each) => {
        const [from, to] = slotBy(random);
        const slot = { startMs: at(from).epochMilliseconds, endMs: at(to).epochMilliseconds };
        return toFollow(each, { ...slot, type, layer: random(2), occurrenceLocal: `${step} ${each.id}` });
      });
      const remove = all.filter((each) => !some.includes(each) && random(4) === 0).map(({ id }) => id);
      const add = [{ ...added(`${step} more`), episode: { id: one?.episodeId ?? (0 as Diffusion['episodeId']) } }];
      await store.timetable.apply(station.id, newEdits({ change, remove, add }));
      break;
    }
    case 5: {
      const { episodeId, programId } = one ?? { episodeId: 0 as Diffusion['episodeId'], programId: program.id };
      const [from, to] = slotBy(random);
      const given = { station, episode: { id: episodeId, programId, slug: program.slug, title: '' }, program };
      await store.diffusions.add(newDiffusion(given, from, to, { type, layer: random(2) }));
      break;
    }
    default: {
      const episodes = [{ programId: program.id, slug: `step-${step}`, title: '' }];
      const add = Array.from({ length: 1 + random(8) }, (_, index) => added(`${step} ${index}`));
      await store.timetable.apply(station.id, newEdits({ episodes, add }));
    }
  }
}
