import type { Alarm } from '../values/alarms.ts';
import type { StationId } from '../values/ids.ts';

export type AlarmEvent = 'raised' | 'cleared';

/** By which way somebody is told. */
export type AlarmChannel = 'webhook' | 'command';

export type NoticeOutcome =
  | 'delivered'
  /** Tried for long, and given up. */
  | 'abandoned'
  /** There was nobody to tell when its turn came. */
  | 'unwanted';

/** One telling of one alarm: what became of it is kept, so that a restart neither forgets it nor tells it again. */
export interface AlarmNotice {
  readonly event: AlarmEvent;
  readonly channel: AlarmChannel;
  /** Tries that are known to have failed. */
  readonly attempts: number;
  /** Null while it waits for its turn. */
  readonly outcome: NoticeOutcome | null;
}

export interface AlarmRecord {
  readonly alarm: Alarm;
  /** In order of event (raised first), then channel; one of a kind. */
  readonly notices: readonly AlarmNotice[];
}

/** Alarms of one station together with those that concern all stations; of everything without a station. */
export interface AlarmFilter {
  readonly stationId?: StationId;
  /** Those that were open at some time in [from, to). */
  readonly from?: Temporal.Instant;
  readonly to?: Temporal.Instant;
  /** Whether only those that are open now. */
  readonly open?: boolean;
}

/** Who is told of alarms and when some are raised: null where it was not set. */
export interface AlarmSettings {
  /** `http://…` or `https://…` */
  readonly webhook: string | null;
  /** A program and its arguments; no shell reads them. */
  readonly onAlarm: readonly string[] | null;
  /** How long before its start a diffusion with too little to play is at risk. */
  readonly atRiskSeconds: number | null;
  /** Below so much free space a disk is nearly full. Of all stations together only. */
  readonly diskFreeBytes: number | null;
}

export interface AlarmStore {
  /** What is open, and what somebody has still to be told of. */
  unsettled(): Promise<readonly AlarmRecord[]>;
  /**
   * Writes an alarm. One that is there is only gone on with: an instant of clearing and an outcome that are set stay.
   * Returns what is there now: another alarm, where one of the same name, station and subject is open, which stays.
   * @throws {RefusedError} `not_found` when the station is gone
   */
  put(record: AlarmRecord): Promise<AlarmRecord>;
  /** In order of the instant at which they were raised. */
  list(filter: AlarmFilter): Promise<readonly Alarm[]>;
  /** Deletes those that were cleared before the instant; returns how many. */
  prune(clearedBefore: Temporal.Instant): Promise<number>;
  /** By station; under null those for all stations. */
  settings(): Promise<ReadonlyMap<StationId | null, AlarmSettings>>;
  /** @throws {RefusedError} `not_found` when the station is gone */
  set(stationId: StationId | null, change: Partial<AlarmSettings>): Promise<AlarmSettings>;
}

export const NO_ALARM_SETTINGS: AlarmSettings = {
  webhook: null,
  onAlarm: null,
  atRiskSeconds: null,
  diskFreeBytes: null,
};

/** What holds for a station: its own settings, and those for all stations where it has none. */
export function alarmSettingsOf(
  settings: ReadonlyMap<StationId | null, AlarmSettings>,
  stationId: StationId | null,
): AlarmSettings {
  const general = settings.get(null) ?? NO_ALARM_SETTINGS;
  const own = settings.get(stationId) ?? NO_ALARM_SETTINGS;
  return {
    webhook: own.webhook ?? general.webhook,
    onAlarm: own.onAlarm ?? general.onAlarm,
    atRiskSeconds: own.atRiskSeconds ?? general.atRiskSeconds,
    diskFreeBytes: general.diskFreeBytes,
  };
}

/** Both records of one alarm together: what either knows to be over is over. */
export function mergeAlarmRecords(one: AlarmRecord, other: AlarmRecord): AlarmRecord {
  const notices = new Map(one.notices.map((notice) => [noticeKey(notice), notice]));
  for (const notice of other.notices) {
    const known = notices.get(noticeKey(notice));
    notices.set(noticeKey(notice), known === undefined ? notice : mergeNotices(known, notice));
  }
  return {
    alarm: { ...one.alarm, cleared: one.alarm.cleared ?? other.alarm.cleared },
    notices: [...notices.values()].sort(
      (a, b) => NOTICE_ORDER.indexOf(noticeKey(a)) - NOTICE_ORDER.indexOf(noticeKey(b)),
    ),
  };
}

const NOTICE_ORDER: readonly string[] = ['raised webhook', 'raised command', 'cleared webhook', 'cleared command'];

function noticeKey({ event, channel }: AlarmNotice): string {
  return `${event} ${channel}`;
}

function mergeNotices(one: AlarmNotice, other: AlarmNotice): AlarmNotice {
  return {
    ...one,
    attempts: Math.max(one.attempts, other.attempts),
    outcome: one.outcome ?? other.outcome,
  };
}

/** The telling of an event by every way there is. */
export function noticesOf(event: AlarmEvent): readonly AlarmNotice[] {
  return (['webhook', 'command'] as const).map((channel) => ({ event, channel, attempts: 0, outcome: null }));
}

export function hasNews({ notices }: AlarmRecord): boolean {
  return notices.some(({ outcome }) => outcome === null);
}
