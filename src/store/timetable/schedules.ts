import { sql } from 'kysely';
import type { KeptSchedule, TimetableStore } from '../../ports/timetable-store.ts';
import { RefusedError } from '../../values/errors.ts';
import type { ProgramId, ScheduleId } from '../../values/ids.ts';
import type { Schedule } from '../../values/model.ts';
import type { DialectName } from '../dialect-name.ts';
import { givenRows, parts } from '../given-rows.ts';
import { inParts, mustFind } from '../queries.ts';
import { refusedRow } from '../refusals.ts';
import type { Db, Session } from '../session.ts';
import { lockStation } from '../station-lock.ts';
import { refuseLongSchedule, refuseWrongInitial } from './schedule-checks.ts';
import { scheduleColumns, scheduleFrom } from './schedule-rows.ts';

export function schedules(session: Session): TimetableStore['schedules'] {
  const lockProgram = async (db: Db, id: ProgramId) => {
    const program = await mustFind(db, 'program', id);
    await lockStation(db, session.dialect, program.station_id);
    return program;
  };
  return {
    add: (schedule) =>
      session.write(
        async (db) => {
          const program = await lockProgram(db, schedule.programId);
          if (program.kind !== 'scheduled') {
            throw new RefusedError(
              'not_scheduled',
              `the program "${program.slug}" is streamed: only a scheduled one has schedules`,
              { program: program.slug },
            );
          }
          await refuseWrongInitial(db, schedule);
          refuseLongSchedule(schedule);
          const row = await db
            .insertInto('schedule')
            .values({
              program_id: schedule.programId,
              initial_id: schedule.initialId,
              ...scheduleColumns(schedule),
              removed: 0,
              made_of: null,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return scheduleFrom(row);
        },
        refusedRow({ ...schedule }),
      ),

    list: (stationId, { removed = false } = {}) =>
      session.read(async (db) => {
        let query = db
          .selectFrom('schedule')
          .innerJoin('program', 'program.id', 'schedule.program_id')
          .selectAll('schedule')
          .where('program.station_id', '=', stationId);
        if (!removed) query = query.where('schedule.removed', '=', 0);
        const rows = await query.orderBy('program.slug').orderBy('schedule.id').execute();
        return rows.map(kept);
      }),

    byIds: (ids) =>
      session.read(async (db) => {
        const rows = await inParts(ids, (part) =>
          db.selectFrom('schedule').selectAll().where('id', 'in', part).orderBy('id').execute(),
        );
        return rows.map(kept);
      }),

    change: (id, change) =>
      session.write(
        async (db) => {
          await lockProgram(db, (await mustFind(db, 'schedule', id)).program_id);
          const after: Schedule = { ...scheduleFrom(await mustFind(db, 'schedule', id)), ...change };
          await refuseWrongInitial(db, after);
          refuseLongSchedule(after);
          await db.updateTable('schedule').set(scheduleColumns(after)).where('id', '=', id).execute();
          return after;
        },
        refusedRow({ ...change }),
      ),

    setRemoved: (id, removed) =>
      session.write(async (db) => {
        await lockProgram(db, (await mustFind(db, 'schedule', id)).program_id);
        await db
          .updateTable('schedule')
          .set({ removed: removed ? 1 : 0 })
          .where('id', '=', id)
          .execute();
      }),
  };
}

function kept(row: Parameters<typeof scheduleFrom>[0]): KeptSchedule {
  return { schedule: scheduleFrom(row), removed: row.removed === 1, madeOf: row.made_of };
}

/** Writes what each was made of. */
export async function writeMadeOf(
  db: Db,
  dialect: DialectName,
  madeOf: ReadonlyMap<ScheduleId, string | null>,
): Promise<void> {
  for (const part of parts([...madeOf])) {
    const given = givenRows(dialect, 'given', { id: 'integer', made_of: 'text' }, part);
    await sql`update schedule set made_of = given.made_of from ${given} where schedule.id = given.id`.execute(db);
  }
}
