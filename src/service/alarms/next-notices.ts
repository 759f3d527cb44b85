import {
  type AlarmChannel,
  type AlarmNotice,
  type AlarmRecord,
  type AlarmSettings,
  alarmSettingsOf,
} from '../../ports/alarm-store.ts';
import type { Alarm } from '../../values/alarms.ts';
import type { StationId } from '../../values/ids.ts';

/** Where an alarm is told. */
export type AlarmTarget =
  | { readonly channel: 'webhook'; readonly url: string }
  | { readonly channel: 'command'; readonly command: readonly string[] };

export interface WaitingNotice {
  readonly alarm: Alarm;
  readonly notice: AlarmNotice;
  /** Null: there is nobody to tell, or nobody who was told of the raising. */
  readonly target: AlarmTarget | null;
}

/**
 * Who is to be told of what, oldest first: of each alarm and channel the first notice that waits, since the clearing is
 * told after the raising.
 */
export function nextNotices(
  records: readonly AlarmRecord[],
  settings: ReadonlyMap<StationId | null, AlarmSettings>,
): readonly WaitingNotice[] {
  const waiting: WaitingNotice[] = [];
  for (const { alarm, notices } of records.toSorted((a, b) =>
    Temporal.Instant.compare(a.alarm.raised, b.alarm.raised),
  )) {
    for (const channel of ['webhook', 'command'] as const) {
      const ofChannel = notices.filter((notice) => notice.channel === channel);
      const notice = ofChannel.find(({ outcome }) => outcome === null);
      if (notice === undefined) continue;
      const isTold = notice.event === 'raised' || ofChannel.some(({ outcome }) => outcome === 'delivered');
      waiting.push({
        alarm,
        notice,
        target: isTold ? targetOf(channel, alarmSettingsOf(settings, alarm.station?.id ?? null)) : null,
      });
    }
  }
  return waiting;
}

export function targetOf(channel: AlarmChannel, { webhook, onAlarm }: AlarmSettings): AlarmTarget | null {
  if (channel === 'webhook') return webhook === null ? null : { channel, url: webhook };
  return onAlarm === null ? null : { channel, command: onAlarm };
}

const FIRST_DELAY_MS: Readonly<Record<AlarmChannel, number>> = { webhook: 1_000, command: 5_000 };
const LONGEST_DELAY_MS = 5 * 60_000;

/** How long a target is let be after so many failures in a row. */
export function retryDelayMs(channel: AlarmChannel, failures: number): number {
  return Math.min(FIRST_DELAY_MS[channel] * 2 ** (failures - 1), LONGEST_DELAY_MS);
}

const WEBHOOK_TRIED_FOR_MS = 24 * 3_600_000;
/** A command that fails may have done half of its work each time: a message sent, and a failure after it. */
const COMMAND_TRIES = 6;

/** Whether a notice that has failed once more is given up. */
export function isGivenUp({ notice, alarm }: WaitingNotice, nowMs: number): boolean {
  if (notice.channel === 'command') return notice.attempts + 1 >= COMMAND_TRIES;
  const since = notice.event === 'raised' ? alarm.raised : (alarm.cleared ?? alarm.raised);
  return nowMs - since.epochMilliseconds > WEBHOOK_TRIED_FOR_MS;
}
