import type { Occurrence, Recurrence } from '../timetable/recurrence.ts';
import { firstMatch } from '../timetable/recurrence-check.ts';
import { zonedStart } from '../timetable/zone.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Diffusion, Program, Schedule } from '../values/model.ts';
import { durationValue, type Line, utcTime } from './ics-text.ts';
import { localValue, timeValue } from './ics-zone.ts';
import { occurrencesWithin, recurrenceOf, rerunLocalOf, rerunLocals } from './occurrences-within.ts';
import { shiftedRecurrence } from './shifted-rule.ts';

/** What a schedule is on a calendar: one event that is repeated. */
export interface Series {
  readonly schedule: Schedule;
  readonly recurrence: Recurrence;
  /** DTSTART, DURATION, RRULE, RDATE, EXDATE. */
  readonly times: readonly Line[];
  /** What a RECURRENCE-ID of an occurrence is: the value, with its parameters. */
  idOf(occurrence: Occurrence): string;
}

const YEAR_MS = 366 * 86_400_000;
/** Says that there is nothing but the first date. */
export const ONCE = 'FREQ=DAILY;COUNT=1';
/** So far ahead it is looked what the clocks do to a schedule. */
const AHEAD_MS = 2 * YEAR_MS;

/**
 * What of a schedule made is named by its own local times here: what made of a rerun is named by those of its initial one
 * otherwise (SPEC TT-25).
 */
export function ownOccurrences(
  schedule: Schedule,
  schedules: readonly Schedule[],
  made: readonly Diffusion[],
): readonly Diffusion[] {
  const { initialId, offset, firstLocal, timeZone } = schedule;
  const initial = schedules.find(({ id }) => id === initialId);
  if (initial === undefined || offset === null) return made;
  return made.map((one) => {
    if (one.occurrenceLocal === null) return one;
    const local = rerunLocalOf(initial.timeZone, { offset, firstLocal, timeZone }, one.occurrenceLocal);
    return { ...one, occurrenceLocal: local };
  });
}

/** @param made what the schedule made, by its {@link ownOccurrences}; null is returned where there is nothing to be written */
export function seriesOf(
  schedule: Schedule,
  schedules: readonly Schedule[],
  program: Program,
  made: readonly Diffusion[],
  nowMs: number,
): Series | null {
  const whole = recurrenceFor(schedule, schedules, made, nowMs);
  const recurrence = whole === null ? null : withoutPause(whole, program.pause, made, nowMs);
  const firstLocal = recurrence === null ? null : firstMatch(recurrence);
  if (recurrence === null || firstLocal === null) return null;
  const { timeZone, rule, extraLocals, exceptLocals } = recurrence;
  // what is at a local time that is skipped, or comes twice, an extra date can say as the instant
  const extras = new Map(extraLocals.map((local) => [local, extraValue(local, timeZone)]));
  const dates = (name: string, values: readonly string[]): readonly Line[] => values.map((value) => `${name}${value}`);
  return {
    schedule,
    recurrence,
    times: [
      `DTSTART${localValue(firstLocal, timeZone)}`,
      `DURATION:${durationValue(schedule.durationSeconds * 1000)}`,
      ...(rule === '' ? onceRule(extraLocals) : [`RRULE:${calendarRule(rule, timeZone)}`]),
      ...dates('RDATE', [...extras.values()]),
      ...dates(
        'EXDATE',
        exceptLocals
          .filter((local) => local >= firstLocal)
          .map((local) => extras.get(local) ?? localValue(local, timeZone)),
      ),
    ],
    idOf: ({ local }) => extras.get(local) ?? localValue(local, timeZone),
  };
}

/** Some readers have no first date where there are others and no rule. */
function onceRule(extraLocals: readonly string[]): readonly Line[] {
  return extraLocals.length === 0 ? [] : [`RRULE:${ONCE}`];
}

function extraValue(local: string, timeZone: string): string {
  const { startMs, zoneNote } = zonedStart(local, timeZone);
  return zoneNote === null ? localValue(local, timeZone) : timeValue(instantFromMs(startMs), timeZone);
}

/** UNTIL of what has a zone is in UTC (RFC 5545, 3.3.10). */
function calendarRule(rule: string, timeZone: string): string {
  return rule.toUpperCase().replace(/(?<=(?:^|;)UNTIL=)(\d{8})(T\d{6})?(?=;|$)/, (_, day: string, time = 'T235959') => {
    const local = Temporal.PlainDateTime.from(`${day}${time}`).toString({ smallestUnit: 'millisecond' });
    return utcTime(instantFromMs(zonedStart(local, timeZone).startMs));
  });
}

function recurrenceFor(
  schedule: Schedule,
  schedules: readonly Schedule[],
  made: readonly Diffusion[],
  nowMs: number,
): Recurrence | null {
  const { initialId, offset, firstLocal, timeZone } = schedule;
  if (initialId === null || offset === null) return recurrenceOf(schedule);
  const initial = schedules.find(({ id }) => id === initialId);
  if (initial === undefined) return null;
  const own = recurrenceOf(initial);
  const rerun = { offset, firstLocal, timeZone };
  const shifted = timeZone === own.timeZone ? shiftedRecurrence(beginningAt(own, firstLocal), offset) : null;
  const fromMs = zonedStart(own.firstLocal, own.timeZone).startMs;
  const wanted = [...rerunLocals(own, rerun, fromMs, nowMs + AHEAD_MS)];
  if (shifted !== null) {
    const rerunMs = zonedStart(shifted.firstLocal, timeZone).startMs;
    const locals = new Set([...occurrencesWithin(shifted, rerunMs, nowMs + AHEAD_MS)].map(({ local }) => local));
    if (
      wanted.every((local) => locals.delete(local) || isAfter(local, timeZone, nowMs + AHEAD_MS)) &&
      locals.size === 0
    ) {
      return { ...shifted, timeZone };
    }
  }
  // without a rule: what was made, day by day
  const known = new Set(wanted);
  const [first, ...extraLocals] = made
    .flatMap(({ occurrenceLocal }) => (occurrenceLocal !== null && known.has(occurrenceLocal) ? [occurrenceLocal] : []))
    .sort();
  return first === undefined ? null : { rule: '', firstLocal: first, timeZone, extraLocals, exceptLocals: [] };
}

function isAfter(local: string, timeZone: string, ms: number): boolean {
  return zonedStart(local, timeZone).startMs >= ms;
}

/** The same occurrences, but for those before the local time; with a COUNT, which begins at the first date, all of them. */
function beginningAt(recurrence: Recurrence, local: string): Recurrence {
  if (local <= recurrence.firstLocal || /COUNT=/i.test(recurrence.rule) || recurrence.rule === '') return recurrence;
  const fromMs = zonedStart(local, recurrence.timeZone).startMs;
  const plain = { ...recurrence, extraLocals: [], exceptLocals: [] };
  for (const occurrence of occurrencesWithin(plain, fromMs, fromMs + AHEAD_MS)) {
    if (occurrence.local < local) continue;
    const extraLocals = recurrence.extraLocals.filter((extra) => extra >= occurrence.local);
    return { ...recurrence, firstLocal: occurrence.local, extraLocals };
  }
  return recurrence;
}

/** What its pause leaves out is left out; a pause without an end ends it. What somebody put into the pause stays. */
function withoutPause(
  recurrence: Recurrence,
  pause: Program['pause'],
  made: readonly Diffusion[],
  nowMs: number,
): Recurrence | null {
  if (pause === null) return recurrence;
  const { timeZone, rule, firstLocal, extraLocals } = recurrence;
  const fromMs = pause.from.epochMilliseconds;
  const firstMs = zonedStart(firstLocal, timeZone).startMs;
  if (pause.to === null) {
    const before = extraLocals.filter((local) => !isAfter(local, timeZone, fromMs));
    if (firstMs >= fromMs) return null;
    const isShorter = rule !== '' && hasOccurrence(recurrence, fromMs, nowMs + AHEAD_MS);
    const ended = `${rule.replace(/;?(?:UNTIL|COUNT)=[^;]*/gi, '')};UNTIL=${utcTime(instantFromMs(fromMs - 1))}`;
    return { ...recurrence, extraLocals: before, rule: isShorter ? ended.replace(/^;/, '') : rule };
  }
  const kept = new Set(made.map(({ occurrenceLocal }) => occurrenceLocal));
  const paused = [...occurrencesWithin(recurrence, fromMs, pause.to.epochMilliseconds)].map(({ local }) => local);
  const left = paused.filter((local) => !kept.has(local));
  return { ...recurrence, exceptLocals: [...new Set([...recurrence.exceptLocals, ...left])].sort() };
}

/** Whether something of it starts in [fromMs, toMs). */
export function hasOccurrence(recurrence: Recurrence, fromMs: number, toMs: number): boolean {
  return occurrencesWithin(recurrence, fromMs, toMs).next().done !== true;
}

/** The occurrences by their local times that stand for the diffusions that were made, and those that the clocks move. */
export function occurrencesToTell(
  { recurrence }: Series,
  made: readonly Diffusion[],
  nowMs: number,
): ReadonlyMap<string, Occurrence> {
  const { timeZone } = recurrence;
  const starts = made.flatMap(({ occurrenceLocal }) =>
    occurrenceLocal === null ? [] : [zonedStart(occurrenceLocal, timeZone).startMs],
  );
  const firstMs = zonedStart(recurrence.firstLocal, timeZone).startMs;
  const [fromMs, toMs] = [
    starts.reduce((a, b) => Math.min(a, b), nowMs),
    starts.reduce((a, b) => Math.max(a, b), nowMs),
  ];
  const named = new Set(made.map(({ occurrenceLocal }) => occurrenceLocal));
  const told = new Map<string, Occurrence>();
  for (const occurrence of occurrencesWithin(recurrence, Math.max(fromMs, firstMs), toMs + 1)) {
    if (named.has(occurrence.local)) told.set(occurrence.local, occurrence);
  }
  for (const occurrence of occurrencesAtChanges(recurrence, firstMs, toMs + AHEAD_MS))
    told.set(occurrence.local, occurrence);
  return told;
}

/** Those of the rule whose local time the clocks skip or show twice: other programs read it in several ways. */
function* occurrencesAtChanges(recurrence: Recurrence, fromMs: number, toMs: number): Generator<Occurrence> {
  const { timeZone, extraLocals } = recurrence;
  const extras = new Set(extraLocals);
  for (let at = instantFromMs(fromMs - 1).toZonedDateTimeISO(timeZone); ; ) {
    const next = at.getTimeZoneTransition('next');
    if (next === null || next.epochMilliseconds >= toMs) return;
    const shiftMs = (next.offsetNanoseconds - next.subtract({ nanoseconds: 1 }).offsetNanoseconds) / 1e6;
    const aroundMs = [next.epochMilliseconds, next.epochMilliseconds + shiftMs] as const;
    for (const occurrence of occurrencesWithin(recurrence, Math.min(...aroundMs), Math.max(...aroundMs))) {
      if (occurrence.zoneNote !== null && !extras.has(occurrence.local)) yield occurrence;
    }
    at = next;
  }
}
