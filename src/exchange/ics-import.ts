import { RefusedError } from '../values/errors.ts';
import { seriesEvent, singleEvent } from './ics-event.ts';
import { EventProperties } from './ics-properties.ts';
import { calendarStructure, type RawComponent } from './ics-structure.ts';
import type { BadEvent, EventOverride, ImportedCalendar, SeriesEvent, SingleEvent } from './imported.ts';
import { occurrenceAt } from './occurrences-within.ts';
import { titleIn } from './timetable.ts';
import { ianaZone, zoneFinder } from './zone-of.ts';

/** One VEVENT of the file, read as far as everything hangs on it. */
interface Read {
  readonly line: number;
  readonly uid: string;
  readonly event: EventProperties;
}

/**
 * What a calendar has to say for a timetable (SPEC TT-65 to TT-68). What is wrong with single events is said of each.
 * @param timeZone of times without a zone, unless the calendar names one
 * @throws {RefusedError} `no_calendar`, `broken_calendar`, `truncated_calendar`
 */
export function readCalendar(text: string, timeZone: string, nowMs: number): ImportedCalendar {
  const { properties, zones, events } = calendarStructure(text);
  const named = properties.find((line) => /^X-WR-TIMEZONE[:;]/i.test(line));
  const own = named === undefined ? undefined : ianaZone(named.slice(named.indexOf(':') + 1).trim());
  const finder = zoneFinder(zones, own === undefined ? [timeZone] : [timeZone, own], nowMs);
  const bad: BadEvent[] = [];
  const read: Read[] = [];
  for (const component of events) {
    const found = attempt(component, bad, () =>
      readOne(component, new EventProperties(component, finder, own ?? timeZone)),
    );
    if (found !== null) read.push(found);
  }
  const overrides = Map.groupBy(
    read.filter(({ event }) => event.has('recurrence-id')),
    ({ uid }) => uid,
  );
  const seen = new Map<string, number>();
  const found: (SingleEvent | SeriesEvent)[] = [];
  for (const one of read) {
    if (one.event.has('recurrence-id')) continue;
    const of = overrides.get(one.uid) ?? [];
    overrides.delete(one.uid);
    const event = attempt(one, bad, () => eventOf(one, of, seen));
    if (event !== null) found.push(event);
  }
  // of a series that is not in the file
  for (const [line, event] of [...overrides.values()].flat().map((one) => [one.line, one] as const)) {
    const single = attempt(event, bad, () => ({
      ...singleEvent(event.event, line),
      uid: `${event.uid} ${idText(event)}`,
    }));
    if (single !== null) found.push(single);
  }
  return { events: found, bad: bad.toSorted((a, b) => a.line - b.line) };
}

function readOne({ line }: RawComponent, event: EventProperties): Read {
  const uid = event.text('uid');
  if (uid === '') throw new RefusedError('no_uid', 'it has no UID: it could not be told from others the next time');
  return { line, uid, event };
}

function eventOf(one: Read, overrides: readonly Read[], seen: Map<string, number>): SingleEvent | SeriesEvent {
  const twin = seen.get(one.uid);
  if (twin !== undefined) throw new RefusedError('same_uid', `the event of line ${twin} has the same UID`);
  seen.set(one.uid, one.line);
  const isRepeated = one.event.rules('RRULE').length > 0 || one.event.has('rdate');
  if (!isRepeated && one.event.rules('EXRULE').length === 0) {
    if (overrides.length === 0) return singleEvent(one.event, one.line);
    throw new RefusedError('not_repeated', 'it is not repeated, and other events stand for occurrences of it');
  }
  const series = seriesEvent(one.event, one.line);
  if (series.type === 'cancelled')
    throw new RefusedError('cancelled_series', 'all of it is cancelled: nothing is to come of it');
  const told = overrides.flatMap((override) => overrideOf(series, override));
  const twice = told.find(
    ({ occurrenceLocal }, index) => told.findIndex((other) => other.occurrenceLocal === occurrenceLocal) < index,
  );
  if (twice !== undefined)
    throw new RefusedError('same_uid', `line ${twice.line} stands for an occurrence that another event stands for`);
  return { ...series, overrides: told };
}

/** Empty where it says no more than the series does. */
function overrideOf(series: SeriesEvent, { event, line }: Read): readonly EventOverride[] {
  if (event.text('recurrence-id') !== '' && event.textWith('recurrence-id', 'range', 'THISANDFUTURE') !== '') {
    throw new RefusedError(
      'this_and_future',
      `line ${line} changes all occurrences that follow (RANGE=THISANDFUTURE); allowed: a series of its own`,
    );
  }
  const id = event.time('recurrence-id');
  if (id === null) throw new RefusedError('bad_event', `the RECURRENCE-ID of line ${line} is none`);
  const occurrence = occurrenceAt(series.recurrence, id.ms, id.isDate ? id.local.slice(0, 10) : null);
  if (occurrence === null) {
    throw new RefusedError('no_occurrence', `line ${line} stands for an occurrence that the series does not have`);
  }
  const single = { ...singleEvent(event, line), occurrenceLocal: occurrence.local };
  const isAlike =
    single.startMs === occurrence.startMs &&
    single.endMs - single.startMs === series.durationMs &&
    single.type === series.type &&
    single.startMode === series.startMode &&
    single.layer === series.layer &&
    titleIn(single.summary, series.summary) === '';
  return isAlike ? [] : [single];
}

function idText({ event }: Read): string {
  return event.text('recurrence-id');
}

function attempt<Value>(
  of: { readonly line: number } & Partial<Read> & Partial<RawComponent>,
  bad: BadEvent[],
  work: () => Value,
): Value | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const property = (name: string): string => {
      const line = of.lines?.find((each) => each.toUpperCase().startsWith(`${name}:`));
      return of.event?.text(name.toLowerCase()) ?? line?.slice(name.length + 1) ?? '';
    };
    bad.push({
      line: of.line,
      uid: property('UID'),
      summary: property('SUMMARY'),
      code: error.code,
      reason: error.message,
    });
    return null;
  }
}
