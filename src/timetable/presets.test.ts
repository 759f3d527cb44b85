import { expect, test } from 'vitest';
import { occurrences } from './occurrences.ts';
import { DAILY_RULE, hourlyRule, PRESETS, type Preset, presetRule, WEEKDAYS_RULE, weeklyRule } from './presets.ts';
import { checkRecurrence } from './recurrence-check.ts';
import { caught } from './testing/caught.ts';

/** Sunday. Worked out by hand on a calendar of December 2026 to June 2027. */
const FIRST = '2026-12-06T20:00:30.000';
const BY_HAND: Readonly<Record<Preset, string>> = {
  once: '12-06',
  first: '12-06 01-03 02-07 03-07 04-04 05-02 06-06',
  second: '12-13 01-10 02-14 03-14 04-11 05-09 06-13',
  third: '12-20 01-17 02-21 03-21 04-18 05-16 06-20',
  fourth: '12-27 01-24 02-28 03-28 04-25 05-23 06-27',
  last: '12-27 01-31 02-28 03-28 04-25 05-30 06-27',
  'first-and-third': '12-06 12-20 01-03 01-17 02-07 02-21 03-07 03-21 04-04 04-18 05-02 05-16 06-06 06-20',
  'second-and-fourth': '12-13 12-27 01-10 01-24 02-14 02-28 03-14 03-28 04-11 04-25 05-09 05-23 06-13 06-27',
  every:
    '12-06 12-13 12-20 12-27 01-03 01-10 01-17 01-24 01-31 02-07 02-14 02-21 02-28 03-07 03-14 03-21 03-28 04-04 04-11 04-18 04-25 05-02 05-09 05-16 05-23 05-30 06-06 06-13 06-20 06-27',
  'one-in-two': '12-06 12-20 01-03 01-17 01-31 02-14 02-28 03-14 03-28 04-11 04-25 05-09 05-23 06-06 06-20',
};

function locals(rule: string, firstLocal: string, from: string, to: string): readonly string[] {
  const recurrence = { rule, firstLocal, timeZone: 'Europe/Brussels', extraLocals: [], exceptLocals: [] };
  checkRecurrence(recurrence);
  const [fromMs, toMs] = [from, to].map((day) => Temporal.Instant.from(`${day}T00:00+01:00`).epochMilliseconds);
  return occurrences(recurrence, fromMs ?? 0, toMs ?? 0).map(({ local }) => local);
}

test.each(PRESETS)('TT-12: the preset %s has the dates of the table', (preset) => {
  const found = locals(presetRule(preset, FIRST), FIRST, '2026-01-01', '2027-07-01');
  expect(found.map((local) => local.slice(5, 10)).join(' ')).toBe(BY_HAND[preset]);
  expect(found.every((local) => local.endsWith('T20:00:30.000'))).toBe(true);
});

test('TT-12: the weekday is that of the first date, whatever week of the month that is in', () => {
  // Thursday the 31st, the fifth of its month
  const first = '2026-12-31T07:00:00.000';
  expect(
    locals(presetRule('first', first), first, '2026-12-01', '2027-04-01').map((local) => local.slice(0, 10)),
  ).toEqual(['2027-01-07', '2027-02-04', '2027-03-04']);
  expect(
    locals(presetRule('last', first), first, '2026-12-01', '2027-04-01').map((local) => local.slice(0, 10)),
  ).toEqual(['2026-12-31', '2027-01-28', '2027-02-25', '2027-03-25']);
});

test('TT-12: daily, weekdays, any set of weekdays', () => {
  const first = '2026-12-03T07:00:00.000';
  const days = (rule: string): string =>
    locals(rule, first, '2026-12-01', '2026-12-16')
      .map((local) => local.slice(8, 10))
      .join(' ');
  expect(days(DAILY_RULE)).toBe('03 04 05 06 07 08 09 10 11 12 13 14 15');
  // 2026-12-03 is a Thursday
  expect(days(WEEKDAYS_RULE)).toBe('03 04 07 08 09 10 11 14 15');
  expect(days(weeklyRule([3, 1]))).toBe('03 08 10 15');
  expect(days(weeklyRule([1, 3], 2))).toBe('03 15');
});

test('TT-12: every so many hours, by the local clock, from the first time on', () => {
  const first = '2026-12-03T20:15:00.000';
  const times = (hours: number): string =>
    locals(hourlyRule(hours), first, '2026-12-03', '2026-12-05')
      .map((local) => local.slice(8, 16))
      .join(' ');
  expect(times(6)).toBe('03T20:15 04T02:15 04T08:15 04T14:15 04T20:15');
  expect(times(5)).toBe('03T20:15 04T01:15 04T06:15 04T11:15 04T16:15 04T21:15');
  expect(hourlyRule(1)).toBe('FREQ=HOURLY');
  for (const hours of [0, -1, 1.5, Number.NaN]) expect(caught(() => hourlyRule(hours)).code).toBe('bad_rule');
});
