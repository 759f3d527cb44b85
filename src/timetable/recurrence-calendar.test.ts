import { expect, test } from 'vitest';
import { dateOfDay, dayNumber, daysInMonth, isLeapYear, weekdayOf } from './recurrence-calendar.ts';

test('days, dates and weekdays are those of the calendar, over the turn of centuries and before 1970', () => {
  const epoch = new Temporal.PlainDate(1970, 1, 1);
  const spans = [
    ['0001-01-01', 800],
    ['1899-11-01', 500],
    ['1969-06-01', 400],
    ['1999-12-01', 900],
    ['2019-12-01', 8000],
    ['2099-12-01', 500],
    ['9998-06-01', 500],
  ] as const;
  for (const [from, days] of spans) {
    let date = Temporal.PlainDate.from(from);
    for (let step = 0; step < days; step += 1) {
      const number = epoch.until(date, { largestUnit: 'days' }).days;
      const { year, month, day } = date;
      expect(dayNumber(year, month, day)).toBe(number);
      expect(dateOfDay(number)).toEqual({ year, month, day });
      expect(weekdayOf(number)).toBe(date.dayOfWeek - 1);
      expect(daysInMonth(year, month)).toBe(date.daysInMonth);
      expect(isLeapYear(year)).toBe(date.inLeapYear);
      date = date.add({ days: 1 });
    }
  }
});
