import { assert, RefusedError } from '../values/errors.ts';
import { weekdayOf } from './recurrence-calendar.ts';
import { DAY_MS, wallMsOf } from './recurrence-local.ts';
import { WEEKDAY_CODES } from './rule.ts';

/** Which of the weekdays of a month, or of all; the weekday is that of the first date. */
export const PRESETS = [
  'once',
  'first',
  'second',
  'third',
  'fourth',
  'last',
  'first-and-third',
  'second-and-fourth',
  'every',
  'one-in-two',
] as const;
export type Preset = (typeof PRESETS)[number];

const OF_THE_MONTH: Readonly<Record<Exclude<Preset, 'once' | 'every' | 'one-in-two'>, readonly number[]>> = {
  first: [1],
  second: [2],
  third: [3],
  fourth: [4],
  last: [-1],
  'first-and-third': [1, 3],
  'second-and-fourth': [2, 4],
};

/**
 * @returns the value of an RRULE; empty for once
 * @throws {RefusedError} `bad_local_time`
 */
export function presetRule(preset: Preset, firstLocal: string): string {
  const code = WEEKDAY_CODES[weekdayOf(Math.floor(wallMsOf(firstLocal) / DAY_MS))];
  assert(code !== undefined, 'a week has seven days');
  switch (preset) {
    case 'once':
      return '';
    case 'every':
      return `FREQ=WEEKLY;BYDAY=${code}`;
    case 'one-in-two':
      return `FREQ=WEEKLY;INTERVAL=2;BYDAY=${code}`;
    default:
      return `FREQ=MONTHLY;BYDAY=${OF_THE_MONTH[preset].map((ordinal) => `${ordinal}${code}`).join(',')}`;
  }
}

export const DAILY_RULE = 'FREQ=DAILY';
/** Monday to Friday. */
export const WEEKDAYS_RULE = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR';

/**
 * On these days of each week, or of each so manieth.
 * @param weekdays 0 is Monday; at least one
 */
export function weeklyRule(weekdays: readonly number[], everyWeeks = 1): string {
  const codes = WEEKDAY_CODES.filter((_, weekday) => weekdays.includes(weekday));
  assert(codes.length > 0, 'a weekly rule has a day');
  return `FREQ=WEEKLY${everyWeeks === 1 ? '' : `;INTERVAL=${everyWeeks}`};BYDAY=${codes.join(',')}`;
}

/**
 * Every so many hours from the first time on, by the local clock.
 * @throws {RefusedError} `bad_rule`
 */
export function hourlyRule(everyHours: number): string {
  if (Number.isInteger(everyHours) && everyHours >= 1)
    return everyHours === 1 ? 'FREQ=HOURLY' : `FREQ=HOURLY;INTERVAL=${everyHours}`;
  throw new RefusedError('bad_rule', `every ${everyHours} hours is not possible; allowed: whole hours, 1 or more`, {
    given: everyHours,
  });
}
