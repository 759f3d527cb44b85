import { expect, test } from 'vitest';
import type { ProgramId, ScheduleId } from '../../values/ids.ts';
import { failureOf, newProgram, newStation, type OpenStore, withStore } from './store-fixtures.ts';
import { addSeries, newEdits, newRerun, newSchedule } from './store-timetable-fixtures.ts';

export function testSchedules(open: OpenStore): void {
  test(
    'DB-27: a schedule comes back as it went in, and is changed field by field',
    withStore(open, async (store) => {
      const { program, weekly } = await addSeries(store);
      const { schedules } = store.timetable;
      const given = newRerun(weekly, program, {
        offset: { afterDays: 0, atTime: null, afterMs: 5_400_250 },
        extraLocals: ['2027-01-20T09:00:00.000', '2027-01-21T09:00:00.000'],
        exceptLocals: ['2027-01-22T09:00:00.000'],
        durationSeconds: 1800.5,
        startMode: 'hard',
        type: 'unconfirmed',
        layer: -3,
      });
      const rerun = await schedules.add(given);
      expect(rerun).toEqual({ ...given, id: rerun.id });
      expect(await schedules.byIds([rerun.id])).toEqual([{ schedule: rerun, removed: false, madeOf: null }]);
      const moved = { offset: { afterDays: 7, atTime: '23:00:00.000', afterMs: 0 }, layer: 4 };
      expect(await schedules.change(rerun.id, moved)).toEqual({ ...rerun, ...moved });
      const late = { rule: 'FREQ=DAILY', timeZone: 'UTC', firstLocal: '2027-02-01T00:00:00.000' };
      expect(await schedules.change(weekly.id, late)).toEqual({ ...weekly, ...late });
      expect((await schedules.byIds([rerun.id, weekly.id])).map(({ schedule }) => schedule)).toEqual([
        { ...weekly, ...late },
        { ...rerun, ...moved },
      ]);
      expect(await failureOf(schedules.change(999 as ScheduleId, {}))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-27: the schedules of a station are in order of program, then id, and one that was removed can be put back',
    withStore(open, async (store) => {
      const { station, weekly, rerun } = await addSeries(store);
      const early = await addSeries(store, 'early', station);
      await addSeries(store, 'morning', await store.stations.add(newStation('rouge')));
      const { schedules } = store.timetable;
      const listed = async (removed: boolean) =>
        (await schedules.list(station.id, { removed })).map(({ schedule, removed }) => [schedule.id, removed]);
      await schedules.setRemoved(weekly.id, true);
      const others = [
        [early.weekly.id, false],
        [early.rerun.id, false],
      ];
      expect(await listed(false)).toEqual([...others, [rerun.id, false]]);
      expect(await listed(true)).toEqual([...others, [weekly.id, true], [rerun.id, false]]);
      await schedules.setRemoved(weekly.id, false);
      expect(await listed(false)).toEqual([...others, [weekly.id, false], [rerun.id, false]]);
      expect(await failureOf(schedules.setRemoved(999 as ScheduleId, true))).toMatchObject({ code: 'not_found' });
    }),
  );

  test(
    'DB-27: what a schedule was made of is kept, and forgotten where it is said',
    withStore(open, async (store) => {
      const { station, weekly, rerun } = await addSeries(store);
      const madeOf = async () => (await store.timetable.schedules.list(station.id)).map((kept) => kept.madeOf);
      await store.timetable.apply(
        station.id,
        newEdits({ madeOf: new Map([[weekly.id, 'a'], [rerun.id, 'b'] as const]) }),
      );
      expect(await madeOf()).toEqual(['a', 'b']);
      await store.timetable.apply(station.id, newEdits({ madeOf: new Map([[weekly.id, null]]) }));
      expect(await madeOf()).toEqual([null, 'b']);
    }),
  );

  test(
    'DB-27: a rerun that cannot be one is refused, with the reason',
    withStore(open, async (store) => {
      const { station, program, weekly, rerun } = await addSeries(store);
      const other = await addSeries(store, 'other', station);
      const gone = await store.timetable.schedules.add(newSchedule(program));
      await store.timetable.schedules.setRemoved(gone.id, true);
      const refusals = [
        [newRerun(rerun, program), 'mismatch', `it is a rerun itself, of ${weekly.id}`],
        [newRerun(other.weekly, program), 'mismatch', 'of another program'],
        [newRerun(gone, program), 'mismatch', 'it was removed'],
        [newRerun(weekly, program, { offset: null }), 'mismatch', 'how long after'],
        [newRerun(weekly, program, { initialId: null }), 'mismatch', 'name the one'],
        [newRerun({ ...weekly, id: 999 as ScheduleId }, program), 'not_found', '999'],
      ] as const;
      for (const [given, code, said] of refusals) {
        expect(await failureOf(store.timetable.schedules.add(given))).toEqual({
          code,
          message: expect.stringContaining(said),
        });
      }
      expect(await failureOf(store.timetable.schedules.change(rerun.id, { offset: null }))).toMatchObject({
        code: 'mismatch',
      });
      expect(await store.timetable.schedules.list(station.id)).toHaveLength(4);
    }),
  );

  test(
    'DB-27: a schedule of a streamed program, of none, or of diffusions that are too long or too short is refused',
    withStore(open, async (store) => {
      const { station, program, weekly } = await addSeries(store);
      const { schedules } = store.timetable;
      const night = await store.programs.add(newProgram(station, 'night', 'streamed'));
      expect(await failureOf(schedules.add(newSchedule(night)))).toMatchObject({ code: 'not_scheduled' });
      const nowhere = newSchedule({ ...program, id: 999 as ProgramId });
      expect(await failureOf(schedules.add(nowhere))).toMatchObject({ code: 'not_found' });
      for (const durationSeconds of [0, -1, 86_400.001]) {
        const refusal = { code: 'bad_value', message: expect.stringContaining('durationSeconds') };
        expect(await failureOf(schedules.add(newSchedule(program, { durationSeconds })))).toEqual(refusal);
        expect(await failureOf(schedules.change(weekly.id, { durationSeconds }))).toEqual(refusal);
      }
      expect(await schedules.add(newSchedule(program, { durationSeconds: 86_400 }))).toMatchObject({
        durationSeconds: 86_400,
      });
    }),
  );
}
