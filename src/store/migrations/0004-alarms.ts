import type { DialectName } from '../dialect-name.ts';
import { words } from './words.ts';

/** The alarms, what became of each telling of them, and who is told. */
export function alarms(dialect: DialectName): readonly string[] {
  const w = words(dialect);
  return [
    // An id is made of what the alarm is about and of its instant: it is known while the database is away.
    `create table alarm (
      id ${w.text} primary key,
      station_id ${w.ref} references station (id) on delete cascade,
      name ${w.text} not null,
      subject ${w.text} not null constraint alarm_subject_short check (length(subject) <= 600),
      raised_ms ${w.instant} not null,
      cleared_ms ${w.instant},
      message ${w.text} not null,
      remedy ${w.text} not null,
      constraint alarm_span_valid check (cleared_ms >= raised_ms)
    ) ${w.strict}`,
    // The same thing is wrong once at a time, also for all stations together (no station is 0 here: ids begin at 1).
    'create unique index alarm_open_unique on alarm (name, coalesce(station_id, 0), subject) where cleared_ms is null',
    'create index alarm_station on alarm (station_id, raised_ms)',
    'create index alarm_cleared on alarm (cleared_ms) where cleared_ms is not null',

    `create table alarm_notice (
      alarm_id ${w.text} not null references alarm (id) on delete cascade,
      event ${w.text} not null constraint alarm_notice_event_known check (event in ('raised', 'cleared')),
      channel ${w.text} not null constraint alarm_notice_channel_known check (channel in ('webhook', 'command')),
      attempts ${w.integer} not null,
      outcome ${w.text} constraint alarm_notice_outcome_known check (outcome in ('delivered', 'abandoned', 'unwanted')),
      primary key (alarm_id, event, channel)
    ) ${w.strict}`,
    'create index alarm_notice_waiting on alarm_notice (alarm_id) where outcome is null',

    `create table alarm_setting (
      id ${w.id},
      station_id ${w.ref} references station (id) on delete cascade,
      webhook ${w.text},
      on_alarm ${w.text},
      at_risk_seconds ${w.real} constraint alarm_setting_at_risk_valid check (at_risk_seconds >= 0),
      disk_free_bytes ${w.instant} constraint alarm_setting_disk_free_valid check (disk_free_bytes >= 0)
    ) ${w.strict}`,
    'create unique index alarm_setting_station_unique on alarm_setting (coalesce(station_id, 0))',
  ];
}
