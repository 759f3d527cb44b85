import { expect, test } from 'vitest';
import type { ProgramId } from '../../values/ids.ts';
import type { Diffusion } from '../../values/model.ts';
import type { Store } from '../store.ts';
import { at, failureOf, newBatch, newEntry, newSound, type OpenStore, slug, withStore } from './store-fixtures.ts';
import { addSeries, firstOf, newEdits, type Series, toAdd, toFollow } from './store-timetable-fixtures.ts';

export function testGeneration(open: OpenStore): void {
  const diffusionsOf = (store: Store, { station }: Series) => store.diffusions.list(station.id, null, null);
  const started = (store: Store, { station }: Series, { id, start }: Diffusion) =>
    store.monitor.commit(
      station.id,
      newBatch({ entries: [newEntry({ type: 'start', date: start, diffusionId: id })] }),
    );

  /** The series with its first occurrence made. */
  const withFirst = (work: (store: Store, series: Series, initial: Diffusion, repeated: Diffusion) => Promise<void>) =>
    withStore(open, async (store) => {
      const series = await addSeries(store);
      await store.timetable.apply(series.station.id, firstOf(series));
      const [initial, repeated] = await diffusionsOf(store, series);
      if (initial === undefined || repeated === undefined) throw new Error('nothing was made');
      await work(store, series, initial, repeated);
    });

  test(
    'DB-28: what is added is there, with its episode, its initial one, and ids that nobody had',
    withFirst(async (store, { station, program, weekly, rerun }, initial, repeated) => {
      const [episode] = await store.episodes.list(program.id);
      expect(episode).toMatchObject({ slug: 'one', title: 'One' });
      expect(initial).toEqual({
        id: initial.id,
        stationId: station.id,
        programId: program.id,
        episodeId: episode?.id,
        scheduleId: weekly.id,
        initialId: null,
        type: 'on_air',
        start: at(0),
        end: at(100),
        startMode: 'soft',
        layer: 0,
        occurrenceLocal: '2027-01-15T09:00:00.000',
        zoneNote: null,
        touched: false,
      });
      expect(repeated).toMatchObject({ scheduleId: rerun.id, initialId: initial.id, episodeId: episode?.id });
      await store.diffusions.removeMany([initial.id, repeated.id]);
      const title = 'Two\\ "\u{1F3B5}"\n{}, NULL';
      const slot = { zoneNote: 'gap', layer: -1, startMode: 'hard' } as const;
      await store.timetable.apply(
        station.id,
        newEdits({
          episodes: [{ programId: program.id, slug: 'two', title }],
          add: [toAdd(weekly, '2027-01-22T09:00:00.000', [5000, 5100], slot)],
        }),
      );
      const [next] = await store.diffusions.list(station.id, at(5000), null);
      expect(next?.id).toBeGreaterThan(repeated.id);
      expect(next).toMatchObject(slot);
      expect((await store.episodes.list(program.id)).at(-1)).toMatchObject({ title });
      const added = await store.diffusions.add({ ...initial, occurrenceLocal: null });
      expect(added.id).toBeGreaterThan(next?.id ?? 0);
    }),
  );

  test(
    'DB-28: done twice, one after the other or at once, it is done once',
    withFirst(async (store, series, initial) => {
      const { station, program, weekly, rerun } = series;
      const more = newEdits({
        episodes: [
          { programId: program.id, slug: 'one-again', title: 'One' },
          { programId: program.id, slug: 'two', title: 'Two' },
        ],
        add: [
          toAdd(weekly, '2027-01-15T09:00:00.000', [0, 100]),
          toAdd(rerun, '2027-01-18T10:00:00.000', [2000, 2100], { initial: { added: 0 } }),
          toAdd(weekly, '2027-01-22T09:00:00.000', [5000, 5100], { episode: { made: 1 } }),
        ],
      });
      await Promise.all([store.timetable.apply(station.id, more), store.timetable.apply(station.id, more)]);
      await store.timetable.apply(station.id, firstOf(series));
      const all = await diffusionsOf(store, series);
      expect(all.map(({ start }) => start)).toEqual([at(0), at(1000), at(2000), at(5000)]);
      expect(all[2]).toMatchObject({ initialId: initial.id, episodeId: initial.episodeId });
      expect((await store.episodes.list(program.id)).map((episode) => episode.slug)).toEqual(['one', 'two']);
    }),
  );

  test(
    'DB-28: it is done whole or not at all',
    withFirst(async (store, series, initial, repeated) => {
      const { station, program, weekly } = series;
      const extra = toAdd(weekly, '2027-01-22T09:00:00.000', [5000, 5100]);
      const moved = { change: [toFollow(initial, { startMs: initial.start.epochMilliseconds + 1 })] };
      const episodes = [{ programId: program.id, slug: 'one', title: 'Another one' }];
      const taken = newEdits({ ...moved, remove: [repeated.id], episodes, add: [extra] });
      expect(await failureOf(store.timetable.apply(station.id, taken))).toMatchObject({ code: 'slug_taken' });
      const long = newEdits({
        ...moved,
        add: [{ ...extra, episode: { id: initial.episodeId }, endMs: extra.startMs + 86_400_001 }],
      });
      expect(await failureOf(store.timetable.apply(station.id, long))).toMatchObject({ code: 'bad_span' });
      const empty = newEdits({ ...moved, change: [toFollow(initial, { endMs: initial.start.epochMilliseconds })] });
      expect(await failureOf(store.timetable.apply(station.id, empty))).toMatchObject({ code: 'bad_span' });
      expect(await diffusionsOf(store, series)).toEqual([initial, repeated]);
    }),
  );

  test(
    'DB-28: a generation of several statements is put together rightly',
    withStore(open, async (store) => {
      const series = await addSeries(store);
      const { station, program, weekly, rerun } = series;
      const count = 2100;
      const episodes = Array.from({ length: count }, (_, index) => ({
        programId: program.id,
        slug: `issue-${index}`,
        title: `Issue ${index}`,
      }));
      const initials = episodes.map((_, index) =>
        toAdd(weekly, `initial ${index}`, [index * 100, index * 100 + 50], { episode: { made: index } }),
      );
      const reruns = episodes.map((_, index) => {
        const place = count - 1 - index;
        const slot = [place * 100 + 50, place * 100 + 90] as const;
        return toAdd(rerun, `rerun ${place}`, slot, { episode: { made: place }, initial: { added: place } });
      });
      await store.timetable.apply(station.id, newEdits({ episodes, add: [...initials, ...reruns] }));
      const all = await diffusionsOf(store, series);
      const titles = new Map((await store.episodes.list(program.id)).map(({ id, title }) => [id, title]));
      const byId = new Map(all.map((diffusion) => [diffusion.id, diffusion]));
      expect(all).toHaveLength(2 * count);
      for (const [index, { occurrenceLocal, episodeId, initialId }] of all.entries()) {
        const place = Math.floor(index / 2);
        expect(titles.get(episodeId)).toBe(`Issue ${place}`);
        expect(occurrenceLocal).toBe(`${initialId === null ? 'initial' : 'rerun'} ${place}`);
        if (initialId !== null) expect(byId.get(initialId)?.occurrenceLocal).toBe(`initial ${place}`);
      }
      const moved = all.map((one) => toFollow(one, { startMs: one.start.epochMilliseconds + 1000 }));
      await store.timetable.apply(station.id, newEdits({ change: moved }));
      const after = await diffusionsOf(store, series);
      expect(after.map(({ id, start }) => [id, start])).toEqual(
        all.map(({ id, start }) => [id, start.add({ seconds: 1 })]),
      );
      await store.timetable.apply(
        station.id,
        newEdits({ remove: all.map(({ id }) => id), removeEpisodes: [...titles.keys()] }),
      );
      expect([await diffusionsOf(store, series), await store.episodes.list(program.id)]).toEqual([[], []]);
    }),
  );

  test(
    'DB-29: what somebody touched, or the log has, is left alone, and the rest is done',
    withFirst(async (store, series, initial, repeated) => {
      const { station, weekly, program } = series;
      const issue = { episode: { id: initial.episodeId } };
      const add = [
        toAdd(weekly, '2027-01-22T09:00:00.000', [5000, 5100], issue),
        toAdd(weekly, '2027-01-29T09:00:00.000', [6000, 6100], issue),
      ];
      await store.timetable.apply(station.id, newEdits({ add }));
      const [, , free, going] = await diffusionsOf(store, series);
      if (free === undefined || going === undefined) throw new Error('nothing was added');
      await started(store, series, initial);
      await store.diffusions.change(repeated.id, { touched: true });
      const kept = [initial, { ...repeated, touched: true }];
      const late = (diffusion: Diffusion) => toFollow(diffusion, { startMs: diffusion.start.epochMilliseconds + 5000 });
      const change = [late(initial), late(repeated), late(free)];
      await store.timetable.apply(station.id, newEdits({ change, remove: [going.id] }));
      const moved = { ...free, start: at(5005) };
      expect(await diffusionsOf(store, series)).toEqual([...kept, moved]);
      const remove = [initial.id, repeated.id, free.id];
      await store.timetable.apply(station.id, newEdits({ remove, removeEpisodes: [initial.episodeId] }));
      expect(await diffusionsOf(store, series)).toEqual(kept);
      expect(await store.episodes.list(program.id)).toHaveLength(1);
    }),
  );

  test(
    'DB-29: a rerun whose initial one is taken back, and that stays, stands by itself',
    withFirst(async (store, { station, program }, initial, repeated) => {
      await store.diffusions.change(repeated.id, { touched: true });
      const remove = newEdits({ remove: [initial.id, repeated.id], removeEpisodes: [initial.episodeId] });
      await store.timetable.apply(station.id, remove);
      const alone = { ...repeated, touched: true, initialId: null };
      expect(await store.diffusions.list(station.id, null, null)).toEqual([alone]);
      expect((await store.episodes.list(program.id)).map(({ id }) => id)).toEqual([initial.episodeId]);
    }),
  );

  test(
    'DB-29: an episode that has something is not removed, and no one of another station',
    withFirst(async (store, { station, program }, initial, repeated) => {
      const { id: episodeId } = await store.episodes.add({ programId: program.id, slug: slug('two'), title: 'Two' });
      await store.sounds.add(newSound(station, '/two', { episodeId }));
      const empty = await store.episodes.add({ programId: program.id, slug: slug('three'), title: 'Three' });
      const removeEpisodes = [initial.episodeId, episodeId, empty.id];
      const rouge = await addSeries(store, 'rouge', await store.stations.add({ ...station, slug: slug('rouge') }));
      await store.timetable.apply(rouge.station.id, newEdits({ removeEpisodes, remove: [initial.id, repeated.id] }));
      await store.timetable.apply(station.id, newEdits({ removeEpisodes }));
      expect((await store.episodes.list(program.id)).map((episode) => episode.slug)).toEqual(['one', 'two']);
      expect(await store.diffusions.list(station.id, null, null)).toEqual([initial, repeated]);
    }),
  );

  test(
    'DB-28: diffusions take over the occurrences of others, and episodes their slugs',
    withStore(open, async (store) => {
      const series = await addSeries(store);
      const { station, program, weekly } = series;
      const names = ['one', 'two', 'three'];
      const edits = newEdits({
        episodes: names.map((name) => ({ programId: program.id, slug: name, title: name })),
        add: names.map((name, index) =>
          toAdd(weekly, name, [index * 100, index * 100 + 100], { episode: { made: index } }),
        ),
      });
      await store.timetable.apply(station.id, edits);
      const before = await diffusionsOf(store, series);
      const turned = (index: number) => names[(index + 1) % names.length] ?? '';
      await store.timetable.apply(
        station.id,
        newEdits({
          change: before.map((one, index) => toFollow(one, { occurrenceLocal: turned(index) })),
          retitle: before.map(({ episodeId }, index) => ({ id: episodeId, slug: turned(index), title: turned(index) })),
        }),
      );
      const after = await diffusionsOf(store, series);
      expect(after).toEqual(before.map((one, index) => ({ ...one, occurrenceLocal: turned(index) })));
      const titles = new Map((await store.episodes.list(program.id)).map(({ id, ...episode }) => [id, episode]));
      for (const { episodeId, occurrenceLocal } of after) {
        expect(titles.get(episodeId)).toMatchObject({ slug: occurrenceLocal, title: occurrenceLocal });
      }
    }),
  );

  test(
    'DB-28: an occurrence that somebody else holds is a passing error, and nothing is done',
    withFirst(async (store, series, initial, repeated) => {
      const { station, rerun } = series;
      await store.diffusions.change(repeated.id, { touched: true });
      const change = [
        toFollow(initial, {
          scheduleId: rerun.id,
          occurrenceLocal: repeated.occurrenceLocal ?? '',
          endMs: at(50).epochMilliseconds,
        }),
      ];
      expect(await failureOf(store.timetable.apply(station.id, newEdits({ change })))).toMatchObject({
        code: 'timetable_changed',
      });
      expect(await diffusionsOf(store, series)).toEqual([initial, { ...repeated, touched: true }]);
      const gone = toAdd({ ...rerun, id: (rerun.id + 99) as typeof rerun.id }, 'x', [0, 1]);
      const unknown = newEdits({ add: [{ ...gone, episode: { id: initial.episodeId } }] });
      expect(await failureOf(store.timetable.apply(station.id, unknown))).toMatchObject({ code: 'timetable_changed' });
    }),
  );

  test(
    'DB-29: what was made is told with what keeps it from being taken back',
    withFirst(async (store, series, initial, repeated) => {
      const { station, program, weekly, rerun } = series;
      const made = async (after: number) =>
        (await store.timetable.made([weekly.id, rerun.id], at(after))).map(({ diffusion, ...more }) => [
          diffusion.id,
          more,
        ]);
      const nothing = { logged: false, episodeTitle: 'One', episodeSlug: 'one', episodeKept: false };
      expect(await made(99.999)).toEqual([
        [initial.id, nothing],
        [repeated.id, nothing],
      ]);
      expect((await store.timetable.made([rerun.id], at(0))).map(({ diffusion }) => diffusion)).toEqual([repeated]);
      await started(store, series, initial);
      await store.sounds.add(newSound(station, '/one', { episodeId: initial.episodeId }));
      // what stands for a day that is to come is told wherever somebody moved it to
      const stray = await store.diffusions.add({
        ...initial,
        occurrenceLocal: '2999-01-01T00:00:00.000',
        start: at(-5000),
        end: at(-4000),
      });
      const other = await addSeries(store, 'other', station);
      await store.timetable.apply(station.id, firstOf(other));
      expect(await made(4 * 86_400)).toEqual([[stray.id, { ...nothing, episodeKept: true }]]);
      expect(await made(50)).toEqual([
        [initial.id, { ...nothing, logged: true, episodeKept: true }],
        [stray.id, { ...nothing, episodeKept: true }],
        [repeated.id, { ...nothing, episodeKept: true }],
      ]);
      const names = [
        { programId: program.id, slug: 'one' },
        { programId: other.program.id, slug: 'one' },
        { programId: program.id, slug: 'none' },
        { programId: 999 as ProgramId, slug: 'one' },
      ];
      const named = (await store.timetable.episodesNamed(names)).toSorted((a, b) => a.id - b.id);
      expect(named).toEqual([
        { id: initial.episodeId, programId: program.id, slug: 'one', title: 'One', diffusions: 3 },
        { id: expect.any(Number), programId: other.program.id, slug: 'one', title: 'One', diffusions: 2 },
      ]);
    }),
  );
}
