import { expect, test } from 'vitest';
import { occurrences } from './occurrences.ts';
import { checkRecurrence } from './recurrence-check.ts';

/**
 * The examples of RFC 5545, section 3.8.5.3, with the dates that it gives: year, then days of months, and times where they are
 * not 09:00. Left out are those that are every minute, and those that only differ in the form of their UNTIL.
 */
const FIRST = '1997-09-02T09:00:00.000';
const EXAMPLES: [rule: string, dates: string, first?: string][] = [
  ['FREQ=DAILY;COUNT=10', '1997 09-02 09-03 09-04 09-05 09-06 09-07 09-08 09-09 09-10 09-11'],
  ['FREQ=DAILY;INTERVAL=10;COUNT=5', '1997 09-02 09-12 09-22 10-02 10-12'],
  ['FREQ=WEEKLY;COUNT=10', '1997 09-02 09-09 09-16 09-23 09-30 10-07 10-14 10-21 10-28 11-04'],
  [
    'FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH',
    '1997 09-02 09-04 09-09 09-11 09-16 09-18 09-23 09-25 09-30 10-02',
  ],
  [
    'FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR',
    '1997 09-01 09-03 09-05 09-15 09-17 09-19 09-29 10-01 10-03 10-13 10-15 10-17 10-27 10-29 10-31 11-10 11-12 11-14 11-24 11-26 11-28 12-08 12-10 12-12 12-22',
    '1997-09-01T09:00:00.000',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', '1997 09-02 09-04 09-16 09-18 09-30 10-02 10-14 10-16'],
  [
    'FREQ=MONTHLY;COUNT=10;BYDAY=1FR',
    '1997 09-05 10-03 11-07 12-05 1998 01-02 02-06 03-06 04-03 05-01 06-05',
    '1997-09-05T09:00:00.000',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU',
    '1997 09-07 09-28 11-02 11-30 1998 01-04 01-25 03-01 03-29 05-03 05-31',
    '1997-09-07T09:00:00.000',
  ],
  ['FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '1997 09-22 10-20 11-17 12-22 1998 01-19 02-16', '1997-09-22T09:00:00.000'],
  ['FREQ=MONTHLY;BYMONTHDAY=-3;COUNT=6', '1997 09-28 10-29 11-28 12-29 1998 01-29 02-26', '1997-09-28T09:00:00.000'],
  ['FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15', '1997 09-02 09-15 10-02 10-15 11-02 11-15 12-02 12-15 1998 01-02 01-15'],
  [
    'FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1',
    '1997 09-30 10-01 10-31 11-01 11-30 12-01 12-31 1998 01-01 01-31 02-01',
    '1997-09-30T09:00:00.000',
  ],
  [
    'FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15',
    '1997 09-10 09-11 09-12 09-13 09-14 09-15 1999 03-10 03-11 03-12 03-13',
    '1997-09-10T09:00:00.000',
  ],
  [
    'FREQ=YEARLY;COUNT=10;BYMONTH=6,7',
    '1997 06-10 07-10 1998 06-10 07-10 1999 06-10 07-10 2000 06-10 07-10 2001 06-10 07-10',
    '1997-06-10T09:00:00.000',
  ],
  [
    'FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3',
    '1997 03-10 1999 01-10 02-10 03-10 2001 01-10 02-10 03-10 2003 01-10 02-10 03-10',
    '1997-03-10T09:00:00.000',
  ],
  [
    'FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200',
    '1997 01-01 04-10 07-19 2000 01-01 04-09 07-18 2003 01-01 04-10 07-19 2006 01-01',
    '1997-01-01T09:00:00.000',
  ],
  ['FREQ=YEARLY;BYDAY=20MO;COUNT=3', '1997 05-19 1998 05-18 1999 05-17', '1997-05-19T09:00:00.000'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=3', '1997 05-12 1998 05-11 1999 05-17', '1997-05-12T09:00:00.000'],
  [
    'FREQ=YEARLY;BYMONTH=3;BYDAY=TH;COUNT=11',
    '1997 03-13 03-20 03-27 1998 03-05 03-12 03-19 03-26 1999 03-04 03-11 03-18 03-25',
    '1997-03-13T09:00:00.000',
  ],
  ['FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=5', '1998 02-13 03-13 11-13 1999 08-13 2000 10-13'],
  [
    'FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13;COUNT=10',
    '1997 09-13 10-11 11-08 12-13 1998 01-10 02-07 03-07 04-11 05-09 06-13',
    '1997-09-13T09:00:00.000',
  ],
  [
    'FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3',
    '1996 11-05 2000 11-07 2004 11-02',
    '1996-11-05T09:00:00.000',
  ],
  ['FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997 09-04 10-07 11-06', '1997-09-04T09:00:00.000'],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7',
    '1997 09-29 10-30 11-27 12-30 1998 01-29 02-26 03-30',
    '1997-09-29T09:00:00.000',
  ],
  ['FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T170000', '1997 09-02T09:00 09-02T12:00 09-02T15:00'],
  [
    'FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40;COUNT=4',
    '1997 09-02T09:00 09-02T09:20 09-02T09:40 09-02T10:00',
  ],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997 08-05 08-10 08-19 08-24', '1997-08-05T09:00:00.000'],
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997 08-05 08-17 08-19 08-31', '1997-08-05T09:00:00.000'],
  ['FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007 01-15 01-30 02-15 03-15 03-30', '2007-01-15T09:00:00.000'],
];

test.each(EXAMPLES)('TT-4, TT-6, TT-7: RFC 5545 has %s', (rule, dates, firstLocal = FIRST) => {
  const recurrence = { rule, firstLocal, timeZone: 'America/New_York', extraLocals: [], exceptLocals: [] };
  checkRecurrence(recurrence);
  const found = occurrences(recurrence, 0, Date.UTC(2030));
  expect(found.map(({ local }) => local)).toEqual(localsOf(dates));
  // 9 o'clock is 9 o'clock, summer and winter
  const clock = new Intl.DateTimeFormat('sv', {
    timeZone: 'America/New_York',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  expect(found.map(({ startMs }) => clock.format(startMs))).toEqual(
    found.map(({ local }) => local.slice(0, 19).replace('T', ' ')),
  );
});

function localsOf(dates: string): readonly string[] {
  let year = '';
  return dates.split(' ').flatMap((word) => {
    if (/^\d{4}$/.test(word)) {
      year = word;
      return [];
    }
    return [`${year}-${word}${word.includes('T') ? '' : 'T09:00'}:00.000`];
  });
}
