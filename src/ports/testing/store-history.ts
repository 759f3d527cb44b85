import { expect, test } from 'vitest';
import type { ChangeId, StationId } from '../../values/ids.ts';
import type { ChangedItem } from '../timetable-store.ts';
import { at, failureOf, newStation, type OpenStore, withStore } from './store-fixtures.ts';
import { addSeries, firstOf } from './store-timetable-fixtures.ts';

export function testHistory(open: OpenStore): void {
  test(
    'DB-31: a change comes back as it was entered, and says which undid it',
    withStore(open, async (store) => {
      const series = await addSeries(store);
      const { station, program, weekly } = series;
      await store.timetable.apply(station.id, firstOf(series));
      const [diffusion] = await store.diffusions.list(station.id, null, null);
      if (diffusion === undefined) throw new Error('nothing was made');
      const { id, ...was } = diffusion;
      const { id: programId, ...wasProgram } = program;
      const { id: scheduleId, ...wasSchedule } = weekly;
      const pauses = [
        { from: at(0.25), to: null },
        { from: at(0), to: at(1) },
      ];
      const items: readonly ChangedItem[] = [
        { kind: 'diffusion', id, before: was, after: { ...was, start: at(0.001), type: 'cancelled' } },
        { kind: 'diffusion', id, before: null, after: was },
        { kind: 'schedule', id: scheduleId, before: wasSchedule, after: null },
        ...pauses.map(
          (pause) => ({ kind: 'program', id: programId, before: wasProgram, after: { ...wasProgram, pause } }) as const,
        ),
      ];
      const given = { stationId: station.id, at: at(3.125), who: 'ada \\ "x"', what: 'moved \u{1F3B5}', items };
      const change = await store.timetable.history.add(given);
      expect(change).toEqual({ ...given, id: change.id, undoneBy: null });
      expect(await store.timetable.history.byId(change.id)).toEqual(change);
      const undoing = await store.timetable.history.add({ ...given, items: [] });
      await store.timetable.history.setUndone(change.id, undoing.id);
      expect(await store.timetable.history.byId(change.id)).toEqual({ ...change, undoneBy: undoing.id });
      await store.timetable.history.setUndone(change.id, null);
      expect(await store.timetable.history.byId(change.id)).toEqual(change);
    }),
  );

  test(
    'DB-31: changes are found by what they were about, newest first',
    withStore(open, async (store) => {
      const series = await addSeries(store);
      const { station, weekly, rerun } = series;
      await store.timetable.apply(station.id, firstOf(series));
      const [one, two] = await store.diffusions.list(station.id, null, null);
      if (one === undefined || two === undefined) throw new Error('nothing was made');
      const item = ({ id }: typeof one): ChangedItem => ({ kind: 'diffusion', id, before: null, after: null });
      const itemOf = ({ id }: typeof weekly): ChangedItem => ({ kind: 'schedule', id, before: null, after: null });
      const { history } = store.timetable;
      const add = async (stationId: StationId, items: readonly ChangedItem[]) =>
        (await history.add({ stationId, at: at(0), who: 'ada', what: 'something', items })).id;
      const first = await add(station.id, [item(one), item(one), itemOf(weekly)]);
      const second = await add(station.id, [item(two)]);
      const third = await add(station.id, [item(one), itemOf(rerun)]);
      const elsewhere = await add((await store.stations.add(newStation('rouge'))).id, [item(one)]);
      const found = async (filter: Omit<Parameters<typeof history.list>[0], 'stationId'>) =>
        (await history.list({ stationId: station.id, ...filter })).map(({ id }) => id);
      expect(await found({})).toEqual([third, second, first]);
      expect(await found({ limit: 2 })).toEqual([third, second]);
      expect(await found({ diffusionId: one.id })).toEqual([third, first]);
      expect(await found({ diffusionId: one.id, limit: 1 })).toEqual([third]);
      expect(await found({ scheduleId: weekly.id })).toEqual([first]);
      expect(await found({ diffusionId: two.id, scheduleId: weekly.id })).toEqual([]);
      expect((await history.byId(elsewhere))?.items).toHaveLength(1);
    }),
  );

  test(
    'DB-31: a change that is not there is not undone, and a station that is not there has none',
    withStore(open, async (store) => {
      const { station } = await addSeries(store);
      const { history } = store.timetable;
      const none = 999 as ChangeId;
      expect(await history.byId(none)).toBeNull();
      expect(await failureOf(history.setUndone(none, null))).toMatchObject({ code: 'not_found' });
      const given = { stationId: station.id, at: at(0), who: 'ada', what: 'something', items: [] };
      const { id } = await history.add(given);
      expect(await failureOf(history.setUndone(id, none))).toMatchObject({ code: 'not_found' });
      const nowhere = history.add({ ...given, stationId: 999 as StationId });
      expect(await failureOf(nowhere)).toMatchObject({ code: 'not_found' });
    }),
  );
}
