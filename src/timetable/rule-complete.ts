import { dateOfDay, weekdayOf } from './recurrence-calendar.ts';
import { DAY_MS, HOUR_MS, type WallMs } from './recurrence-local.ts';
import type { Rule } from './rule.ts';

/** A rule in which nothing is left to the first date but where its periods are counted from. */
export interface CompleteRule extends Rule {
  readonly firstWallMs: WallMs;
  /**
   * In order, in milliseconds from the beginning of the day; with FREQ=HOURLY, from that of the hour.
   */
  readonly timesMs: readonly number[];
}

/** What the rule leaves out is that of the first date (RFC 5545, section 3.3.10: "derived from the DTSTART"). */
export function completeRule(rule: Rule, firstWallMs: WallMs): CompleteRule {
  return { ...rule, ...impliedDays(rule, firstWallMs), firstWallMs, timesMs: timesOf(rule, firstWallMs) };
}

function impliedDays(rule: Rule, firstWallMs: WallMs): Partial<Rule> {
  const number = Math.floor(firstWallMs / DAY_MS);
  const onWeekday = { byDay: [{ ordinal: 0, weekday: weekdayOf(number) }] };
  if (rule.byDay !== null || rule.byMonthDay !== null || rule.byYearDay !== null) return {};
  if (rule.freq === 'WEEKLY' || rule.byWeekNo !== null) return onWeekday;
  const { month, day } = dateOfDay(number);
  if (rule.freq === 'MONTHLY') return { byMonthDay: [day] };
  if (rule.freq === 'YEARLY') return { byMonthDay: [day], byMonth: rule.byMonth ?? [month] };
  return {};
}

function timesOf(rule: Rule, firstWallMs: WallMs): readonly number[] {
  const ofDay = firstWallMs - Math.floor(firstWallMs / DAY_MS) * DAY_MS;
  const seconds = Math.floor(ofDay / 1000);
  const hours = rule.freq === 'HOURLY' ? [0] : (rule.byHour ?? [Math.floor(ofDay / HOUR_MS)]);
  const minutes = rule.byMinute ?? [Math.floor(seconds / 60) % 60];
  const inMinute = rule.bySecond ?? [seconds % 60];
  const times = hours.flatMap((hour) =>
    minutes.flatMap((minute) =>
      inMinute.map((second) => hour * HOUR_MS + minute * 60_000 + second * 1000 + (ofDay % 1000)),
    ),
  );
  return times.length === 1 ? times : [...new Set(times)].sort((a, b) => a - b);
}
