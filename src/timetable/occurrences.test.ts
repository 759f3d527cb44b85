import { expect, test } from 'vitest';
import { occurrences } from './occurrences.ts';
import type { Recurrence } from './recurrence.ts';
import { firstMatch } from './recurrence-check.ts';
import { caught } from './testing/caught.ts';

const BRUSSELS = 'Europe/Brussels';

function recurrence(rule: string, firstLocal: string, more: Partial<Recurrence> = {}): Recurrence {
  return { rule, firstLocal: `${firstLocal}:00.000`, timeZone: BRUSSELS, extraLocals: [], exceptLocals: [], ...more };
}

/** Local times by the rule, at the instants that the wall clock shows, and notes. */
function seen(given: Recurrence, from: string, to: string): readonly string[] {
  const [fromMs, toMs] = [from, to].map(
    (text) => Temporal.PlainDateTime.from(text).toZonedDateTime(given.timeZone).epochMilliseconds,
  );
  return occurrences(given, fromMs ?? 0, toMs ?? 0).map(({ local, startMs, zoneNote }) => {
    const shown = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(given.timeZone);
    const clock = `${shown.toPlainDateTime().toString({ smallestUnit: 'minute' })}${shown.offset}`;
    return zoneNote === null ? clock : `${clock} ${zoneNote} of ${local.slice(11, 16)}`;
  });
}

test('TT-1: 20:00 stays 20:00 across the changes of clocks', () => {
  const weekly = recurrence('FREQ=WEEKLY', '2027-03-21T20:00');
  expect(seen(weekly, '2027-03-20', '2027-04-05')).toEqual([
    '2027-03-21T20:00+01:00',
    '2027-03-28T20:00+02:00',
    '2027-04-04T20:00+02:00',
  ]);
  expect(seen(weekly, '2027-10-24', '2027-11-08')).toEqual([
    '2027-10-24T20:00+02:00',
    '2027-10-31T20:00+01:00',
    '2027-11-07T20:00+01:00',
  ]);
});

test('TT-1: the milliseconds of the first time are those of every occurrence', () => {
  const given = {
    ...recurrence('FREQ=DAILY;BYSECOND=5,30', '2026-12-01T20:00'),
    firstLocal: '2026-12-01T20:00:30.250',
  };
  const found = occurrences(given, Date.UTC(2026, 11, 1), Date.UTC(2026, 11, 3));
  expect(found.map(({ local }) => local)).toEqual([
    '2026-12-01T20:00:30.250',
    '2026-12-02T20:00:05.250',
    '2026-12-02T20:00:30.250',
  ]);
  expect(found[0]?.startMs).toBe(Date.UTC(2026, 11, 1, 19, 0, 30, 250));
});

test('TT-1: nothing is before the first date', () => {
  const daily = recurrence('FREQ=DAILY;BYHOUR=6,18', '2026-12-02T12:00');
  expect(seen(daily, '2020-01-01', '2026-12-04')).toEqual([
    '2026-12-02T18:00+01:00',
    '2026-12-03T06:00+01:00',
    '2026-12-03T18:00+01:00',
  ]);
  expect(seen(daily, '2020-01-01', '2026-12-02')).toEqual([]);
});

test('TT-2: a weekly 02:30 is at 03:30 where 02:30 is skipped, and at the first 02:30 where it comes twice', () => {
  const vespers = recurrence('FREQ=WEEKLY;BYDAY=SU', '2026-12-05T02:30');
  expect(seen(vespers, '2027-03-15', '2027-04-05')).toEqual([
    '2027-03-21T02:30+01:00',
    '2027-03-28T03:30+02:00 gap of 02:30',
    '2027-04-04T02:30+02:00',
  ]);
  expect(seen(vespers, '2027-10-24', '2027-11-08')).toEqual([
    '2027-10-24T02:30+02:00',
    '2027-10-31T02:30+02:00 overlap of 02:30',
    '2027-11-07T02:30+01:00',
  ]);
});

test('TT-3: every hour and half hour over a gap: what it moves onto another is that one', () => {
  expect(
    seen(recurrence('FREQ=HOURLY;BYMINUTE=0,30', '2027-03-28T00:00'), '2027-03-28T01:00', '2027-03-28T04:30'),
  ).toEqual([
    '2027-03-28T01:00+01:00',
    '2027-03-28T01:30+01:00',
    '2027-03-28T03:00+02:00',
    '2027-03-28T03:30+02:00',
    '2027-03-28T04:00+02:00',
  ]);
});

test('TT-2, TT-3: in a zone of half an hour, the gap puts two in a new order', () => {
  const often = recurrence('FREQ=DAILY;BYHOUR=2;BYMINUTE=0,20,40', '2027-10-03T00:00', {
    timeZone: 'Australia/Lord_Howe',
  });
  // 02:00 to 02:30 is skipped
  expect(seen(often, '2027-10-03', '2027-10-04')).toEqual([
    '2027-10-03T02:30+11:00 gap of 02:00',
    '2027-10-03T02:40+11:00',
    '2027-10-03T02:50+11:00 gap of 02:20',
  ]);
});

test('TT-2: every hour where one comes twice: the second of the two has nothing', () => {
  expect(seen(recurrence('FREQ=HOURLY', '2027-10-31T00:00'), '2027-10-31T01:00', '2027-10-31T05:00')).toEqual([
    '2027-10-31T01:00+02:00',
    '2027-10-31T02:00+02:00 overlap of 02:00',
    '2027-10-31T03:00+01:00',
    '2027-10-31T04:00+01:00',
  ]);
});

test('TT-4: an empty rule is once', () => {
  expect(seen(recurrence('', '2026-12-06T20:00'), '2026-01-01', '2028-01-01')).toEqual(['2026-12-06T20:00+01:00']);
  expect(seen(recurrence('', '2026-12-06T20:00'), '2026-12-06T20:01', '2028-01-01')).toEqual([]);
});

test('TT-4: small letters are letters', () => {
  expect(seen(recurrence('freq=weekly;byday=su', '2026-12-06T20:00'), '2026-12-01', '2026-12-15')).toHaveLength(2);
});

test('TT-4: the weeks of a year that begins or ends in the middle of one', () => {
  const days = (rule: string): string =>
    occurrences(recurrence(rule, '2019-12-01T12:00'), 0, Date.UTC(2041))
      .map(({ local }) => local.slice(0, 10))
      .join(' ');
  // 2020, 2026, 2032 and 2037 have 53 weeks
  expect(days('FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA,SU')).toBe(
    '2021-01-02 2021-01-03 2027-01-02 2027-01-03 2033-01-01 2033-01-02 2038-01-02 2038-01-03',
  );
  expect(days('FREQ=YEARLY;BYWEEKNO=-53;BYDAY=MO')).toBe('2019-12-30 2025-12-29 2031-12-29 2036-12-29');
});

test('TT-5: a first date that does not match is none; the next match is the first, and COUNT counts from there', () => {
  const sundays = recurrence('FREQ=WEEKLY;BYDAY=SU;COUNT=2', '2026-12-05T20:00');
  expect(seen(sundays, '2026-12-01', '2027-12-01')).toEqual(['2026-12-06T20:00+01:00', '2026-12-13T20:00+01:00']);
  expect(firstMatch(sundays)).toBe('2026-12-06T20:00:00.000');
});

test('TT-6: UNTIL takes in the whole of its day, of its second, and is an instant with Z', () => {
  const until = (text: string): number =>
    seen(
      { ...recurrence(`FREQ=DAILY;UNTIL=${text}`, '2026-12-01T20:00'), firstLocal: '2026-12-01T20:00:00.250' },
      '2026-12-01',
      '2027-01-01',
    ).length;
  expect(['20261203', '20261203T200000', '20261203T195959', '20261203T190000Z', '20261203T185959Z'].map(until)).toEqual(
    [3, 3, 2, 3, 2],
  );
});

test('TT-6: UNTIL as an instant in the hour that comes twice, and with one that a gap moved', () => {
  const twice = (until: string): number =>
    seen(recurrence(`FREQ=DAILY;UNTIL=${until}`, '2027-10-31T02:45'), '2027-10-31', '2027-11-02').length;
  // the first 02:45 is 00:45 UTC
  expect([twice('20271031T010000Z'), twice('20271031T004459Z')]).toEqual([1, 0]);
  const moved = (until: string): number =>
    seen(recurrence(`FREQ=DAILY;UNTIL=${until}`, '2027-03-28T02:30'), '2027-03-28', '2027-03-29').length;
  expect([moved('20270328T013000Z'), moved('20270328T011500Z')]).toEqual([1, 0]);
});

test('TT-6: COUNT is counted from the first date, however late the period, with those that are excepted', () => {
  const hundred = recurrence('FREQ=WEEKLY;COUNT=100', '2025-01-07T20:00');
  expect(seen(hundred, '2026-11-25', '2028-01-01')).toEqual(['2026-12-01T20:00+01:00']);
  expect(seen({ ...hundred, exceptLocals: ['2025-01-14T20:00:00.000'] }, '2026-11-25', '2028-01-01')).toEqual([
    '2026-12-01T20:00+01:00',
  ]);
});

test('TT-8: extra and excepted dates', () => {
  const given = recurrence('FREQ=WEEKLY;COUNT=3', '2026-12-01T20:00', {
    extraLocals: [
      '2026-12-01T19:59:59.999',
      '2026-12-09T21:00:00.000',
      '2026-12-08T20:00:00.000',
      '2026-12-24T18:00:00.000',
      '2026-12-30T18:00:00.000',
    ],
    exceptLocals: ['2026-12-15T20:00:00.000', '2026-12-30T18:00:00.000', '2026-12-16T20:00:00.000'],
  });
  expect(seen(given, '2026-11-01', '2027-12-01')).toEqual([
    '2026-12-01T20:00+01:00',
    '2026-12-08T20:00+01:00',
    '2026-12-09T21:00+01:00',
    '2026-12-24T18:00+01:00',
  ]);
});

test('TT-8: except one of two that a gap makes one: it is the one that is named by its own local time', () => {
  const given = recurrence('FREQ=HOURLY', '2027-03-28T00:00');
  const except = (time: string): readonly string[] =>
    seen({ ...given, exceptLocals: [`2027-03-28T${time}:00.000`] }, '2027-03-28T01:00', '2027-03-28T05:00');
  expect(except('02:00')).toEqual(['2027-03-28T01:00+01:00', '2027-03-28T03:00+02:00', '2027-03-28T04:00+02:00']);
  expect(except('03:00')).toEqual(['2027-03-28T01:00+01:00', '2027-03-28T04:00+02:00']);
});

test('TT-10: a period with more than 100,000 is refused', () => {
  const hourly = recurrence('FREQ=HOURLY', '2026-12-01T00:00');
  expect(occurrences(hourly, Date.UTC(2027), Date.UTC(2037)).length).toBeGreaterThan(87_000);
  expect(caught(() => occurrences(hourly, Date.UTC(2027), Date.UTC(2047))).code).toBe('too_many');
});

test('a period without an end, and the last of the years that a local time can have', () => {
  const yearly = recurrence('FREQ=YEARLY', '2026-12-01T00:00');
  const found = occurrences(yearly, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  expect([found[0]?.local, found.at(-1)?.local, found.length]).toEqual([
    '2026-12-01T00:00:00.000',
    '9999-12-01T00:00:00.000',
    7974,
  ]);
});
