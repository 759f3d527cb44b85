import type { WallMs } from './recurrence-local.ts';

/** From the longest to the shortest. */
export const FREQUENCIES = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY'] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export const PART_NAMES = [
  'FREQ',
  'INTERVAL',
  'COUNT',
  'UNTIL',
  'BYMONTH',
  'BYWEEKNO',
  'BYYEARDAY',
  'BYMONTHDAY',
  'BYDAY',
  'BYHOUR',
  'BYMINUTE',
  'BYSECOND',
  'BYSETPOS',
  'WKST',
] as const;
export type PartName = (typeof PART_NAMES)[number];

/** In the order of their numbers: 0 is Monday. */
export const WEEKDAY_CODES: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

export interface WeekdayOf {
  /** 1 the first of its month or year, -1 the last; 0 is each of them. */
  readonly ordinal: number;
  readonly weekday: number;
}

/** Up to when, the end not included: by the local clock, or, where the rule has it with `Z`, an instant. */
export type RuleEnd = { readonly toWallMs: WallMs } | { readonly toMs: number };

/** An RRULE as RFC 5545 (section 3.3.10) has it, read. Null: the part is not there. */
export interface Rule {
  readonly freq: Frequency;
  readonly interval: number;
  readonly count: number | null;
  readonly until: RuleEnd | null;
  readonly weekStart: number;
  readonly byMonth: readonly number[] | null;
  readonly byWeekNo: readonly number[] | null;
  readonly byYearDay: readonly number[] | null;
  readonly byMonthDay: readonly number[] | null;
  readonly byDay: readonly WeekdayOf[] | null;
  readonly byHour: readonly number[] | null;
  readonly byMinute: readonly number[] | null;
  readonly bySecond: readonly number[] | null;
  readonly bySetPos: readonly number[] | null;
}
