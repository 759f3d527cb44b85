import { type Command, Option } from 'commander';
import {
  DAILY_RULE,
  hourlyRule,
  PRESETS,
  type Preset,
  presetRule,
  WEEKDAYS_RULE,
  weeklyRule,
} from '../timetable/presets.ts';
import { weekdayOf } from '../timetable/recurrence-calendar.ts';
import { DAY_MS, wallMsOf } from '../timetable/recurrence-local.ts';
import { parseRule } from '../timetable/rule-parse.ts';
import { RefusedError } from '../values/errors.ts';
import { readDate } from './local-option.ts';
import { readOption, UsageError } from './usage-error.ts';
import { wholeNumber } from './values.ts';

/** What of the command line says how a schedule recurs. */
export interface RuleOptions {
  readonly every?: Every;
  /** 0 is Monday. */
  readonly days?: readonly number[];
  readonly preset?: Preset;
  readonly rule?: string;
  readonly until?: string;
  readonly count?: number;
}

interface Every {
  readonly count: number;
  readonly unit: 'hour' | 'day' | 'weekday' | 'week' | 'month';
}

const DAY_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Declares the options that say how a schedule recurs. */
export function withRule(command: Command): Command {
  const alone = (option: Option, others: readonly string[]) => option.conflicts([...others]);
  return command
    .addOption(
      alone(new Option('--every <span>', 'week, day, weekday, month, or so many: "2 weeks", "6 hours"'), [
        'preset',
        'rule',
      ]).argParser(readEvery),
    )
    .addOption(alone(new Option('--days <days>', 'of the week: tue,thu'), ['preset', 'rule']).argParser(readDays))
    .addOption(
      alone(new Option('--preset <preset>', 'the weekday is that of the first date').choices(PRESETS), ['rule']),
    )
    .option('--rule <rrule>', 'a recurrence rule of RFC 5545, such as "FREQ=WEEKLY;BYDAY=SU"', readRule)
    .addOption(new Option('--until <date>', 'the last day on which it may be').conflicts('count'))
    .option('--count <number>', 'how many there are', wholeNumber('--count', { min: 1, max: 100_000 }));
}

export function isRuleGiven({ every, days, preset, rule, until, count }: RuleOptions): boolean {
  return [every, days, preset, rule, until, count].some((option) => option !== undefined);
}

/**
 * The value of an RRULE; empty: once.
 * @param was the rule that is there, of which only the end may be another
 */
export function ruleOf(options: RuleOptions, firstLocal: string, was: string | null = null): string {
  const { until, count } = options;
  const rule = ruleWithoutEnd(options, firstLocal) ?? withoutEnd(was ?? '');
  if (until === undefined && count === undefined) return rule;
  if (rule === '') {
    throw new UsageError(
      'wrong_end',
      'what is once has no end: --until and --count go with --every, --preset or --rule',
    );
  }
  if (/(^|;)(UNTIL|COUNT)=/i.test(rule)) {
    throw new UsageError(
      'wrong_end',
      'the rule has an end of its own: leave out --until and --count, or UNTIL and COUNT',
    );
  }
  return `${rule};${count === undefined ? `UNTIL=${untilText(until ?? '')}` : `COUNT=${count}`}`;
}

function ruleWithoutEnd({ every, days, preset, rule }: RuleOptions, firstLocal: string): string | null {
  if (rule !== undefined) return rule;
  if (preset !== undefined) return presetRule(preset, firstLocal);
  if (days !== undefined) return onDays(days, every ?? { count: 1, unit: 'week' });
  return every === undefined ? null : everyRule(every, firstLocal);
}

function onDays(days: readonly number[], { count, unit }: Every): string {
  if (unit === 'week') return weeklyRule(days, count);
  throw new UsageError('wrong_days', `--days goes with weeks, not with ${unit}s: --every week --days tue,thu`);
}

function everyRule({ count, unit }: Every, firstLocal: string): string {
  const interval = count === 1 ? '' : `;INTERVAL=${count}`;
  switch (unit) {
    case 'hour':
      return hourlyRule(count);
    case 'day':
      return `${DAILY_RULE}${interval}`;
    case 'weekday':
      return WEEKDAYS_RULE;
    case 'week':
      return weeklyRule([weekdayOf(Math.floor(wallMsOf(firstLocal) / DAY_MS))], count);
    case 'month':
      return `FREQ=MONTHLY${interval}`;
  }
}

function withoutEnd(rule: string): string {
  return rule
    .split(';')
    .filter((part) => !/^(UNTIL|COUNT)=/i.test(part))
    .join(';');
}

function untilText(text: string): string {
  const { date, time } = readDate('--until', text);
  const day = date.replaceAll('-', '');
  return time === null ? day : `${day}T${time.slice(0, 8).replaceAll(':', '')}`;
}

function readRule(text: string): string {
  return readOption('--rule', () => {
    parseRule(text);
    return text.toUpperCase();
  });
}

function readEvery(text: string): Every {
  return readOption('--every', () => {
    const [, count = '1', unit] = /^(?:(\d{1,5})\s*)?(hour|day|weekday|week|month)s?$/i.exec(text.trim()) ?? [];
    const known = unit?.toLowerCase() as Every['unit'] | undefined;
    if (known !== undefined && Number(count) >= 1 && (known !== 'weekday' || count === '1')) {
      return { count: Number(count), unit: known };
    }
    throw new RefusedError(
      'wrong_every',
      `${JSON.stringify(text)} is not allowed; allowed: hour, day, weekday, week, month, or so many of them, such as "2 weeks"`,
      { given: text },
    );
  });
}

function readDays(text: string): readonly number[] {
  return readOption('--days', () =>
    text.split(',').map((given) => {
      const name = given.trim().toLowerCase();
      const found = DAY_NAMES.findIndex((day) => name.length >= 2 && day.startsWith(name));
      if (found >= 0) return found;
      throw new RefusedError(
        'wrong_days',
        `${JSON.stringify(given)} is no day of the week; allowed: mon, tue, wed, thu, fri, sat, sun, with commas between them`,
        { given },
      );
    }),
  );
}
