import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Harness } from './harness.ts';

const HEAD = 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n';
const GOOD = event('good');

function event(uid: string, ...lines: readonly string[]): string {
  const has = (name: string): boolean => lines.some((line) => line.startsWith(name));
  const start = has('DTSTART') ? [] : ['DTSTART;TZID=Europe/Brussels:20261205T200000'];
  const end = has('DTEND') || has('DURATION') ? [] : ['DURATION:PT1H'];
  return ['BEGIN:VEVENT', `UID:${uid}`, ...start, ...end, 'SUMMARY:Talk', ...lines, 'END:VEVENT', ''].join('\r\n');
}

function calendar(...parts: readonly string[]): string {
  return `${HEAD}${parts.join('')}END:VCALENDAR\r\n`;
}

/** It is 13:00 in Brussels on 30 November 2026. */
async function station(): Promise<Harness> {
  const harness = new Harness();
  await harness.all('station add Vert --timezone Europe/Brussels', 'program add vert Night --streamed');
  return harness;
}

async function importing(harness: Harness, content: string | Uint8Array, ...options: readonly string[]) {
  writeFileSync(join(harness.cwd, 'in.ics'), content);
  return harness.run('timetable', 'import', 'in.ics', ...options, '--json');
}

async function starts(harness: Harness): Promise<readonly string[]> {
  const listed = (await harness.json('timetable', 'list', '--from', '2026-11-30', '--to', '2028-01-01')) as readonly {
    start: string;
  }[];
  return listed.map(({ start }) => start);
}

describe('TT-65: files', () => {
  const text = calendar(event('e', 'LOCATION:Liège 😀'));
  const utf16 = (big: boolean, mark: boolean): Uint8Array => {
    const bytes = Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
    return big ? bytes.swap16() : bytes;
  };
  test.each([
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', utf16(false, true)],
    ['UTF-16, big end first', utf16(true, true)],
    ['UTF-16 without a mark', utf16(false, false)],
    ['line ends of Unix', Buffer.from(text.replaceAll('\r\n', '\n'))],
    ['small letters', Buffer.from(text.replace('BEGIN:VEVENT', 'begin:vevent').replace('UID', 'uid'))],
  ])('%s is read', async (_, bytes) => {
    const harness = await station();
    expect(await importing(harness, bytes)).toMatchObject({ status: 0, err: '' });
    expect(await starts(harness)).toEqual(['2026-12-05T20:00:00.000+01:00']);
  });

  test.each([
    ['empty', '', 'no_calendar', /line 1/],
    ['no calendar', 'hello\r\n', 'no_calendar', /line 1/],
    [
      'truncated in an event',
      text.slice(0, text.indexOf('SUMMARY') + 9),
      'truncated_calendar',
      /ends in line 8, inside of the VEVENT that begins in line 4/,
    ],
    ['without its end', text.replace('END:VCALENDAR\r\n', ''), 'truncated_calendar', /VCALENDAR that begins in line 1/],
    [
      'crossed',
      calendar('BEGIN:VEVENT\r\nEND:VTODO\r\n'),
      'broken_calendar',
      /line 5 .* VEVENT of line 4 is ended as VTODO/,
    ],
    ['another encoding', Buffer.from(text, 'latin1'), 'wrong_encoding', /line 9/],
    ['half of UTF-16', utf16(false, true).subarray(0, 101), 'wrong_encoding', /UTF-16LE/],
  ])('%s is refused, and nothing is done', async (_, content, code, message) => {
    const harness = await station();
    const outcome = await importing(harness, content);
    expect(outcome.status).toBe(1);
    expect(outcome.error()).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await starts(harness)).toEqual([]);
  });

  test('a file that is not there is named', async () => {
    const harness = await station();
    const outcome = await harness.run('timetable', 'import', 'none.ics', '--json');
    expect(outcome.error()).toMatchObject({ code: 'no_file', message: expect.stringContaining('none.ics') });
  });
});

const CUSTOM = (tzid: string, standard: string, daylight: string): string =>
  [
    'BEGIN:VTIMEZONE',
    `TZID:${tzid}`,
    'BEGIN:STANDARD',
    'DTSTART:16010101T030000',
    `TZOFFSETFROM:${daylight}`,
    `TZOFFSETTO:${standard}`,
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10',
    'END:STANDARD',
    'BEGIN:DAYLIGHT',
    'DTSTART:16010101T020000',
    `TZOFFSETFROM:${standard}`,
    `TZOFFSETTO:${daylight}`,
    'RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3',
    'END:DAYLIGHT',
    'END:VTIMEZONE',
    '',
  ].join('\r\n');

describe('TT-66: zones', () => {
  const at = (tzid: string): string => event('e', `DTSTART;TZID=${tzid}:20260705T200000`.replace('2026', '2027'));
  test.each([
    ['IANA', 'America/New_York', '', '2027-07-06T02:00'],
    ['Windows', '"W. Europe Standard Time"', '', '2027-07-05T20:00'],
    ['Windows, elsewhere', 'Eastern Standard Time', '', '2027-07-06T02:00'],
    ['at the end of a path', '/mozilla.org/20050126_1/Asia/Tokyo', '', '2027-07-05T13:00'],
    ['by its clocks', 'Our town', CUSTOM('Our town', '+0100', '+0200'), '2027-07-05T20:00'],
    [
      'by its clocks, elsewhere',
      'Customized Time Zone',
      CUSTOM('Customized Time Zone', '+0200', '+0300')
        .replaceAll('T030000', 'T040000')
        .replaceAll('T020000', 'T030000'),
      '2027-07-05T19:00',
    ],
  ])('%s', async (_, tzid, zone, start) => {
    const harness = await station();
    expect(await importing(harness, calendar(zone, at(tzid)))).toMatchObject({ status: 0, err: '' });
    expect((await starts(harness)).map((each) => each.slice(0, 16))).toEqual([start]);
  });

  test.each([
    ['without its VTIMEZONE', 'Our town', ''],
    ['with clocks of nowhere', 'Our town', CUSTOM('Our town', '+0117', '+0242')],
  ])('one %s refuses its event', async (_, tzid, zone) => {
    const harness = await station();
    const outcome = await importing(harness, calendar(zone, GOOD, at(tzid)));
    expect(outcome.error()).toMatchObject({ code: 'bad_events', message: expect.stringContaining('"Our town"') });
    expect(await starts(harness)).toEqual([]);
  });
});

describe('TT-68: events', () => {
  test.each([
    ['whole day', 'all_day', event('e', 'DTSTART;VALUE=DATE:20261205', 'DTEND;VALUE=DATE:20261206')],
    ['no length', 'wrong_length', event('e', 'DURATION:PT0S')],
    ['25 hours', 'wrong_length', event('e', 'DURATION:PT25H')],
    ['8 days', 'wrong_length', event('e', 'DURATION:P8D')],
    ['end before start', 'wrong_length', event('e', 'DTEND;TZID=Europe/Brussels:20261205T190000')],
    ['no start', 'no_start', event('e').replace(/DTSTART.*\r\n/, '')],
    ['no UID', 'no_uid', event('e').replace(/UID.*\r\n/, '')],
    ['a UID again', 'same_uid', event('good')],
    ['no date', 'bad_local_time', event('e', 'DTSTART:20261305T200000Z')],
    ['every minute', 'bad_rule', event('e', 'RRULE:FREQ=MINUTELY')],
    ['an unknown part', 'bad_rule', event('e', 'RRULE:FREQ=DAILY;BYEASTER=1')],
    ['30 February', 'never_matches', event('e', 'RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')],
    ['two rules', 'two_rules', event('e', 'RRULE:FREQ=DAILY', 'RRULE:FREQ=WEEKLY')],
    ['EXRULE', 'exrule', event('e', 'RRULE:FREQ=DAILY', 'EXRULE:FREQ=WEEKLY')],
    [
      'an RDATE before the start',
      'bad_local_time',
      event('e', 'RRULE:FREQ=DAILY', 'RDATE;TZID=Europe/Brussels:20261201T200000'),
    ],
    [
      'this and future',
      'this_and_future',
      `${event('e', 'RRULE:FREQ=DAILY')}${event('e', 'RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Brussels:20261206T200000')}`,
    ],
    [
      'no such occurrence',
      'no_occurrence',
      `${event('e', 'RRULE:FREQ=DAILY')}${event('e', 'RECURRENCE-ID;TZID=Europe/Brussels:20261206T210000')}`,
    ],
    ['all of it cancelled', 'cancelled_series', event('e', 'RRULE:FREQ=DAILY', 'STATUS:CANCELLED')],
    ['of a streamed program', 'not_scheduled', event('e', 'CATEGORIES:Night')],
    ['no title', 'no_name', event('e').replace('SUMMARY:Talk', 'SUMMARY:')],
  ])('%s: nothing is imported, or all but it', async (_, code, bad) => {
    const harness = await station();
    const text = calendar(GOOD, bad);
    const outcome = await importing(harness, text);
    expect(outcome.error()).toMatchObject({
      code: 'bad_events',
      message: expect.stringMatching(/^1 event cannot be imported/),
    });
    expect(await starts(harness)).toEqual([]);
    const rest = await importing(harness, text, '--skip-bad');
    expect(rest.json()).toMatchObject({ bad: [{ code, line: expect.any(Number) }], diffusions: { added: 1 } });
    expect(await starts(harness)).toEqual(['2026-12-05T20:00:00.000+01:00']);
  });

  test('TT-67: a first date that the rule does not have counts, and a whole day is excepted', async () => {
    const harness = await station();
    const text = calendar(event('e', 'RRULE:FREQ=WEEKLY;BYDAY=SU,MO;COUNT=4', 'EXDATE;VALUE=DATE:20261207'));
    expect(await importing(harness, text)).toMatchObject({ status: 0, err: '' });
    expect((await starts(harness)).map((start) => start.slice(0, 10))).toEqual([
      '2026-12-05',
      '2026-12-06',
      '2026-12-13',
    ]);
  });
});
