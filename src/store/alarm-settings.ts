import type { Selectable } from 'kysely';
import { type AlarmSettings, NO_ALARM_SETTINGS } from '../ports/alarm-store.ts';
import type { StationId } from '../values/ids.ts';
import type { AlarmSettingTable } from './alarm-tables.ts';
import { mustFind } from './queries.ts';
import type { Db } from './session.ts';

export async function readAlarmSettings(db: Db): Promise<ReadonlyMap<StationId | null, AlarmSettings>> {
  const rows = await db.selectFrom('alarm_setting').selectAll().orderBy('id').execute();
  return new Map(rows.map((row) => [row.station_id, settingsFrom(row)]));
}

export async function setAlarmSettings(
  db: Db,
  stationId: StationId | null,
  change: Partial<AlarmSettings>,
): Promise<AlarmSettings> {
  if (stationId !== null) await mustFind(db, 'station', stationId);
  const empty = columnsOf(NO_ALARM_SETTINGS);
  await db
    .insertInto('alarm_setting')
    .values({ station_id: stationId, ...empty })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const mine = db.selectFrom('alarm_setting').where('station_id', 'is not distinct from', stationId);
  const before = settingsFrom(await mine.selectAll().executeTakeFirstOrThrow());
  const after = { ...before, ...change };
  await db
    .updateTable('alarm_setting')
    .set(columnsOf(after))
    .where('station_id', 'is not distinct from', stationId)
    .execute();
  return after;
}

function settingsFrom(row: Selectable<AlarmSettingTable>): AlarmSettings {
  return {
    webhook: row.webhook,
    onAlarm: row.on_alarm === null ? null : (JSON.parse(row.on_alarm) as readonly string[]),
    atRiskSeconds: row.at_risk_seconds,
    diskFreeBytes: row.disk_free_bytes,
  };
}

function columnsOf(settings: AlarmSettings): Omit<AlarmSettingTable, 'id' | 'station_id'> {
  return {
    webhook: settings.webhook,
    on_alarm: settings.onAlarm === null ? null : JSON.stringify(settings.onAlarm),
    at_risk_seconds: settings.atRiskSeconds,
    disk_free_bytes: settings.diskFreeBytes,
  };
}
