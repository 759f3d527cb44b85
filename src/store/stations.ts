import type { Store } from '../ports/store.ts';
import type { Slug } from '../values/ids.ts';
import { mustFind } from './queries.ts';
import { notFound, orInUse, refusedRow } from './refusals.ts';
import { portFrom, stationFrom } from './rows.ts';
import type { Session } from './session.ts';
import { lockStation } from './station-lock.ts';

export function stations(session: Session): Store['stations'] {
  return {
    add: (station) =>
      session.write(
        async (db) => {
          const row = await db
            .insertInto('station')
            .values({
              slug: station.slug,
              name: station.name,
              time_zone: station.timeZone,
              cancel_timeout_seconds: station.cancelTimeoutSeconds,
              sync_timeout_seconds: station.syncTimeoutSeconds,
              silence_limit_seconds: station.silenceLimitSeconds,
              silence_threshold_db: station.silenceThresholdDb,
              language: station.language,
              days_ahead: station.daysAhead,
              enabled: station.enabled ? 1 : 0,
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return stationFrom(row);
        },
        refusedRow({ ...station }),
      ),

    list: () =>
      session.read(async (db) => {
        const rows = await db.selectFrom('station').selectAll().orderBy('slug').execute();
        return rows.map(stationFrom);
      }),

    bySlug: (slug) =>
      session.read(async (db) => {
        const row = await db
          .selectFrom('station')
          .selectAll()
          .where('slug', '=', slug as Slug)
          .executeTakeFirst();
        return row === undefined ? null : stationFrom(row);
      }),

    change: (id, change) =>
      session.write(
        async (db) => {
          const after = { ...stationFrom(await mustFind(db, 'station', id)), ...change };
          const row = await db
            .updateTable('station')
            .set({
              name: after.name,
              time_zone: after.timeZone,
              cancel_timeout_seconds: after.cancelTimeoutSeconds,
              sync_timeout_seconds: after.syncTimeoutSeconds,
              silence_limit_seconds: after.silenceLimitSeconds,
              silence_threshold_db: after.silenceThresholdDb,
              language: after.language,
              days_ahead: after.daysAhead,
              enabled: after.enabled ? 1 : 0,
            })
            .where('id', '=', id)
            .returningAll()
            .executeTakeFirstOrThrow();
          return stationFrom(row);
        },
        refusedRow({ ...change }),
      ),

    remove: (id) =>
      session.write(async (db) => {
        await lockStation(db, session.dialect, id);
        const { slug } = await mustFind(db, 'station', id);
        const removal = db.deleteFrom('station').where('id', '=', id).execute();
        await orInUse(
          removal,
          `the station "${slug}" has a log, and a log is kept: only a station that never was on the air can be removed; to take it off the air: airkeeper station disable ${slug}`,
        );
      }),
  };
}

export function ports(session: Session): Store['ports'] {
  return {
    add: (port) =>
      session.write(
        async (db) => {
          await mustFind(db, 'station', port.stationId);
          const row = await db
            .insertInto('port')
            .values({
              station_id: port.stationId,
              direction: port.direction,
              kind: port.kind,
              settings: JSON.stringify(port.settings),
            })
            .returningAll()
            .executeTakeFirstOrThrow();
          return portFrom(row);
        },
        refusedRow({ ...port }),
      ),

    list: (stationId) =>
      session.read(async (db) => {
        const rows = await db
          .selectFrom('port')
          .selectAll()
          .where('station_id', '=', stationId)
          .orderBy('id')
          .execute();
        return rows.map(portFrom);
      }),

    change: (id, settings) =>
      session.write(async (db) => {
        const row = await db
          .updateTable('port')
          .set({ settings: JSON.stringify(settings) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) throw notFound('port', id);
        return portFrom(row);
      }),

    remove: (id) =>
      session.write(async (db) => {
        const row = await db.deleteFrom('port').where('id', '=', id).returning('id').executeTakeFirst();
        if (row === undefined) throw notFound('port', id);
      }),
  };
}
