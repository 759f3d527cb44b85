import { expect, test } from 'vitest';
import type { DiffusionId, ScheduleId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import {
  addShow,
  at,
  failureOf,
  newBatch,
  newDiffusion,
  newEntry,
  newStation,
  type OpenStore,
  slug,
  withStore,
} from './store-fixtures.ts';

/** Diffusions. */
export function testTimetable(open: OpenStore): void {
  test(
    'DB-2: a diffusion comes back as it went in, to the millisecond',
    withStore(open, async (store) => {
      const show = await addShow(store, await store.stations.add(newStation()), 'morning');
      const given = newDiffusion(show, 0.001, 3600.999, { type: 'unconfirmed', startMode: 'hard' });
      const initial = await store.diffusions.add(given);
      expect(initial).toEqual({ ...given, id: initial.id });
      const rerun = await store.diffusions.add(newDiffusion(show, 7200, 7201, { initialId: initial.id }));
      expect(rerun.initialId).toBe(initial.id);
      expect(await store.diffusions.byIds([rerun.id, initial.id, 999 as DiffusionId])).toEqual([initial, rerun]);
    }),
  );

  test(
    'DB-2: instants far away are held',
    withStore(open, async (store) => {
      const show = await addShow(store, await store.stations.add(newStation()), 'morning');
      const first = instantFromMs(-62_135_596_800_000);
      const last = instantFromMs(253_402_300_799_999);
      const hour = { hours: 1 };
      const early = { start: first, end: first.add(hour) };
      const late = { start: last.subtract(hour), end: last };
      for (const slot of [early, late]) {
        expect(await store.diffusions.add({ ...newDiffusion(show, 0, 1), ...slot })).toMatchObject(slot);
      }
    }),
  );

  test(
    'DB-1: the diffusions of a span are those that overlap it, in order of start, then id',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const late = await store.diffusions.add(newDiffusion(show, 200, 300));
      const early = await store.diffusions.add(newDiffusion(show, 100, 200));
      const also = await store.diffusions.add(newDiffusion(show, 200, 250, { type: 'cancelled' }));
      const rouge = await addShow(store, await store.stations.add(newStation('rouge')), 'morning');
      await store.diffusions.add(newDiffusion(rouge, 100, 200));
      const list = (from: number | null, to: number | null) =>
        store.diffusions.list(station.id, from === null ? null : at(from), to === null ? null : at(to));
      expect(await list(null, null)).toEqual([early, late, also]);
      expect(await list(200, null)).toEqual([late, also]);
      expect(await list(199.999, 200)).toEqual([early]);
      expect(await list(null, 200.001)).toEqual([early, late, also]);
      expect(await list(250, 260)).toEqual([late]);
      expect(await list(300, null)).toEqual([]);
      expect(await list(null, 100)).toEqual([]);
      const after = (seconds: number) => at(seconds).add({ nanoseconds: 1 });
      expect(await store.diffusions.list(station.id, null, after(100))).toEqual([early]);
      expect(await store.diffusions.list(station.id, after(200), null)).toEqual([late, also]);
    }),
  );

  test(
    'DB-7: a diffusion of no length is refused, when it is added and when it is changed',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      for (const end of [10, 9]) {
        const failure = await failureOf(store.diffusions.add(newDiffusion(show, 10, end)));
        expect(failure).toEqual({ code: 'bad_span', message: expect.stringContaining(at(10).toString()) });
      }
      const diffusion = await store.diffusions.add(newDiffusion(show, 10, 20));
      const failure = await failureOf(store.diffusions.change(diffusion.id, { start: at(20) }));
      expect(failure).toEqual({ code: 'bad_span', message: expect.stringContaining(at(20).toString()) });
      expect(await store.diffusions.list(station.id, null, null)).toEqual([diffusion]);
    }),
  );

  test(
    'DB-25: a diffusion lasts up to 24 hours',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const day = await store.diffusions.add(newDiffusion(show, 0, 86_400));
      const refusal = { code: 'bad_span', message: expect.stringContaining('up to 24 hours') };
      expect(await failureOf(store.diffusions.add(newDiffusion(show, 0, 86_400.001)))).toEqual(refusal);
      expect(await failureOf(store.diffusions.change(day.id, { end: at(86_400.001) }))).toEqual(refusal);
      expect(await store.diffusions.list(station.id, null, null)).toEqual([day]);
      expect(await store.diffusions.list(station.id, at(86_399.999), null)).toEqual([day]);
    }),
  );

  test(
    'DB-7: a change says what the diffusion was, and changes what was asked for alone',
    withStore(open, async (store) => {
      const show = await addShow(store, await store.stations.add(newStation()), 'morning');
      const diffusion = await store.diffusions.add(newDiffusion(show, 10, 20));
      expect(await store.diffusions.change(diffusion.id, { type: 'cancelled' })).toEqual(diffusion);
      const cancelled = { ...diffusion, type: 'cancelled' };
      expect(await store.diffusions.byIds([diffusion.id])).toEqual([cancelled]);
      const moved = { type: 'on_air', start: at(30), end: at(45), startMode: 'hard' } as const;
      expect(await store.diffusions.change(diffusion.id, moved)).toEqual(cancelled);
      expect(await store.diffusions.byIds([diffusion.id])).toEqual([{ ...diffusion, ...moved }]);
      expect(await store.diffusions.change(diffusion.id, {})).toEqual({ ...diffusion, ...moved });
      const nothing = store.diffusions.change(999 as DiffusionId, { type: 'cancelled' });
      expect(await failureOf(nothing)).toEqual({ code: 'not_found', message: expect.stringContaining('999') });
    }),
  );

  test(
    'DB-7: a diffusion that has started is not changed any more',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const diffusion = await store.diffusions.add(newDiffusion(await addShow(store, station, 'morning'), 10, 20));
      const start = newEntry({ type: 'start', date: at(11), diffusionId: diffusion.id });
      await store.monitor.commit(station.id, newBatch({ entries: [start] }));
      expect(await failureOf(store.diffusions.change(diffusion.id, { type: 'cancelled' }))).toEqual({
        code: 'already_started',
        message: expect.stringContaining(at(11).toString()),
      });
      expect(await store.diffusions.byIds([diffusion.id])).toEqual([diffusion]);
    }),
  );

  test(
    'DB-7: a diffusion gets another episode of its program, another layer, and is said to be touched',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const { program, episode } = await addShow(store, station, 'morning');
      const other = await store.episodes.add({ programId: program.id, slug: slug('other'), title: '' });
      const elsewhere = await addShow(store, station, 'evening');
      const diffusion = await store.diffusions.add(newDiffusion({ program, episode }, 10, 20));
      const change = { episodeId: other.id, layer: 3, touched: true };
      expect(await store.diffusions.change(diffusion.id, change)).toEqual(diffusion);
      expect(await store.diffusions.byIds([diffusion.id])).toEqual([{ ...diffusion, ...change }]);
      const foreign = store.diffusions.change(diffusion.id, { episodeId: elsewhere.episode.id });
      expect(await failureOf(foreign)).toMatchObject({ code: 'mismatch' });
      expect(await store.diffusions.byIds([diffusion.id])).toEqual([{ ...diffusion, ...change }]);
    }),
  );

  test(
    'DB-8: a diffusion that the log has is not removed, and the reruns of one that is stand by themselves',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const show = await addShow(store, station, 'morning');
      const logged = await store.diffusions.add(newDiffusion(show, 0, 10));
      const cancel = newEntry({ type: 'cancel', date: at(1), diffusionId: logged.id });
      await store.monitor.commit(station.id, newBatch({ entries: [cancel] }));
      const initial = await store.diffusions.add(newDiffusion(show, 10, 20));
      const rerun = await store.diffusions.add(newDiffusion(show, 30, 40, { initialId: initial.id }));
      const spare = await store.diffusions.add(newDiffusion(show, 50, 60));
      expect(await failureOf(store.diffusions.remove(logged.id))).toEqual({
        code: 'in_use',
        message: expect.stringContaining('cancel it instead'),
      });
      await store.diffusions.remove(initial.id);
      const alone = { ...rerun, initialId: null };
      expect(await store.diffusions.list(station.id, null, null)).toEqual([logged, alone, spare]);
      expect(await failureOf(store.diffusions.remove(initial.id))).toMatchObject({ code: 'not_found' });
      const many = [logged.id, spare.id, initial.id];
      expect(await store.diffusions.removeMany(many)).toEqual([spare.id]);
      expect(await store.diffusions.list(station.id, null, null)).toEqual([logged, alone]);
    }),
  );

  test(
    'DB-6: a diffusion whose station, program, episode and initial one do not belong together is refused',
    withStore(open, async (store) => {
      const station = await store.stations.add(newStation());
      const rouge = await store.stations.add(newStation('rouge'));
      const morning = await addShow(store, station, 'morning');
      const evening = await addShow(store, station, 'evening');
      const crossed = newDiffusion({ program: morning.program, episode: evening.episode }, 0, 1);
      expect(await failureOf(store.diffusions.add(crossed))).toMatchObject({ code: 'mismatch' });
      const elsewhere = newDiffusion(morning, 0, 1, { stationId: rouge.id });
      expect(await failureOf(store.diffusions.add(elsewhere))).toMatchObject({ code: 'mismatch' });
      const rerun = newDiffusion(morning, 0, 1, { initialId: 999 as DiffusionId });
      expect(await failureOf(store.diffusions.add(rerun))).toMatchObject({ code: 'not_found' });
      const recurring = newDiffusion(morning, 0, 1, { scheduleId: 999 as ScheduleId });
      expect(await failureOf(store.diffusions.add(recurring))).toMatchObject({ code: 'not_found' });
      expect(await store.diffusions.list(station.id, null, null)).toEqual([]);
    }),
  );
}
