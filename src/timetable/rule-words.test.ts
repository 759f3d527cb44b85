import { expect, test } from 'vitest';
import { ruleInWords } from './rule-words.ts';

/** A Sunday. */
const FIRST = '2026-12-06T20:00:30.000';

test.each([
  ['', 'once, on Sunday 2026-12-06 at 20:00:30'],
  ['FREQ=WEEKLY', 'every Sunday at 20:00:30'],
  ['FREQ=WEEKLY;BYDAY=TU,TH', 'every Tuesday and Thursday at 20:00:30'],
  ['FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', 'every 2 weeks on Friday at 20:00:30'],
  ['FREQ=MONTHLY;BYDAY=1SU,3SU', 'every month on the first and third Sunday at 20:00:30'],
  ['FREQ=MONTHLY;BYDAY=-1SA', 'every month on the last Saturday at 20:00:30'],
  ['FREQ=DAILY', 'every day at 20:00:30'],
  ['FREQ=DAILY;BYDAY=MO,TU', 'every day if it is Monday or Tuesday at 20:00:30'],
  ['FREQ=HOURLY;INTERVAL=3', 'every 3 hours from 20:00:30 on'],
  ['FREQ=HOURLY;BYMINUTE=5,35', 'every hour at 05:30 and 35:30 past the hour'],
  ['FREQ=HOURLY;BYHOUR=8,9;BYMINUTE=0', 'every hour at 00:30 past 08:00 and 09:00'],
  ['FREQ=YEARLY', 'every year in December on the 6th at 20:00:30'],
  ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', 'every year in the 20th week of the year on Monday at 20:00:30'],
  ['FREQ=YEARLY;BYDAY=20MO', 'every year on the 20th Monday of the year at 20:00:30'],
  ['FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR', 'every month on the 13th if it is Friday at 20:00:30'],
  [
    'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    'every month on Monday, Tuesday, Wednesday, Thursday and Friday at 20:00:30 (only the last of these in each month)',
  ],
  ['FREQ=MONTHLY;BYMONTHDAY=15,-1;COUNT=10', 'every month on the 15th and last day at 20:00:30, 10 times'],
  [
    'FREQ=DAILY;BYHOUR=6,7,8,9,10,11;UNTIL=20271231',
    'every day at 06:00:30, 07:00:30, 08:00:30 and 3 more, until 2027-12-31',
  ],
  ['FREQ=DAILY;UNTIL=20271231T190000Z', 'every day at 20:00:30, until 2027-12-31 19:00:00 UTC'],
  ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYMONTH=7,8', 'every day in July and August at 20:00:30'],
  ['FREQ=MONTHLY;BYDAY=1SU,-1SA', 'every month on the first Sunday and the last Saturday at 20:00:30'],
])('%s is in words: %s', (rule, words) => {
  expect(ruleInWords(rule, FIRST)).toBe(words);
});

test('the time has the seconds and milliseconds that there are', () => {
  expect(ruleInWords('FREQ=DAILY', '2026-12-06T20:00:00.000')).toBe('every day at 20:00');
  expect(ruleInWords('FREQ=DAILY', '2026-12-06T20:00:00.250')).toBe('every day at 20:00:00.250');
});
