import type { AlarmEvent } from '../../ports/alarm-store.ts';
import type { Alarm } from '../../values/alarms.ts';

/** An alarm as it is told to those outside. The keys are a promise; so are those of `airkeeper alarm list --json`. */
export interface ToldAlarm {
  readonly id: string;
  readonly name: string;
  /** Slug; null: all stations. */
  readonly station: string | null;
  /** ISO 8601. */
  readonly raised: string;
  readonly cleared: string | null;
  readonly message: string;
  readonly remedy: string;
}

/** The body of a webhook's request, and the standard input of a command. */
export interface AlarmPayload {
  /** `test`: somebody tries whether it arrives. */
  readonly event: AlarmEvent | 'test';
  readonly alarm: ToldAlarm;
}

/** @param write how instants are written: in a zone, with its offset */
export function toldAlarm(alarm: Alarm, write: (instant: Temporal.Instant) => string): ToldAlarm {
  const { id, name, station, raised, cleared, message, remedy } = alarm;
  return {
    id,
    name,
    station: station?.slug ?? null,
    raised: write(raised),
    cleared: cleared === null ? null : write(cleared),
    message,
    remedy,
  };
}

export function alarmPayload(event: AlarmEvent, alarm: Alarm): AlarmPayload {
  const told = toldAlarm(alarm, utc);
  // The alarm may have been cleared while its raising waited for its turn: each telling is of its own moment.
  return { event, alarm: event === 'raised' ? { ...told, cleared: null } : told };
}

/** What `airkeeper alarm test` sends. */
export function testPayload(station: string | null, now: Temporal.Instant): AlarmPayload {
  const alarm = {
    id: `test-${now.epochMilliseconds}`,
    name: 'test',
    station,
    raised: utc(now),
    cleared: null,
    message: 'This is a test of the alarms of Airkeeper',
    remedy: 'Nothing has to be done',
  };
  return { event: 'test', alarm };
}

/** The same for each try: who is told twice can know it. */
export function payloadKey({ event, alarm }: AlarmPayload): string {
  return `${alarm.id}-${event}`;
}

function utc(instant: Temporal.Instant): string {
  return instant.toString({ fractionalSecondDigits: 3 });
}
