import { describe, expect, test } from 'vitest';
import { occurrences } from '../timetable/occurrences.ts';
import { rerunLocal } from '../timetable/rerun.ts';
import { zonedStart } from '../timetable/zone.ts';
import type { DiffusionId, EpisodeId, ScheduleId } from '../values/ids.ts';
import type { Diffusion, Schedule } from '../values/model.ts';
import { timetableCalendar } from './ics-export.ts';
import { occurrencesWithin, recurrenceOf } from './occurrences-within.ts';
import { readWithIcal } from './testing/ical-reader.ts';
import { diffusion, program, schedule, timetable } from './testing/timetable-fixture.ts';
import type { Timetable } from './timetable.ts';

const FROM_MS = Date.parse('2026-12-01T00:00:00Z');
const TO_MS = Date.parse('2028-12-01T00:00:00Z');

function calendar(change: Partial<Timetable>, expanded = false): string {
  return timetableCalendar(timetable(change), { expanded });
}

/** What ical.js makes of it, by the VTIMEZONEs in the file. */
function heard(change: Partial<Timetable>, toMs = TO_MS) {
  return readWithIcal(calendar(change), FROM_MS, toMs);
}

/** The diffusion that a schedule makes of an occurrence. */
function made(of: Schedule, local: string, change: Partial<Diffusion> = {}): Diffusion {
  const start = Temporal.Instant.fromEpochMilliseconds(zonedStart(local, of.timeZone).startMs).toString();
  return diffusion(start, { scheduleId: of.id, occurrenceLocal: local, ...change });
}

const RULES = [
  'FREQ=WEEKLY;BYDAY=SU',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU',
  'FREQ=DAILY;COUNT=200',
  'FREQ=DAILY;UNTIL=20270401',
  'FREQ=DAILY;UNTIL=20270328T023000',
  'FREQ=DAILY;BYHOUR=2,14',
  'FREQ=MONTHLY;BYDAY=1SU,3SU',
  'FREQ=MONTHLY;BYDAY=-1SA',
  'FREQ=MONTHLY;BYMONTHDAY=31',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=YEARLY;BYMONTH=3,10;BYDAY=-1SU',
  'FREQ=HOURLY;INTERVAL=6',
];
const ZONES = ['Europe/Brussels', 'Africa/Cairo', 'Australia/Lord_Howe', 'UTC'];

describe.each(RULES)('TT-60: ical.js hears of %s what Airkeeper broadcasts', (rule) => {
  test.each(ZONES)('in %s, two years of both changes of the clocks', (timeZone) => {
    for (const time of ['00:30', '02:30']) {
      const one = schedule({ rule, timeZone, firstLocal: `2026-12-01T${time}:00.000` });
      const wanted = occurrences(recurrenceOf(one), FROM_MS, TO_MS).map(({ startMs }) => startMs);
      const starts = heard({ schedules: [one] }).map(({ startMs }) => startMs);
      expect([...new Set(starts)], time).toEqual(wanted);
    }
  });
});

describe('TT-61: what became of single occurrences', () => {
  const weekly = schedule();
  const local = (day: string): string => `2026-12-${day}T07:00:00.000`;
  const at = (day: string, time: string): Temporal.Instant => Temporal.Instant.from(`2026-12-${day}T${time}:00+01:00`);

  test('what the rule made and nobody touched is no event of its own', () => {
    const text = calendar({ schedules: [weekly], diffusions: [made(weekly, local('08'))] });
    expect(text.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  });

  test('moved, cancelled, longer, with another episode', () => {
    const ids = [1, 2, 3, 4].map((id) => ({ id: id as DiffusionId, touched: true }));
    const moved = made(weekly, local('01'), { ...ids[0], start: at('02', '10:00'), end: at('02', '11:00') });
    const cancelled = made(weekly, local('08'), { ...ids[1], type: 'cancelled' });
    const longer = made(weekly, local('15'), { ...ids[2], end: at('15', '09:00') });
    const other = made(weekly, local('22'), { ...ids[3] });
    const events = heard(
      { schedules: [weekly], diffusions: [moved, cancelled, longer, other] },
      Date.parse('2027-01-01'),
    );
    expect(events.map(({ startMs, endMs, summary, status }) => [startMs, endMs - startMs, summary, status])).toEqual([
      [at('02', '10:00').epochMilliseconds, 3_600_000, 'Morning: With the mayor', 'CONFIRMED'],
      [at('08', '07:00').epochMilliseconds, 3_600_000, 'Morning: With the mayor', 'CANCELLED'],
      [at('15', '07:00').epochMilliseconds, 7_200_000, 'Morning: With the mayor', 'CONFIRMED'],
      [at('22', '07:00').epochMilliseconds, 3_600_000, 'Morning: With the mayor', 'CONFIRMED'],
      [at('29', '07:00').epochMilliseconds, 3_600_000, 'Morning', 'CONFIRMED'],
    ]);
    expect(new Set(events.map(({ uid }) => uid))).toEqual(new Set(['schedule-1.7f1c@airkeeper']));
  });

  test('extra and excepted dates, and a pause with an end and without', () => {
    const extraLocals = ['2026-12-03T09:00:00.000', '2027-03-28T02:30:00.000'];
    const one = { ...weekly, extraLocals, exceptLocals: [local('08')] };
    const wanted = () => occurrences(recurrenceOf(one), FROM_MS, TO_MS).map(({ startMs }) => startMs);
    expect(heard({ schedules: [one] }).map(({ startMs }) => startMs)).toEqual(wanted());
    const inPause = (to: Temporal.Instant | null) => {
      const paused = program({ pause: { from: at('14', '00:00'), to } });
      return heard({ schedules: [one], programs: new Map([[paused.id, paused]]) }).map(({ startMs }) => startMs);
    };
    const [fromMs, toMs] = [at('14', '00:00').epochMilliseconds, at('25', '00:00').epochMilliseconds];
    expect(inPause(at('25', '00:00'))).toEqual(wanted().filter((startMs) => startMs < fromMs || startMs >= toMs));
    expect(inPause(null)).toEqual(wanted().filter((startMs) => startMs < fromMs));
  });

  test('what no occurrence stands for any more, and what no schedule made, are events by themselves', () => {
    const old = made(weekly, '2026-12-02T07:00:00.000', { id: 7 as DiffusionId });
    const single = diffusion('2026-12-05T18:00:00Z', { id: 8 as DiffusionId, type: 'unconfirmed' });
    const text = calendar({ schedules: [weekly], diffusions: [old, single] });
    expect(text).toContain('UID:diffusion-7.7f1c@airkeeper\r\n');
    expect(text).toMatch(/UID:diffusion-8\.7f1c@airkeeper\r\n[\s\S]*STATUS:TENTATIVE\r\n/);
  });
});

describe('TT-62: reruns', () => {
  const weekly = schedule({ rule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,TU', exceptLocals: ['2026-12-15T07:00:00.000'] });
  const rerun = (change: Partial<Schedule>): Schedule =>
    schedule({ id: 2 as ScheduleId, rule: '', initialId: 1 as ScheduleId, firstLocal: weekly.firstLocal, ...change });
  const startsOf = (initial: Schedule, { offset, firstLocal, timeZone }: Schedule): readonly number[] =>
    [...occurrencesWithin(recurrenceOf(initial), FROM_MS, TO_MS)]
      .filter(({ local }) => local >= firstLocal && offset !== null)
      .map(({ local }) => (offset === null ? 0 : zonedStart(rerunLocal(local, offset), timeZone).startMs))
      .filter((startMs) => startMs < TO_MS);

  test.each([
    { offset: { afterDays: 2, atTime: '10:00:00.000', afterMs: 0 }, firstLocal: weekly.firstLocal },
    { offset: { afterDays: 0, atTime: null, afterMs: 20 * 3_600_000 }, firstLocal: weekly.firstLocal },
    { offset: { afterDays: 8, atTime: '02:30:00.000', afterMs: 0 }, firstLocal: '2027-01-10T00:00:00.000' },
  ])('of what is weekly have a rule of their own: $offset from $firstLocal', (change) => {
    const one = rerun(change);
    const events = heard({ schedules: [weekly, one] }).filter(({ uid }) => uid.startsWith('schedule-2.'));
    expect(events.map(({ startMs }) => startMs)).toEqual(startsOf(weekly, one));
    expect(events.length).toBeGreaterThan(90);
  });

  test('of what no rule can say are the dates that were made', () => {
    const monthly = schedule({ rule: 'FREQ=MONTHLY;BYDAY=1SU' });
    const one = rerun({ offset: { afterDays: 2, atTime: null, afterMs: 0 } });
    // a rerun's diffusion is named by the local time of its initial one
    const dates = ['2026-12-06T07:00:00.000', '2027-01-03T07:00:00.000'];
    const diffusions = dates.map((date, index) =>
      made(one, date, {
        start: Temporal.PlainDateTime.from(date).add({ days: 2 }).toZonedDateTime('Europe/Brussels').toInstant(),
        end: Temporal.PlainDateTime.from(date)
          .add({ days: 2, hours: 1 })
          .toZonedDateTime('Europe/Brussels')
          .toInstant(),
        id: (index + 1) as DiffusionId,
        initialId: 9 as DiffusionId,
      }),
    );
    const text = calendar({ schedules: [monthly, one], diffusions });
    expect(text).toContain('RDATE;TZID=Europe/Brussels:20270105T070000\r\n');
    expect(text).toContain('RELATED-TO;RELTYPE=X-AIRKEEPER-INITIAL:schedule-1.7f1c@airkeeper\r\n');
    expect(text).toContain('CATEGORIES:Morning,Rerun\r\n');
    const events = heard({ schedules: [monthly, one], diffusions }).filter(({ uid }) => uid.startsWith('schedule-2.'));
    expect(events.map(({ startMs }) => startMs)).toEqual(diffusions.map(({ start }) => start.epochMilliseconds));
  });
});

test('TT-63: expanded, each diffusion is an event, with what is known of it', () => {
  const at = Temporal.Instant.from('2026-11-20T10:00:00Z');
  const one = diffusion('2026-12-05T18:00:00.250Z', {
    id: 8 as DiffusionId,
    scheduleId: 1 as ScheduleId,
    initialId: 3 as DiffusionId,
    startMode: 'hard',
    layer: 2,
  });
  const twice = diffusion('2027-10-31T01:30:00Z', { id: 9 as DiffusionId, episodeId: 9 as EpisodeId });
  const change = {
    schedules: [schedule()],
    diffusions: [one, twice],
    revisions: new Map([['diffusion 8', { at, count: 3 }]]),
  };
  const text = calendar(change, true).split('\r\n');
  const first = text.indexOf('BEGIN:VEVENT');
  expect(text.slice(first)).toEqual([
    'BEGIN:VEVENT',
    'UID:diffusion-8.7f1c@airkeeper',
    'DTSTAMP:20261120T100000Z',
    'DTSTART;TZID=Europe/Brussels:20261205T190000',
    'DTEND;TZID=Europe/Brussels:20261205T200000',
    'SUMMARY:Morning: With the mayor',
    'STATUS:CONFIRMED',
    'CATEGORIES:Morning,Rerun',
    'X-AIRKEEPER-PROGRAM:morning',
    'X-AIRKEEPER-START-MODE:hard',
    'X-AIRKEEPER-LAYER:2',
    'LAST-MODIFIED:20261120T100000Z',
    'SEQUENCE:3',
    'RELATED-TO;RELTYPE=X-AIRKEEPER-INITIAL:diffusion-3.7f1c@airkeeper',
    'X-AIRKEEPER-START-MS:250',
    'X-AIRKEEPER-LENGTH-MS:3600000',
    'END:VEVENT',
    'BEGIN:VEVENT',
    'UID:diffusion-9.7f1c@airkeeper',
    'DTSTAMP:20261130T120000Z',
    'DTSTART:20271031T013000Z',
    'DTEND;TZID=Europe/Brussels:20271031T033000',
    'SUMMARY:Morning',
    'STATUS:CONFIRMED',
    'CATEGORIES:Morning',
    'X-AIRKEEPER-PROGRAM:morning',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ]);
});

test('TT-64: a schedule that has nothing in the span is left out', () => {
  const over = schedule({ rule: 'FREQ=DAILY;COUNT=3' });
  const span = { from: Temporal.Instant.from('2027-01-01T00:00:00Z'), to: null };
  expect(calendar({ schedules: [over], span })).not.toContain('BEGIN:VEVENT');
  expect(calendar({ schedules: [schedule()], span })).toContain('BEGIN:VEVENT');
});
