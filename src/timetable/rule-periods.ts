import { dateOfDay, dayNumber, daysInMonth, modulo } from './recurrence-calendar.ts';
import { DAY_MS, HOUR_MS, type WallMs } from './recurrence-local.ts';
import type { CompleteRule } from './rule-complete.ts';
import { RuleDays, weekStartOf } from './rule-days.ts';

/** The periods of a rule's FREQ (its years, months, weeks, days, hours), numbered from that of the first date, which is 0. */
export interface Periods {
  /** Each has as many matches as any other. */
  readonly areAlike: boolean;
  /** The number of the one in which the local time lies. */
  at(wallMs: WallMs): number;
  startOf(number: number): WallMs;
  /** Adds the local times that match the rule within the period, in order; INTERVAL and the first date are not looked at. */
  collect(number: number, into: WallMs[]): void;
  /** The next period that may have anything, when the one that is asked for and those between cannot. */
  next(number: number): number;
}

export function periodsOf(rule: CompleteRule): Periods {
  switch (rule.freq) {
    case 'YEARLY':
      return yearly(rule);
    case 'MONTHLY':
      return monthly(rule);
    case 'WEEKLY':
      return weekly(rule);
    case 'DAILY':
      return daily(rule);
    case 'HOURLY':
      return hourly(rule);
  }
}

function yearly(rule: CompleteRule): Periods {
  const days = new RuleDays(rule);
  const { year: firstYear } = dateAt(rule.firstWallMs);
  return {
    areAlike: false,
    at: (wallMs) => dateAt(wallMs).year - firstYear,
    startOf: (number) => dayNumber(firstYear + number, 1, 1) * DAY_MS,
    collect(number, into) {
      const { firstDay, matches } = days.ofYear(firstYear + number);
      for (let at = matches.indexOf(1); at >= 0; at = matches.indexOf(1, at + 1)) addTimes(rule, firstDay + at, into);
    },
    next: one,
  };
}

function monthly(rule: CompleteRule): Periods {
  const days = new RuleDays(rule);
  const monthAt = (wallMs: WallMs): number => {
    const { year, month } = dateAt(wallMs);
    return year * 12 + month - 1;
  };
  const firstMonth = monthAt(rule.firstWallMs);
  const date = (number: number): readonly [year: number, month: number] => {
    const month = modulo(firstMonth + number, 12);
    return [(firstMonth + number - month) / 12, month + 1];
  };
  return {
    areAlike: false,
    at: (wallMs) => monthAt(wallMs) - firstMonth,
    startOf: (number) => dayNumber(...date(number), 1) * DAY_MS,
    collect(number, into) {
      const [year, month] = date(number);
      const { firstDay, matches } = days.ofYear(year);
      const from = dayNumber(year, month, 1) - firstDay;
      const to = from + daysInMonth(year, month);
      for (let at = from; at < to; at += 1) if (matches[at] === 1) addTimes(rule, firstDay + at, into);
    },
    next: one,
  };
}

function weekly(rule: CompleteRule): Periods {
  const inMonth = new RuleDays({ ...rule, byDay: null });
  const firstWeek = weekStartOf(dayAt(rule.firstWallMs), rule.weekStart);
  const offsets = [...new Set((rule.byDay ?? []).map(({ weekday }) => modulo(weekday - rule.weekStart, 7)))].sort(
    (a, b) => a - b,
  );
  return {
    areAlike: rule.byMonth === null,
    at: (wallMs) => Math.floor((dayAt(wallMs) - firstWeek) / 7),
    startOf: (number) => (firstWeek + number * 7) * DAY_MS,
    collect(number, into) {
      for (const offset of offsets) {
        const day = firstWeek + number * 7 + offset;
        if (inMonth.matches(day)) addTimes(rule, day, into);
      }
    },
    next: one,
  };
}

function daily(rule: CompleteRule): Periods {
  const days = new RuleDays(rule);
  const firstDay = dayAt(rule.firstWallMs);
  return {
    areAlike: days.isEvery,
    at: (wallMs) => dayAt(wallMs) - firstDay,
    startOf: (number) => (firstDay + number) * DAY_MS,
    collect(number, into) {
      if (days.matches(firstDay + number)) addTimes(rule, firstDay + number, into);
    },
    next: one,
  };
}

function hourly(rule: CompleteRule): Periods {
  const days = new RuleDays(rule);
  const firstHour = Math.floor(rule.firstWallMs / HOUR_MS);
  return {
    areAlike: days.isEvery && rule.byHour === null,
    at: (wallMs) => Math.floor(wallMs / HOUR_MS) - firstHour,
    startOf: (number) => (firstHour + number) * HOUR_MS,
    collect(number, into) {
      const hour = firstHour + number;
      const isHour = rule.byHour === null || rule.byHour.includes(modulo(hour, 24));
      if (!isHour || !days.matches(Math.floor(hour / 24))) return;
      for (const timeMs of rule.timesMs) into.push(hour * HOUR_MS + timeMs);
    },
    next(number) {
      const day = Math.floor((firstHour + number) / 24);
      return days.matches(day) ? number + 1 : (day + 1) * 24 - firstHour;
    },
  };
}

function one(number: number): number {
  return number + 1;
}

function addTimes({ timesMs }: CompleteRule, day: number, into: WallMs[]): void {
  for (const timeMs of timesMs) into.push(day * DAY_MS + timeMs);
}

function dayAt(wallMs: WallMs): number {
  return Math.floor(wallMs / DAY_MS);
}

function dateAt(wallMs: WallMs): ReturnType<typeof dateOfDay> {
  return dateOfDay(dayAt(wallMs));
}
