import { expect, test } from 'vitest';
import type { Recurrence } from './recurrence.ts';
import { checkRecurrence, firstMatch } from './recurrence-check.ts';
import { caught } from './testing/caught.ts';

/** A Sunday. */
const GOOD: Recurrence = {
  rule: 'FREQ=WEEKLY',
  firstLocal: '2026-12-06T20:00:30.250',
  timeZone: 'Europe/Brussels',
  extraLocals: [],
  exceptLocals: [],
};

function refusal(given: Partial<Recurrence>): ReturnType<typeof caught> {
  return caught(() => checkRecurrence({ ...GOOD, ...given }));
}

test.each([
  ['FREQ', 1, '"FREQ" has no value'],
  ['FREQ=', 1, '"FREQ=" has no value'],
  ['weekly', 1, '"WEEKLY" is no part of a rule; allowed: FREQ, INTERVAL'],
  [' FREQ=WEEKLY', 1, '" FREQ" is no part of a rule'],
  ['FREQ=WEEKLY;', 13, 'nothing is no part of a rule'],
  ['FREQ=WEEKLY;;BYDAY=MO', 13, 'nothing is no part of a rule'],
  ['FREQ=WEEKLY;BYEASTER=1', 13, '"BYEASTER" is no part of a rule'],
  ['RRULE:FREQ=WEEKLY', 1, 'is to begin after "RRULE:"'],
  ['BYDAY=MO', 1, 'has no FREQ; allowed: FREQ=YEARLY'],
  ['FREQ=FORTNIGHTLY', 6, '"FORTNIGHTLY" is no frequency; allowed: YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY'],
  ['FREQ=MINUTELY', 6, 'more often than a timetable is made for'],
  ['BYDAY=MO;FREQ=SECONDLY', 15, 'more often than a timetable is made for'],
  ['FREQ=WEEKLY;BYDAY=MO;BYDAY=TU', 22, '"BYDAY=TU" is there twice'],
  ['FREQ=DAILY;FREQ=DAILY', 12, 'is there twice'],
  ['FREQ=DAILY;INTERVAL=0', 21, '"0" is not allowed for INTERVAL; allowed: whole numbers from 1 to 10000'],
  ['FREQ=DAILY;INTERVAL=-1', 21, 'is not allowed for INTERVAL'],
  ['FREQ=DAILY;INTERVAL=1.5', 21, 'is not allowed for INTERVAL'],
  ['FREQ=DAILY;INTERVAL=10001', 21, 'is not allowed for INTERVAL'],
  ['FREQ=DAILY;COUNT=0', 18, 'is not allowed for COUNT'],
  ['FREQ=DAILY;COUNT=99999999999', 18, 'is not allowed for COUNT; allowed: whole numbers from 1 to 100000'],
  ['FREQ=DAILY;COUNT=3;UNTIL=20271231', 26, '"20271231" as UNTIL: there is a COUNT; allowed: one of them'],
  ['FREQ=DAILY;UNTIL=20270229', 18, '"20270229" is no date or time; allowed for UNTIL: 20271231'],
  ['FREQ=DAILY;UNTIL=2027-12-31', 18, 'is no date or time'],
  ['FREQ=DAILY;UNTIL=20271231T240000', 18, 'is no date or time'],
  ['FREQ=DAILY;UNTIL=20271231T2000', 18, 'is no date or time'],
  ['FREQ=YEARLY;BYMONTH=0', 21, '"0" is not allowed for BYMONTH; allowed: whole numbers from 1 to 12'],
  ['FREQ=YEARLY;BYMONTH=1,2,13', 25, '"13" is not allowed for BYMONTH'],
  ['FREQ=YEARLY;BYMONTH=-1', 21, 'is not allowed for BYMONTH'],
  ['FREQ=YEARLY;BYMONTH=1,,2', 23, 'nothing is not allowed for BYMONTH'],
  ['FREQ=YEARLY;BYWEEKNO=0', 22, 'allowed: 1 to 53, and -1 to -53 from the end'],
  ['FREQ=YEARLY;BYWEEKNO=54', 22, 'is not allowed for BYWEEKNO'],
  ['FREQ=YEARLY;BYYEARDAY=367', 23, 'is not allowed for BYYEARDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=-32', 25, 'is not allowed for BYMONTHDAY'],
  ['FREQ=DAILY;BYHOUR=24', 19, 'is not allowed for BYHOUR; allowed: whole numbers from 0 to 23'],
  ['FREQ=DAILY;BYMINUTE=60', 21, 'is not allowed for BYMINUTE'],
  ['FREQ=DAILY;BYSECOND=61', 21, 'is not allowed for BYSECOND'],
  ['FREQ=WEEKLY;BYDAY=MO,XX', 22, '"XX" is no day of the week; allowed: MO, TU, WE, TH, FR, SA, SU'],
  ['FREQ=WEEKLY;BYDAY=TUESDAY', 19, 'is no day of the week'],
  ['FREQ=MONTHLY;BYDAY=0MO', 20, 'is no day of the week'],
  ['FREQ=YEARLY;BYDAY=54MO', 19, 'is no day of the week'],
  ['FREQ=WEEKLY;WKST=1', 18, 'is no day of the week'],
  [
    'FREQ=WEEKLY;BYDAY=TU,1MO',
    22,
    '"1MO" has a number, which is not allowed with FREQ=WEEKLY; allowed with MONTHLY and YEARLY',
  ],
  ['FREQ=DAILY;BYDAY=-1MO', 18, 'which is not allowed with FREQ=DAILY'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO', 31, 'which is not allowed beside BYWEEKNO'],
  ['FREQ=MONTHLY;BYWEEKNO=20', 23, 'as BYWEEKNO is not allowed with FREQ=MONTHLY; allowed with YEARLY'],
  ['FREQ=DAILY;BYYEARDAY=20', 22, 'as BYYEARDAY is not allowed with FREQ=DAILY; allowed with YEARLY, HOURLY'],
  ['FREQ=WEEKLY;BYMONTHDAY=20', 24, 'as BYMONTHDAY is not allowed with FREQ=WEEKLY'],
  ['FREQ=WEEKLY;BYSETPOS=1', 22, 'as BYSETPOS has nothing to select from; allowed beside BYMONTH'],
  ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0', 32, 'is not allowed for BYSETPOS'],
])('TT-9: %s is refused at column %i', (rule, column, why) => {
  const error = refusal({ rule });
  expect([error.code, error.data.column]).toEqual(['bad_rule', column]);
  expect(error.message).toContain(why);
  if (!why.startsWith('has no FREQ')) expect(error.message).toContain(`, at column ${column}: `);
});

test.each([
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3',
  'FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6',
  'FREQ=MONTHLY;BYDAY=-5MO;BYMONTHDAY=15',
  'FREQ=YEARLY;INTERVAL=2;BYYEARDAY=366;BYMONTH=1',
  // every seventh day from a Sunday is a Sunday
  'FREQ=DAILY;INTERVAL=7;BYDAY=MO',
  'FREQ=HOURLY;INTERVAL=24;BYHOUR=3',
  'FREQ=MONTHLY;INTERVAL=12;BYMONTH=1',
  // five Mondays in a month are the most
  'FREQ=MONTHLY;BYDAY=MO;BYSETPOS=6',
  'FREQ=DAILY;UNTIL=20261205',
  'FREQ=DAILY;UNTIL=20261206T190029Z',
  'FREQ=WEEKLY;BYDAY=SA;UNTIL=20261211',
])('TT-10: %s never matches, and is refused before long', (rule) => {
  const error = refusal({ rule });
  expect([error.code, error.data.rule]).toEqual(['never_matches', rule]);
  expect(error.message).toContain(
    rule.includes('UNTIL') ? 'not once up to its UNTIL from' : 'not once in the 400 years from',
  );
});

test('TT-10: what matches once in a long time is a rule', () => {
  const leap = { ...GOOD, rule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO' };
  expect(() => checkRecurrence(leap)).not.toThrow();
  expect(firstMatch(leap)).toBe('2044-02-29T20:00:30.250');
  expect(() => checkRecurrence({ ...GOOD, rule: 'FREQ=WEEKLY;UNTIL=20261206T190030Z' })).not.toThrow();
});

test('TT-10: what matches a million times is refused', () => {
  const minutes = Array.from({ length: 60 }, (_, minute) => minute).join(',');
  for (const rule of [
    `FREQ=HOURLY;BYMINUTE=${minutes}`,
    `FREQ=DAILY;BYHOUR=1,2;BYMINUTE=${minutes};BYSECOND=${minutes}`,
    `FREQ=HOURLY;BYMINUTE=${minutes};COUNT=100000`,
  ]) {
    const error = refusal({ rule });
    expect([error.code, error.data.most]).toEqual(['too_many', 40_000]);
  }
  for (const rule of ['FREQ=HOURLY', 'FREQ=HOURLY;BYMINUTE=0,15,30,45', `FREQ=HOURLY;BYMINUTE=${minutes};COUNT=1000`])
    expect(() => checkRecurrence({ ...GOOD, rule })).not.toThrow();
});

test('TT-1, TT-8, TT-11: dates and zones are looked at too', () => {
  expect(refusal({ timeZone: 'Europe/Brusel' })).toMatchObject({ code: 'unknown_time_zone' });
  expect(refusal({ firstLocal: '2026-12-06' }).message).toContain('the first date "2026-12-06" is not on the calendar');
  expect(refusal({ extraLocals: ['2026-13-06T20:00:00.000'] }).message).toContain(
    'the extra date "2026-13-06T20:00:00.000"',
  );
  expect(refusal({ exceptLocals: ['x'] }).message).toContain('the excepted date "x"');
  expect(refusal({ extraLocals: ['2026-12-06T20:00:30.249'] })).toMatchObject({ code: 'bad_local_time' });
  expect(() =>
    checkRecurrence({ ...GOOD, rule: '', extraLocals: [GOOD.firstLocal], exceptLocals: ['2020-01-01T00:00:00.000'] }),
  ).not.toThrow();
});
