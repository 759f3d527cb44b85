import type { Selectable } from 'kysely';
import { type AlarmFilter, type AlarmRecord, mergeAlarmRecords } from '../ports/alarm-store.ts';
import type { Store } from '../ports/store.ts';
import type { Alarm, AlarmId } from '../values/alarms.ts';
import { must } from '../values/errors.ts';
import type { Slug } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import { readAlarmSettings, setAlarmSettings } from './alarm-settings.ts';
import type { AlarmTable } from './alarm-tables.ts';
import { boundMs, inParts, mustFind } from './queries.ts';
import { refusedRow } from './refusals.ts';
import type { Db, Session } from './session.ts';

export function alarms(session: Session): Store['alarms'] {
  return {
    unsettled: () => session.readTogether(unsettled),
    put: (record) => session.write((db) => put(db, record), refusedRow({ ...record.alarm })),
    list: (filter) => session.read((db) => list(db, filter)),
    prune: (clearedBefore) =>
      session.write(async (db) => {
        const gone = await db
          .deleteFrom('alarm')
          .where('cleared_ms', '<', boundMs(clearedBefore))
          .returning('id')
          .execute();
        return gone.length;
      }),
    settings: () => session.read(readAlarmSettings),
    set: (stationId, change) => session.write((db) => setAlarmSettings(db, stationId, change)),
  };
}

type AlarmRow = Selectable<AlarmTable> & { readonly slug: Slug | null };

function withSlug(db: Db) {
  return db
    .selectFrom('alarm')
    .leftJoin('station', 'station.id', 'alarm.station_id')
    .selectAll('alarm')
    .select('station.slug as slug')
    .orderBy('alarm.raised_ms')
    .orderBy('alarm.id');
}

async function unsettled(db: Db): Promise<readonly AlarmRecord[]> {
  const waiting = db.selectFrom('alarm_notice').select('alarm_id').where('outcome', 'is', null);
  const rows = await withSlug(db)
    .where((where) => where.or([where('alarm.cleared_ms', 'is', null), where('alarm.id', 'in', waiting)]))
    .execute();
  return withNotices(db, rows);
}

async function put(db: Db, record: AlarmRecord): Promise<AlarmRecord> {
  const { alarm } = record;
  if (alarm.station !== null) await mustFind(db, 'station', alarm.station.id);
  const [known] = await withNotices(db, await withSlug(db).where('alarm.id', '=', alarm.id).execute());
  const next = known === undefined ? record : mergeAlarmRecords(known, record);
  if (known === undefined) {
    const [other] = alarm.cleared === null ? await withNotices(db, await sameOpen(db, alarm)) : [];
    if (other !== undefined) return other;
    await db.insertInto('alarm').values(rowOf(alarm)).execute();
  } else {
    await db
      .updateTable('alarm')
      .set({ cleared_ms: rowOf(next.alarm).cleared_ms })
      .where('id', '=', alarm.id)
      .execute();
  }
  for (const { event, channel, attempts, outcome } of next.notices) {
    await db
      .insertInto('alarm_notice')
      .values({ alarm_id: alarm.id, event, channel, attempts, outcome })
      .onConflict((conflict) => conflict.columns(['alarm_id', 'event', 'channel']).doUpdateSet({ attempts, outcome }))
      .execute();
  }
  return next;
}

function sameOpen(db: Db, { name, station, subject }: Alarm): Promise<readonly AlarmRow[]> {
  return withSlug(db)
    .where('alarm.name', '=', name)
    .where('alarm.station_id', 'is not distinct from', station?.id ?? null)
    .where('alarm.subject', '=', subject)
    .where('alarm.cleared_ms', 'is', null)
    .execute();
}

async function list(db: Db, { stationId, from, to, open }: AlarmFilter): Promise<readonly Alarm[]> {
  let query = withSlug(db);
  if (stationId !== undefined) {
    query = query.where((where) =>
      where.or([where('alarm.station_id', '=', stationId), where('alarm.station_id', 'is', null)]),
    );
  }
  if (from !== undefined) {
    query = query.where((where) =>
      where.or([where('alarm.cleared_ms', 'is', null), where('alarm.cleared_ms', '>=', boundMs(from))]),
    );
  }
  if (to !== undefined) query = query.where('alarm.raised_ms', '<', boundMs(to));
  if (open === true) query = query.where('alarm.cleared_ms', 'is', null);
  return (await query.execute()).map(alarmFrom);
}

async function withNotices(db: Db, rows: readonly AlarmRow[]): Promise<readonly AlarmRecord[]> {
  const found = await inParts(
    rows.map(({ id }) => id),
    (ids) =>
      db
        .selectFrom('alarm_notice')
        .selectAll()
        .where('alarm_id', 'in', ids)
        .orderBy('event', 'desc')
        .orderBy('channel', 'desc')
        .execute(),
  );
  const byAlarm = Map.groupBy(found, (notice): AlarmId => notice.alarm_id);
  return rows.map((row) => ({
    alarm: alarmFrom(row),
    notices: (byAlarm.get(row.id) ?? []).map(({ alarm_id: _, ...notice }) => notice),
  }));
}

function alarmFrom(row: AlarmRow): Alarm {
  return {
    id: row.id,
    name: row.name,
    station: row.station_id === null ? null : { id: row.station_id, slug: must(row.slug, 'the slug of a station') },
    subject: row.subject,
    raised: instantFromMs(row.raised_ms),
    cleared: row.cleared_ms === null ? null : instantFromMs(row.cleared_ms),
    message: row.message,
    remedy: row.remedy,
  };
}

function rowOf({ id, name, station, subject, raised, cleared, message, remedy }: Alarm): AlarmTable {
  return {
    id,
    station_id: station?.id ?? null,
    name,
    subject,
    raised_ms: raised.epochMilliseconds,
    cleared_ms: cleared?.epochMilliseconds ?? null,
    message,
    remedy,
  };
}
