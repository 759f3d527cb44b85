import type { Recurrence } from '../timetable/recurrence.ts';
import { checkRecurrence, firstMatch } from '../timetable/recurrence-check.ts';
import { checkRerun } from '../timetable/rerun.ts';
import { RefusedError } from '../values/errors.ts';
import { LONGEST_DIFFUSION_MS } from '../values/longest-diffusion.ts';
import type { DiffusionType } from '../values/model.ts';
import { durationText } from '../values/time-text.ts';
import type { CalendarTime, EventProperties } from './ics-properties.ts';
import { ONCE } from './ics-series.ts';
import type { EventFacts, SeriesEvent, SingleEvent } from './imported.ts';
import { localIn, occurrenceAt } from './occurrences-within.ts';

const TYPES: ReadonlyMap<string, DiffusionType> = new Map([
  ['CANCELLED', 'cancelled'],
  ['TENTATIVE', 'unconfirmed'],
]);

/** An event that is there once, or an occurrence of a series. @throws {RefusedError} what is wrong with it */
export function singleEvent(event: EventProperties, line: number): SingleEvent {
  const start = startOf(event);
  const { startMs, lengthMs } = preciseSlot(event, start);
  return { kind: 'single', ...factsOf(event, line), startMs, endMs: startMs + lengthMs, local: start.local };
}

/** An event that is repeated; its overrides are put in later. @throws {RefusedError} what is wrong with it */
export function seriesEvent(event: EventProperties, line: number): SeriesEvent {
  const start = startOf(event);
  const { lengthMs, startMs } = preciseSlot(event, start);
  const recurrence = recurrenceOf(event, start, startMs - start.ms);
  return {
    kind: 'series',
    ...factsOf(event, line),
    recurrence,
    durationMs: lengthMs,
    overrides: [],
    rerun: rerunOf(event),
  };
}

function factsOf(event: EventProperties, line: number): EventFacts {
  const layer = Number(event.text('x-airkeeper-layer'));
  const initialUid = event.textWith('related-to', 'reltype', 'X-AIRKEEPER-INITIAL');
  const program = event.text('x-airkeeper-program');
  return {
    line,
    uid: event.text('uid'),
    summary: event.text('summary').trim(),
    categories: event.texts('categories').map((category) => category.trim()),
    program: program === '' ? null : program,
    type: TYPES.get(event.text('status').toUpperCase()) ?? 'on_air',
    startMode: event.text('x-airkeeper-start-mode') === 'hard' ? 'hard' : 'soft',
    layer: Number.isInteger(layer) && Math.abs(layer) <= 100 ? layer : 0,
    initialUid: initialUid === '' ? null : initialUid,
  };
}

function startOf(event: EventProperties): CalendarTime {
  const start = event.time('dtstart');
  if (start === null) throw new RefusedError('no_start', 'it has no DTSTART');
  if (!start.isDate) return start;
  throw new RefusedError('all_day', 'it is a whole day, and no time of it; allowed: a DTSTART with a time');
}

/** With the milliseconds that Airkeeper writes besides. */
function preciseSlot(event: EventProperties, start: CalendarTime): { startMs: number; lengthMs: number } {
  const plainMs = lengthOf(event, start);
  const [extraMs, exactMs] = [event.text('x-airkeeper-start-ms'), event.text('x-airkeeper-length-ms')].map(Number);
  const isMs = extraMs !== undefined && Number.isInteger(extraMs) && extraMs >= 0 && extraMs < 1000;
  const startMs = start.ms + (isMs ? extraMs : 0);
  // somebody may have changed the event since, and left what it did not understand
  const isNear = exactMs !== undefined && exactMs > 0 && Math.abs(exactMs - plainMs) <= 1000;
  const lengthMs = isNear ? Math.round(exactMs) : plainMs;
  if (lengthMs > 0 && lengthMs <= LONGEST_DIFFUSION_MS) return { startMs, lengthMs };
  const why =
    lengthMs === 0 ? 'has no length' : lengthMs < 0 ? 'ends before it starts' : `is ${durationText(lengthMs)} long`;
  throw new RefusedError('wrong_length', `it ${why}; allowed: a length above zero, up to 24h`);
}

function lengthOf(event: EventProperties, start: CalendarTime): number {
  const end = event.time('dtend');
  if (end === null) return event.durationMs() ?? 0;
  if (!end.isDate) return end.ms - start.ms;
  throw new RefusedError('bad_event', 'its DTEND is a whole day, and its DTSTART is not');
}

/** @param extraMs what its start has besides whole seconds */
function recurrenceOf(event: EventProperties, start: CalendarTime, extraMs: number): Recurrence {
  const [rule = '', ...others] = event.rules('RRULE');
  if (others.length > 0) throw new RefusedError('two_rules', 'it has more than one RRULE; allowed: one');
  if (event.rules('EXRULE').length > 0) {
    throw new RefusedError('exrule', 'it has an EXRULE, which RFC 5545 has no more; allowed: EXDATE');
  }
  const { timeZone } = start;
  const exact = (local: string): string => `${local.slice(0, 20)}${String(extraMs).padStart(3, '0')}`;
  const inZone = (time: CalendarTime): string =>
    exact(time.timeZone === timeZone ? time.local : localIn(time.ms, timeZone));
  const extras = event.times('rdate');
  if (extras.some(({ isDate }) => isDate)) throw new RefusedError('all_day', 'an RDATE of it is a whole day');
  const firstLocal = exact(start.local);
  const plain = { rule: ruleOf(rule), firstLocal, timeZone, exceptLocals: [] };
  const recurrence = withStart({ ...plain, extraLocals: distinct(extras.map(inZone)) });
  checkRecurrence(recurrence);
  return { ...recurrence, exceptLocals: exceptLocals(event, inZone, recurrence) };
}

function ruleOf(rule: string): string {
  const upper = rule.toUpperCase();
  return upper === ONCE ? '' : upper;
}

/** In RFC 5545 the first date is one whether or not the rule has it, and COUNT counts it. */
function withStart(recurrence: Recurrence): Recurrence {
  const { rule, firstLocal, extraLocals } = recurrence;
  if (rule === '') return { ...recurrence, extraLocals: extraLocals.filter((local) => local !== firstLocal) };
  checkRecurrence({ ...recurrence, extraLocals: [] });
  if (firstMatch(recurrence) === firstLocal) return recurrence;
  const count = Number(/(?:^|;)COUNT=(\d+)/.exec(rule)?.[1] ?? 0);
  const extra = distinct([firstLocal, ...extraLocals]);
  if (count === 1) return { ...recurrence, rule: '', extraLocals };
  const less = count === 0 ? rule : rule.replace(/(?<=^|;)COUNT=\d+/, `COUNT=${count - 1}`);
  return { ...recurrence, rule: less, extraLocals: extra };
}

/** Of a whole day, as some programs write it: all that is on that day. */
function exceptLocals(
  event: EventProperties,
  inZone: (time: CalendarTime) => string,
  all: Recurrence,
): readonly string[] {
  const { firstLocal, extraLocals, rule } = all;
  const times = event.times('exdate');
  if (times.some(({ isDate }) => isDate) && /BYHOUR|BYMINUTE|BYSECOND|HOURLY/.test(rule)) {
    throw new RefusedError(
      'all_day',
      'an EXDATE of it is a whole day, on which there are several; allowed: with a time',
    );
  }
  return distinct(
    times.flatMap((time) => {
      // by its instant, what the clocks moved has another local time than the rule says
      if (!time.isDate)
        return [
          time.timeZone === all.timeZone ? inZone(time) : (occurrenceAt(all, time.ms, null)?.local ?? inZone(time)),
        ];
      const day = time.local.slice(0, 10);
      return [`${day}${firstLocal.slice(10)}`, ...extraLocals.filter((local) => local.startsWith(day))];
    }),
  );
}

/** As Airkeeper writes it; one that is none is passed over: the event is what it says by itself. */
function rerunOf(event: EventProperties): SeriesEvent['rerun'] {
  const [days, time, ms, first] = event.text('x-airkeeper-after').split(' ');
  if (days === undefined || time === undefined || ms === undefined || first === undefined) return null;
  const offset = { afterDays: Number(days), atTime: time === 'same' ? null : time, afterMs: Number(ms) };
  try {
    // the first of the initial one that it repeats is not known here
    checkRerun(first, { ...offset, atTime: null, afterMs: offset.afterMs + 1 });
    return { offset, firstLocal: first };
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

function distinct(locals: readonly string[]): readonly string[] {
  return [...new Set(locals)].sort();
}
