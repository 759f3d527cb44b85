/**
 * What it costs to turn recurrence rules into occurrences: 500 schedules over one year, from the text of the rule. Beside it, in
 * the same run and by turns, the packages `rrule` and `rrule-temporal`, on local time without a zone: what they give is held to be
 * the same. The last column is ours with everything: instants in a zone with changes of clocks, marked, as texts.
 *
 *   node bench/recurrence.bench.ts [schedules, 500]
 */
import rrule from 'rrule';
import { RRuleTemporal } from 'rrule-temporal';
import { occurrences } from '../src/timetable/occurrences.ts';
import { type WallMs, wallMsOf } from '../src/timetable/recurrence-local.ts';
import { completeRule } from '../src/timetable/rule-complete.ts';
import { expandRule } from '../src/timetable/rule-expand.ts';
import { parseRule } from '../src/timetable/rule-parse.ts';
import { figuresOf, table } from './figures.ts';

const { RRule } = rrule;
const SCHEDULES = Number(process.argv[2] ?? 500);
const ROUNDS = 5;
const FROM_MS = Date.UTC(2026, 0, 1);
const TO_MS = Date.UTC(2027, 0, 1);
const FROM = Temporal.Instant.fromEpochMilliseconds(FROM_MS).toZonedDateTimeISO('UTC');
/** Their ends belong to the window. */
const LAST_MS = TO_MS - 1;
const LAST = Temporal.Instant.fromEpochMilliseconds(LAST_MS).toZonedDateTimeISO('UTC');

const SHAPES: readonly (readonly [what: string, rule: string, sinceYear: number])[] = [
  ['weekly', 'FREQ=WEEKLY;BYDAY=TU', 2026],
  ['weekly since 2010', 'FREQ=WEEKLY;BYDAY=TU', 2010],
  ['weekly, 3,000 times, since 2010', 'FREQ=WEEKLY;BYDAY=TU;COUNT=3000', 2010],
  ['two days a week', 'FREQ=WEEKLY;BYDAY=TU,TH', 2026],
  ['one week in two', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=FR', 2026],
  ['first and third Sunday', 'FREQ=MONTHLY;BYDAY=1SU,3SU', 2026],
  ['last weekday of the month', 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 2026],
  ['daily', 'FREQ=DAILY', 2026],
];

/** Each a different time of day. */
function firstLocal(schedule: number, year: number): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-01-01T${two(schedule % 24)}:${two(schedule % 60)}:00.000`;
}

function ours(rule: string, first: WallMs): readonly number[] {
  const window = { fromWallMs: FROM_MS, toWallMs: TO_MS };
  return expandRule(completeRule(parseRule(rule), first), window, Number.POSITIVE_INFINITY);
}

function theirs(rule: string, first: WallMs): readonly number[] {
  const options = { ...RRule.parseString(rule), dtstart: new Date(first) };
  return new RRule(options).between(new Date(FROM_MS), new Date(LAST_MS), true).map((date) => date.getTime());
}

function temporals(rule: string, first: WallMs): readonly number[] {
  const start = new Date(first).toISOString().slice(0, 19).replaceAll(/[-:]/g, '');
  const parsed = new RRuleTemporal({ rruleString: `DTSTART:${start}Z\nRRULE:${rule}`, temporal: Temporal });
  return parsed.between(FROM, LAST, true).map((at) => at.epochMilliseconds);
}

function zoned(rule: string, first: string): readonly number[] {
  const recurrence = { rule, firstLocal: first, timeZone: 'Europe/Brussels', extraLocals: [], exceptLocals: [] };
  return occurrences(recurrence, FROM_MS, TO_MS).map(({ startMs }) => startMs);
}

/** @returns milliseconds of all schedules together */
function timed(expand: (schedule: number) => readonly number[]): number {
  const before = performance.now();
  for (let schedule = 0; schedule < SCHEDULES; schedule += 1) expand(schedule);
  return performance.now() - before;
}

const rows = SHAPES.map(([what, rule, year]) => {
  const firsts = Array.from({ length: SCHEDULES }, (_, schedule) => firstLocal(schedule, year));
  const walls = firsts.map((local) => wallMsOf(local));
  const of = (schedule: number): WallMs => walls[schedule] ?? 0;
  const ways = {
    ours: (schedule: number) => ours(rule, of(schedule)),
    rrule: (schedule: number) => theirs(rule, of(schedule)),
    temporal: (schedule: number) => temporals(rule, of(schedule)),
    zoned: (schedule: number) => zoned(rule, firsts[schedule] ?? ''),
  };
  for (let schedule = 0; schedule < 24; schedule += 1) {
    const [expected, ...others] = [ways.ours, ways.rrule, ways.temporal].map((way) => JSON.stringify(way(schedule)));
    if (others.some((other) => other !== expected)) throw new Error(`${rule}: they do not agree on what it means`);
  }
  const spent: Record<keyof typeof ways, number[]> = { ours: [], rrule: [], temporal: [], zoned: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const way of ['ours', 'rrule', 'temporal', 'zoned'] as const) spent[way].push(timed(ways[way]));
  }
  const median = (way: keyof typeof ways): number => figuresOf(spent[way]).median;
  return {
    rule: what,
    occurrences: ways.ours(0).length * SCHEDULES,
    'ours, ms': median('ours'),
    'rrule, ms': median('rrule'),
    'times ours': median('rrule') / median('ours'),
    'rrule-temporal, ms': median('temporal'),
    'times ours ': median('temporal') / median('ours'),
    'with zones and texts, ms': median('zoned'),
  };
});
console.log(`${SCHEDULES} schedules, one year each; the middle of ${ROUNDS} rounds`);
console.log(table(rows));
