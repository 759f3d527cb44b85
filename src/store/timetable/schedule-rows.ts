import type { Schedule } from '../../values/model.ts';
import type { Row } from '../tables.ts';

export function scheduleFrom(row: Row<'schedule'>): Schedule {
  const { after_days: afterDays, after_ms: afterMs } = row;
  return {
    id: row.id,
    programId: row.program_id,
    initialId: row.initial_id,
    offset: afterDays === null || afterMs === null ? null : { afterDays, atTime: row.at_time, afterMs },
    rule: row.rule,
    firstLocal: row.first_local,
    extraLocals: JSON.parse(row.extra_locals) as readonly string[],
    exceptLocals: JSON.parse(row.except_locals) as readonly string[],
    timeZone: row.time_zone,
    durationSeconds: row.duration_seconds,
    startMode: row.start_mode,
    type: row.type,
    layer: row.layer,
  };
}

/** What of it may be changed. */
export function scheduleColumns(schedule: Omit<Schedule, 'id' | 'programId' | 'initialId'>) {
  return {
    rule: schedule.rule,
    first_local: schedule.firstLocal,
    time_zone: schedule.timeZone,
    duration_seconds: schedule.durationSeconds,
    start_mode: schedule.startMode,
    after_days: schedule.offset?.afterDays ?? null,
    at_time: schedule.offset?.atTime ?? null,
    after_ms: schedule.offset?.afterMs ?? null,
    extra_locals: JSON.stringify(schedule.extraLocals),
    except_locals: JSON.stringify(schedule.exceptLocals),
    type: schedule.type,
    layer: schedule.layer,
  };
}
