import { sql } from 'kysely';
import type { Change, ChangeFilter, TimetableStore } from '../../ports/timetable-store.ts';
import type { ChangeId } from '../../values/ids.ts';
import { instantFromMs } from '../../values/instant.ts';
import { givenRows, parts } from '../given-rows.ts';
import { mustFind } from '../queries.ts';
import { notFound } from '../refusals.ts';
import type { Db, Session } from '../session.ts';
import type { ChangeSubjectTable, Row } from '../tables.ts';
import { itemsFrom, itemsText } from './history-items.ts';

export function history(session: Session): TimetableStore['history'] {
  return {
    add: (change) =>
      session.write(async (db) => {
        await mustFind(db, 'station', change.stationId);
        const row = await db
          .insertInto('change')
          .values({
            station_id: change.stationId,
            at_ms: change.at.epochMilliseconds,
            who: change.who,
            what: change.what,
            items: itemsText(change.items),
            undone_by: null,
          })
          .returningAll()
          .executeTakeFirstOrThrow();
        const subjects = new Map(change.items.map(({ kind, id }) => [`${kind} ${id}`, [row.id, kind, id]]));
        for (const part of parts([...subjects.values()])) {
          const columns = { change_id: 'integer', kind: 'text', subject_id: 'integer' } as const;
          await sql`insert into change_subject (change_id, kind, subject_id)
            select change_id, kind, subject_id from ${givenRows(session.dialect, 'given', columns, part)}`.execute(db);
        }
        return changeFrom(row);
      }),

    list: (filter) =>
      session.read(async (db) => {
        const rows = await matching(db, filter).execute();
        return rows.map(changeFrom);
      }),

    byId: (id) =>
      session.read(async (db) => {
        const row = await db.selectFrom('change').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? null : changeFrom(row);
      }),

    setUndone: (id, by) =>
      session.write(async (db) => {
        if (by !== null && !(await isThere(db, by))) throw notFound('change', by);
        const row = await db
          .updateTable('change')
          .set({ undone_by: by })
          .where('id', '=', id)
          .returning('id')
          .executeTakeFirst();
        if (row === undefined) throw notFound('change', id);
      }),
  };
}

async function isThere(db: Db, id: ChangeId): Promise<boolean> {
  return (await db.selectFrom('change').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
}

function matching(db: Db, { stationId, diffusionId, scheduleId, limit }: ChangeFilter) {
  const about = (kind: ChangeSubjectTable['kind'], id: number) =>
    db.selectFrom('change_subject').select('change_id').where('kind', '=', kind).where('subject_id', '=', id);
  let query = db.selectFrom('change').selectAll().where('station_id', '=', stationId);
  if (diffusionId !== undefined) query = query.where('id', 'in', about('diffusion', diffusionId));
  if (scheduleId !== undefined) query = query.where('id', 'in', about('schedule', scheduleId));
  if (limit !== undefined) query = query.limit(limit);
  return query.orderBy('id', 'desc');
}

function changeFrom(row: Row<'change'>): Change {
  return {
    id: row.id,
    stationId: row.station_id,
    at: instantFromMs(row.at_ms),
    who: row.who,
    what: row.what,
    items: itemsFrom(row.items),
    undoneBy: row.undone_by,
  };
}
