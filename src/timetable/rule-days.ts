import { dateOfDay, dayNumber, daysInMonth, isLeapYear, modulo, weekdayOf } from './recurrence-calendar.ts';
import type { Rule, WeekdayOf } from './rule.ts';

/** One year's days, 1 for each that matches. */
export interface YearDays {
  readonly firstDay: number;
  readonly matches: Uint8Array;
}

/**
 * Which days a rule matches by its BYMONTH, BYWEEKNO, BYYEARDAY, BYMONTHDAY and BYDAY: those that match all of them. There are
 * no more than 28 kinds of years, so that each kind is worked out once.
 */
export class RuleDays {
  readonly #rule: Rule;
  /** No part of the rule leaves out a day. */
  readonly isEvery: boolean;
  readonly #byKind = new Map<number, Uint8Array>();
  #last: YearDays = { firstDay: 0, matches: new Uint8Array(0) };

  constructor(rule: Rule) {
    const { byMonth, byMonthDay, byYearDay, byWeekNo, byDay } = rule;
    this.#rule = rule;
    this.isEvery = [byMonth, byMonthDay, byYearDay, byWeekNo, byDay].every((part) => part === null);
  }

  matches(day: number): boolean {
    if (this.isEvery) return true;
    let at = day - this.#last.firstDay;
    if (at < 0 || at >= this.#last.matches.length) {
      this.#last = this.ofYear(dateOfDay(day).year);
      at = day - this.#last.firstDay;
    }
    return this.#last.matches[at] === 1;
  }

  ofYear(year: number): YearDays {
    const firstDay = dayNumber(year, 1, 1);
    const [leap, leapBefore, leapAfter] = [year, year - 1, year + 1].map((one) => (isLeapYear(one) ? 1 : 0));
    const kind = weekdayOf(firstDay) * 8 + (leap ?? 0) * 4 + (leapBefore ?? 0) * 2 + (leapAfter ?? 0);
    const known = this.#byKind.get(kind);
    if (known !== undefined) return { firstDay, matches: known };
    const matches = this.#matchesOf(year, firstDay);
    this.#byKind.set(kind, matches);
    return { firstDay, matches };
  }

  #matchesOf(year: number, firstDay: number): Uint8Array {
    const rule = this.#rule;
    const daysInYear = isLeapYear(year) ? 366 : 365;
    const matches = new Uint8Array(daysInYear);
    const byOrdinalOfMonth = rule.freq === 'MONTHLY' || rule.byMonth !== null;
    let dayOfYear = 0;
    for (let month = 1; month <= 12; month += 1) {
      const length = daysInMonth(year, month);
      const isMonth = rule.byMonth === null || rule.byMonth.includes(month);
      for (let day = 1; day <= length; day += 1) {
        dayOfYear += 1;
        if (!isMonth) continue;
        if (!isNth(rule.byMonthDay, day, length) || !isNth(rule.byYearDay, dayOfYear, daysInYear)) continue;
        const number = firstDay + dayOfYear - 1;
        const [at, size] = byOrdinalOfMonth ? [day, length] : [dayOfYear, daysInYear];
        if (!isWeekday(rule.byDay, weekdayOf(number), at, size)) continue;
        if (rule.byWeekNo !== null && !isWeek(rule.byWeekNo, number, rule.weekStart)) continue;
        matches[dayOfYear - 1] = 1;
      }
    }
    return matches;
  }
}

/** Counted from 1 on, or from -1 backwards. */
function isNth(wanted: readonly number[] | null, at: number, size: number): boolean {
  return wanted === null || wanted.includes(at) || wanted.includes(at - size - 1);
}

function isWeekday(wanted: readonly WeekdayOf[] | null, weekday: number, at: number, size: number): boolean {
  if (wanted === null) return true;
  const ordinal = Math.ceil(at / 7);
  const fromEnd = -Math.ceil((size - at + 1) / 7);
  return wanted.some(
    (one) => one.weekday === weekday && (one.ordinal === 0 || one.ordinal === ordinal || one.ordinal === fromEnd),
  );
}

/** Week 1 is the first with four days or more in its year (RFC 5545, section 3.3.10; ISO 8601 with another first weekday). */
function isWeek(wanted: readonly number[], day: number, weekStart: number): boolean {
  const start = weekStartOf(day, weekStart);
  const { year } = dateOfDay(start + 3);
  const firstWeek = weekStartOf(dayNumber(year, 1, 4), weekStart);
  const weeks = (weekStartOf(dayNumber(year + 1, 1, 4), weekStart) - firstWeek) / 7;
  return isNth(wanted, (start - firstWeek) / 7 + 1, weeks);
}

/** The first day of the week in which the day lies. */
export function weekStartOf(day: number, weekStart: number): number {
  return day - modulo(weekdayOf(day) - weekStart, 7);
}
