import type { Generated } from 'kysely';
import type { AlarmChannel, AlarmEvent, NoticeOutcome } from '../ports/alarm-store.ts';
import type { AlarmId, AlarmName } from '../values/alarms.ts';
import type { StationId } from '../values/ids.ts';

export interface AlarmTable {
  id: AlarmId;
  station_id: StationId | null;
  name: AlarmName;
  subject: string;
  raised_ms: number;
  cleared_ms: number | null;
  message: string;
  remedy: string;
}

export interface AlarmNoticeTable {
  alarm_id: AlarmId;
  event: AlarmEvent;
  channel: AlarmChannel;
  attempts: number;
  outcome: NoticeOutcome | null;
}

export interface AlarmSettingTable {
  id: Generated<number>;
  /** Null: for all stations. */
  station_id: StationId | null;
  webhook: string | null;
  /** A JSON array of words. */
  on_alarm: string | null;
  at_risk_seconds: number | null;
  disk_free_bytes: number | null;
}
