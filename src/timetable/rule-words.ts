import { must } from '../values/errors.ts';
import { weekdayOf } from './recurrence-calendar.ts';
import { DAY_MS, HOUR_MS, localOf, timeOf, type WallMs, wallMsOf } from './recurrence-local.ts';
import type { Frequency, Rule, WeekdayOf } from './rule.ts';
import { type CompleteRule, completeRule } from './rule-complete.ts';
import { parseRule } from './rule-parse.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const UNITS: Readonly<Record<Frequency, string>> = {
  YEARLY: 'year',
  MONTHLY: 'month',
  WEEKLY: 'week',
  DAILY: 'day',
  HOURLY: 'hour',
};
const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth'] as const;
/** More of them are counted, not named. */
const MOST_NAMED = 4;

/**
 * When it is, in one line of English for lists: `every month on the first and third Sunday at 20:00:30`.
 * @param rule empty for once
 * @throws {RefusedError} `bad_rule`, `bad_local_time`
 */
export function ruleInWords(rule: string, firstLocal: string): string {
  const firstWallMs = wallMsOf(firstLocal);
  if (rule === '') {
    const day = Math.floor(firstWallMs / DAY_MS);
    return `once, on ${weekdayName(weekdayOf(day))} ${firstLocal.slice(0, 10)} at ${time(firstWallMs - day * DAY_MS)}`;
  }
  const parsed = parseRule(rule);
  const complete = completeRule(parsed, firstWallMs);
  const words = [every(complete), months(complete), weeks(complete), ...days(complete), times(complete, parsed)];
  const whole = [...words, positions(complete)].filter((word) => word !== '').join(' ');
  return `${whole}${end(complete)}`;
}

function every({ freq, interval, byDay }: CompleteRule): string {
  if (freq === 'WEEKLY' && interval === 1)
    return byDay?.length === 7 ? 'every day' : `every ${and((byDay ?? []).map(dayName))}`;
  return interval === 1 ? `every ${UNITS[freq]}` : `every ${interval} ${UNITS[freq]}s`;
}

function months({ byMonth }: CompleteRule): string {
  return byMonth === null ? '' : `in ${and(byMonth.map((month) => must(MONTHS[month - 1], 'a month')))}`;
}

function weeks({ byWeekNo }: CompleteRule): string {
  return byWeekNo === null ? '' : `in the ${and(byWeekNo.map(nth))} week of the year`;
}

type Join = (names: readonly string[]) => string;

/** The first of them says on which days; the others, which of these count. */
function days(rule: CompleteRule): readonly string[] {
  const { freq, interval, byYearDay, byMonthDay, byDay } = rule;
  const kinds: ((join: Join) => string)[] = [];
  if (byYearDay !== null) kinds.push((join) => `the ${join(byYearDay.map(nth))} day of the year`);
  if (byMonthDay !== null) kinds.push((join) => `the ${join(byMonthDay.map(dayOfMonth))}`);
  if (byDay !== null && (freq !== 'WEEKLY' || interval > 1)) kinds.push((join) => weekdays(rule, byDay, join));
  const limits = freq === 'DAILY' || freq === 'HOURLY';
  return kinds.map((kind, index) => (index === 0 && !limits ? `on ${kind(and)}` : `if it is ${kind(or)}`));
}

function weekdays({ freq, byMonth }: CompleteRule, byDay: readonly WeekdayOf[], join: Join): string {
  const ordinals = [...new Set(byDay.map(({ ordinal }) => ordinal))];
  const names = [...new Set(byDay.map(({ weekday }) => weekday))].map(weekdayName);
  const ofYear = freq === 'YEARLY' && byMonth === null && !ordinals.includes(0) ? ' of the year' : '';
  const isOneDay = names.length === 1 && !ordinals.includes(0);
  return isOneDay
    ? `the ${join(ordinals.map(ordinalName))} ${names.join('')}${ofYear}`
    : `${join(byDay.map(dayName))}${ofYear}`;
}

function times({ freq, timesMs, byHour, firstWallMs }: CompleteRule, given: Rule): string {
  if (freq !== 'HOURLY') return `at ${and(few(timesMs.map(time)))}`;
  const isPlain = given.byHour === null && given.byMinute === null && given.bySecond === null;
  if (isPlain) return `from ${time(firstWallMs - Math.floor(firstWallMs / DAY_MS) * DAY_MS)} on`;
  const past = and(few(timesMs.map((timeMs) => time(timeMs).slice('00:'.length))));
  const hours = byHour === null ? 'the hour' : `${and(few(byHour.map((hour) => time(hour * HOUR_MS))))}`;
  return `at ${past} past ${hours}`;
}

function positions({ bySetPos, freq }: CompleteRule): string {
  return bySetPos === null ? '' : `(only the ${and(bySetPos.map(nth))} of these in each ${UNITS[freq]})`;
}

function end({ count, until }: CompleteRule): string {
  if (count !== null) return count === 1 ? ', 1 time' : `, ${count} times`;
  if (until === null) return '';
  return 'toMs' in until ? `, until ${shortLocal(until.toMs - 1)} UTC` : `, until ${shortLocal(until.toWallMs - 1)}`;
}

/** The last millisecond of a day as its date, of a second as the second. */
function shortLocal(wallMs: WallMs): string {
  const [date, ofDay] = localOf(wallMs).split('T');
  return ofDay === '23:59:59.999' ? `${date}` : `${date} ${ofDay?.slice(0, 8)}`;
}

function dayName({ ordinal, weekday }: WeekdayOf): string {
  return ordinal === 0 ? weekdayName(weekday) : `the ${ordinalName(ordinal)} ${weekdayName(weekday)}`;
}

function weekdayName(weekday: number): string {
  return must(WEEKDAYS[weekday], 'a weekday');
}

function ordinalName(ordinal: number): string {
  return ORDINALS[ordinal - 1] ?? nth(ordinal);
}

/** `1st`, `22nd`; `last`, `2nd last`. */
function nth(value: number): string {
  if (value === -1) return 'last';
  const size = Math.abs(value);
  const isTeen = Math.floor((size % 100) / 10) === 1;
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][size % 10] ?? 'th');
  return `${size}${ending}${value < 0 ? ' last' : ''}`;
}

function dayOfMonth(value: number): string {
  return value < 0 ? `${nth(value)} day` : nth(value);
}

/** `20:00`, with the seconds and milliseconds that there are. */
function time(msOfDay: number): string {
  return timeOf(msOfDay)
    .replace(/\.000$/, '')
    .replace(/^(..:..):00$/, '$1');
}

function few(names: readonly string[]): readonly string[] {
  if (names.length <= MOST_NAMED) return names;
  return [...names.slice(0, MOST_NAMED - 1), `${names.length - MOST_NAMED + 1} more`];
}

function and(names: readonly string[]): string {
  return joined(names, 'and');
}

function or(names: readonly string[]): string {
  return joined(names, 'or');
}

function joined(names: readonly string[], word: string): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${word} ${last}`;
}
