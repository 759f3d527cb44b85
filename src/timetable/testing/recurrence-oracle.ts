import type { Occurrence, Recurrence } from '../recurrence.ts';

/**
 * A second implementation of SPEC TT-1 to TT-8, to hold the first one to. It goes day by day (hour by hour) over the calendar and
 * asks of each whether it matches each part of the rule by that part's definition; all it knows of calendars and zones is
 * Temporal's. It shares no code with what it judges, and takes its time.
 */
export function oracleOccurrences(recurrence: Recurrence, fromMs: number, toMs: number): readonly Occurrence[] {
  const first = Temporal.PlainDateTime.from(recurrence.firstLocal);
  const last = zoned(toMs, recurrence.timeZone).add({ days: 2 });
  const byRule = oracleLocals(recurrence.rule, first, last, recurrence.timeZone);
  const locals = new Set(
    [...byRule, ...recurrence.extraLocals.map((local) => Temporal.PlainDateTime.from(local))].map(text),
  );
  const byInstant = new Map<number, Occurrence>();
  for (const local of locals) {
    if (Temporal.PlainDateTime.compare(Temporal.PlainDateTime.from(local), first) < 0) continue;
    const occurrence = oracleStart(local, recurrence.timeZone);
    const same = byInstant.get(occurrence.startMs);
    if (same === undefined || same.zoneNote === 'gap') byInstant.set(occurrence.startMs, occurrence);
  }
  return [...byInstant.values()]
    .filter(({ local, startMs }) => startMs >= fromMs && startMs < toMs && !recurrence.exceptLocals.includes(local))
    .sort((a, b) => a.startMs - b.startMs);
}

/** SPEC TT-2 by what Temporal says of the earlier and the later of the instants that a local time may be. */
function oracleStart(local: string, timeZone: string): Occurrence {
  const plain = Temporal.PlainDateTime.from(local);
  const [taken, earlier, later] = (['compatible', 'earlier', 'later'] as const).map((disambiguation) =>
    plain.toZonedDateTime(timeZone, { disambiguation }),
  ) as [Temporal.ZonedDateTime, Temporal.ZonedDateTime, Temporal.ZonedDateTime];
  const isThere = taken.toPlainDateTime().equals(plain);
  const isTwice = isThere && !earlier.equals(later);
  return { local, startMs: taken.epochMilliseconds, zoneNote: isThere ? (isTwice ? 'overlap' : null) : 'gap' };
}

function oracleLocals(
  rule: string,
  first: Temporal.PlainDateTime,
  last: Temporal.PlainDateTime,
  timeZone: string,
): readonly Temporal.PlainDateTime[] {
  if (rule === '') return [first];
  const parts = new Map(rule.split(';').map((part) => part.split('=') as [string, string]));
  const oracle = new Oracle(parts, first);
  const found: Temporal.PlainDateTime[] = [];
  let period: Temporal.PlainDateTime[] = [];
  let periodKey = '';
  const close = (): void => {
    found.push(...oracle.setPositions(period));
    period = [];
  };
  // BYSETPOS looks at the whole of the first period and of the last one
  const isWhole = parts.has('BYSETPOS');
  let day = isWhole ? first.toPlainDate().with({ month: 1, day: 1 }).subtract({ days: 7 }) : first.toPlainDate();
  const lastDay = last.toPlainDate().add({ days: isWhole ? 366 : 0 });
  for (; Temporal.PlainDate.compare(day, lastDay) <= 0; day = day.add({ days: 1 })) {
    if (!oracle.isDay(day)) continue;
    for (const local of oracle.times(day)) {
      const key = oracle.periodOf(local);
      if (key === null) continue;
      if (key !== periodKey) close();
      periodKey = key;
      period.push(local);
    }
  }
  close();
  const count = Number(parts.get('COUNT') ?? Number.POSITIVE_INFINITY);
  return found
    .filter((local) => Temporal.PlainDateTime.compare(local, first) >= 0)
    .slice(0, count)
    .filter((local) => isWithin(local, parts.get('UNTIL'), timeZone))
    .filter((local) => Temporal.PlainDateTime.compare(local, last) <= 0);
}

/** UNTIL is the whole of its day or second; with `Z` it is an instant. */
function isWithin(local: Temporal.PlainDateTime, until: string | undefined, timeZone: string): boolean {
  if (until === undefined) return true;
  if (until.endsWith('Z')) {
    const startMs = local.toZonedDateTime(timeZone).epochMilliseconds;
    return startMs < Temporal.Instant.from(until).epochMilliseconds + 1000;
  }
  const plain = Temporal.PlainDateTime.from(until);
  const end = until.length === 8 ? plain.add({ days: 1 }) : plain.add({ seconds: 1 });
  return Temporal.PlainDateTime.compare(local, end) < 0;
}

const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];

class Oracle {
  readonly #parts: ReadonlyMap<string, string>;
  readonly #first: Temporal.PlainDateTime;
  readonly #freq: string;
  readonly #known = new Map<string, readonly number[] | null>();

  constructor(parts: ReadonlyMap<string, string>, first: Temporal.PlainDateTime) {
    this.#parts = parts;
    this.#first = first;
    this.#freq = parts.get('FREQ') ?? '';
  }

  isDay(day: Temporal.PlainDate): boolean {
    const month = this.#numbers('BYMONTH');
    if (month !== null && !month.includes(day.month)) return false;
    if (!this.#matches('BYMONTHDAY', day.day, day.daysInMonth)) return false;
    if (!this.#matches('BYYEARDAY', day.dayOfYear, day.daysInYear)) return false;
    if (!this.#isWeek(day) || !this.#isWeekday(day)) return false;
    return this.#isImplied(day);
  }

  /** What the rule leaves out is that of the first date. */
  #isImplied(day: Temporal.PlainDate): boolean {
    const has = (...names: string[]): boolean => names.some((name) => this.#parts.has(name));
    const first = this.#first;
    switch (this.#freq) {
      case 'YEARLY':
        if (has('BYDAY', 'BYMONTHDAY', 'BYYEARDAY')) return true;
        if (has('BYWEEKNO')) return day.dayOfWeek === first.dayOfWeek;
        return day.day === first.day && (has('BYMONTH') || day.month === first.month);
      case 'MONTHLY':
        return has('BYDAY', 'BYMONTHDAY') || day.day === first.day;
      case 'WEEKLY':
        return has('BYDAY') || day.dayOfWeek === first.dayOfWeek;
      default:
        return true;
    }
  }

  #isWeekday(day: Temporal.PlainDate): boolean {
    const wanted = this.#parts.get('BYDAY')?.split(',');
    if (wanted === undefined) return true;
    const name = WEEKDAYS[day.dayOfWeek - 1] ?? '';
    const ofMonth = this.#freq === 'MONTHLY' || this.#parts.has('BYMONTH');
    const [at, size] = ofMonth ? [day.day, day.daysInMonth] : [day.dayOfYear, day.daysInYear];
    // the how manieth of its name it is, from the beginning and from the end
    const ordinal = Math.floor((at - 1) / 7) + 1;
    const fromEnd = -(Math.floor((size - at) / 7) + 1);
    return [name, `${ordinal}${name}`, `+${ordinal}${name}`, `${fromEnd}${name}`].some((one) => wanted.includes(one));
  }

  #isWeek(day: Temporal.PlainDate): boolean {
    const wanted = this.#numbers('BYWEEKNO');
    if (wanted === null) return true;
    const number = this.#weekNumber(day);
    // the last week of a year is the one before a week 1
    let weeks = number;
    for (let later = day.add({ days: 7 }); this.#weekNumber(later) !== 1; later = later.add({ days: 7 })) weeks += 1;
    return wanted.includes(number) || wanted.includes(number - weeks - 1);
  }

  /** A week belongs to the year that has four of its days or more: that has its fourth. */
  #weekNumber(day: Temporal.PlainDate): number {
    const fourth = this.#weekStart(day).add({ days: 3 });
    return Math.floor((fourth.dayOfYear - 1) / 7) + 1;
  }

  #weekStart(day: Temporal.PlainDate): Temporal.PlainDate {
    const starts = WEEKDAYS.indexOf(this.#parts.get('WKST') ?? 'MO') + 1;
    let start = day;
    while (start.dayOfWeek !== starts) start = start.subtract({ days: 1 });
    return start;
  }

  times(day: Temporal.PlainDate): readonly Temporal.PlainDateTime[] {
    const { hour, minute, second, millisecond } = this.#first;
    const all = Array.from({ length: 24 }, (_, index) => index);
    const hours = this.#numbers('BYHOUR') ?? (this.#freq === 'HOURLY' ? all : [hour]);
    const minutes = this.#numbers('BYMINUTE') ?? [minute];
    const seconds = (this.#numbers('BYSECOND') ?? [second]).map((one) => Math.min(one, 59));
    const times = new Map<string, Temporal.PlainDateTime>();
    for (const h of hours)
      for (const m of minutes)
        for (const s of seconds) {
          const local = day.toPlainDateTime({ hour: h, minute: m, second: s, millisecond });
          times.set(local.toString(), local);
        }
    return [...times.values()].sort(Temporal.PlainDateTime.compare);
  }

  /** Names the period of FREQ in which the local time lies; null when INTERVAL passes over it. */
  periodOf(local: Temporal.PlainDateTime): string | null {
    const interval = Number(this.#parts.get('INTERVAL') ?? 1);
    const number = this.#periodsSinceFirst(local);
    return number % interval === 0 ? String(number) : null;
  }

  #periodsSinceFirst(local: Temporal.PlainDateTime): number {
    const [day, first] = [local.toPlainDate(), this.#first.toPlainDate()];
    const days = (from: Temporal.PlainDate, to: Temporal.PlainDate): number =>
      from.until(to, { largestUnit: 'days' }).days;
    switch (this.#freq) {
      case 'YEARLY':
        return day.year - first.year;
      case 'MONTHLY':
        return (day.year - first.year) * 12 + day.month - first.month;
      case 'WEEKLY':
        return days(this.#weekStart(first), this.#weekStart(day)) / 7;
      case 'DAILY':
        return days(first, day);
      default:
        return days(first, day) * 24 + local.hour - this.#first.hour;
    }
  }

  setPositions(period: readonly Temporal.PlainDateTime[]): readonly Temporal.PlainDateTime[] {
    const wanted = this.#numbers('BYSETPOS');
    if (wanted === null) return period;
    return period.filter((_, index) => wanted.includes(index + 1) || wanted.includes(index - period.length));
  }

  #matches(name: string, value: number, size: number): boolean {
    const wanted = this.#numbers(name);
    return wanted === null || wanted.includes(value) || wanted.includes(value - size - 1);
  }

  #numbers(name: string): readonly number[] | null {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const numbers = this.#parts.get(name)?.split(',').map(Number) ?? null;
    this.#known.set(name, numbers);
    return numbers;
  }
}

function zoned(epochMs: number, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone).toPlainDateTime();
}

function text(local: Temporal.PlainDateTime): string {
  return local.toString({ fractionalSecondDigits: 3 });
}
