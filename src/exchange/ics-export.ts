import type { Occurrence } from '../timetable/recurrence.ts';
import type { DiffusionId } from '../values/ids.ts';
import { instantFromMs } from '../values/instant.ts';
import type { Diffusion, DiffusionType, Program, Schedule } from '../values/model.ts';
import { type CalendarEvent, endAfter, iCalendar } from './ics-calendar.ts';
import { hasOccurrence, occurrencesToTell, ownOccurrences, type Series, seriesOf } from './ics-series.ts';
import { escapedText, type Line, utcTime } from './ics-text.ts';
import { isUtc, timeValue, zoneLines } from './ics-zone.ts';
import { nameOf, programOf, type Timetable, titleOf, uidOf } from './timetable.ts';

const STATUS: Readonly<Record<DiffusionType, string>> = {
  on_air: 'CONFIRMED',
  unconfirmed: 'TENTATIVE',
  cancelled: 'CANCELLED',
};

/** A rule of a calendar has no end: the zones that it needs are told for so many years. */
const YEARS_OF_ZONES = 20;

/**
 * The timetable as an iCalendar (SPEC TT-60 to TT-64): each schedule one event that is repeated, with what became of single
 * occurrences, and each other diffusion an event; or, expanded, each diffusion an event.
 */
export function timetableCalendar(timetable: Timetable, form: { readonly expanded: boolean }): string {
  const { station, version, now } = timetable;
  const events = form.expanded
    ? timetable.diffusions.map((diffusion) => diffusionEvent(timetable, diffusion))
    : [...seriesEvents(timetable)];
  return iCalendar({
    name: station.name,
    timeZone: station.timeZone,
    version,
    stamp: now,
    zones: zonesOf(timetable, events),
    events,
  });
}

/** The VTIMEZONEs of all zones that the events' times are in. */
function zonesOf(
  { station, schedules, diffusions, now }: Timetable,
  events: readonly CalendarEvent[],
): readonly Line[] {
  const used = new Set<string>();
  for (const { times } of events) {
    for (const line of times)
      for (const [, zone] of line.matchAll(/;TZID=([^:;]+)/g)) if (zone !== undefined) used.add(zone);
  }
  const locals = schedules.map(({ firstLocal }) => firstLocal).sort();
  const years = [
    now.toZonedDateTimeISO('UTC').year,
    ...locals.slice(0, 1).map((local) => Number(local.slice(0, 4))),
    ...[diffusions.at(0), diffusions.at(-1)].flatMap((one) => one?.start.toZonedDateTimeISO('UTC').year ?? []),
  ];
  const from = Temporal.Instant.from(`${String(Math.min(...years) - 1).padStart(4, '0')}-01-01T00:00:00Z`);
  const to = Temporal.Instant.from(`${Math.max(...years) + YEARS_OF_ZONES}-01-01T00:00:00Z`);
  return [...new Set([station.timeZone, ...[...used].sort()])]
    .filter((zone) => used.has(zone) && !isUtc(zone))
    .flatMap((zone) => zoneLines(zone, from, to));
}

function* seriesEvents(timetable: Timetable): Generator<CalendarEvent> {
  const { schedules, diffusions, now } = timetable;
  const nowMs = now.epochMilliseconds;
  const made = Map.groupBy(diffusions, ({ scheduleId }) => scheduleId);
  const told = new Set<DiffusionId>();
  for (const schedule of schedules) {
    const own = ownOccurrences(schedule, schedules, made.get(schedule.id) ?? []);
    const series = seriesOf(schedule, schedules, programOf(timetable, schedule), own, nowMs);
    if (series === null) continue;
    const occurrences = occurrencesToTell(series, own, nowMs);
    const byLocal = new Map(own.flatMap((one) => (one.occurrenceLocal === null ? [] : [[one.occurrenceLocal, one]])));
    for (const local of occurrences.keys()) {
      const diffusion = byLocal.get(local);
      if (diffusion !== undefined) told.add(diffusion.id);
    }
    const overrides = [...overrideEvents(timetable, series, occurrences, byLocal)];
    if (overrides.length === 0 && !isInSpan(timetable, series)) continue;
    yield masterEvent(timetable, series);
    yield* overrides;
  }
  for (const diffusion of diffusions) if (!told.has(diffusion.id)) yield diffusionEvent(timetable, diffusion);
}

/** How far it is looked for the next occurrence: a 29 February may be eight years away. */
const FURTHEST_MS = 9 * 366 * 86_400_000;

function isInSpan({ span }: Timetable, { recurrence, schedule }: Series): boolean {
  const lengthMs = schedule.durationSeconds * 1000;
  const fromMs = (span.from?.epochMilliseconds ?? Number.NEGATIVE_INFINITY) - lengthMs + 1;
  if (fromMs === Number.NEGATIVE_INFINITY) return true;
  return hasOccurrence(recurrence, fromMs, span.to?.epochMilliseconds ?? fromMs + FURTHEST_MS);
}

function masterEvent(timetable: Timetable, { schedule, times }: Series): CalendarEvent {
  const program = programOf(timetable, schedule);
  const { databaseId, schedules } = timetable;
  const revision = timetable.revisions.get(`schedule ${schedule.id}`);
  const firstMs = Number(schedule.firstLocal.slice(20));
  const initial = schedules.find(({ id }) => id === schedule.initialId);
  return {
    uid: uidOf(databaseId, 'schedule', schedule.id),
    stamp: revision?.at ?? null,
    times,
    summary: program.name,
    description: '',
    details: [
      `STATUS:${STATUS[schedule.type]}`,
      ...commonDetails(program, schedule, initial !== undefined),
      ...(revision === undefined ? [] : revisionLines(revision)),
      ...(initial === undefined ? [] : rerunLines(uidOf(databaseId, 'schedule', initial.id), schedule)),
      ...preciseLines(firstMs, schedule.durationSeconds * 1000),
    ],
  };
}

function rerunLines(initialUid: string, { offset, firstLocal }: Schedule): readonly Line[] {
  const after = offset === null ? [] : [offset.afterDays, offset.atTime ?? 'same', offset.afterMs, firstLocal];
  return [`RELATED-TO;RELTYPE=X-AIRKEEPER-INITIAL:${escapedText(initialUid)}`, `X-AIRKEEPER-AFTER:${after.join(' ')}`];
}

function* overrideEvents(
  timetable: Timetable,
  series: Series,
  occurrences: ReadonlyMap<string, Occurrence>,
  byLocal: ReadonlyMap<string, Diffusion>,
): Generator<CalendarEvent> {
  const { schedule } = series;
  const uid = uidOf(timetable.databaseId, 'schedule', schedule.id);
  for (const occurrence of occurrences.values()) {
    const diffusion = byLocal.get(occurrence.local);
    const recurrenceId: Line = `RECURRENCE-ID${series.idOf(occurrence)}`;
    if (diffusion !== undefined && isOther(diffusion, schedule, occurrence)) {
      const event = diffusionEvent(timetable, diffusion, series.recurrence.timeZone);
      yield { ...event, uid, times: [recurrenceId, ...event.times] };
    } else if (occurrence.zoneNote !== null) {
      const start = instantFromMs(occurrence.startMs);
      const end = start.add({ milliseconds: Math.round(schedule.durationSeconds * 1000) });
      const master = masterEvent(timetable, series);
      const times = [recurrenceId, ...zonedTimes(start, end, series.recurrence.timeZone)];
      yield {
        ...master,
        times,
        details: master.details.filter((line) => !/^(RELATED-TO|X-AIRKEEPER-AFTER)/.test(line)),
      };
    }
  }
}

/** Whether somebody made something else of the occurrence than the rule does. */
function isOther(diffusion: Diffusion, schedule: Schedule, { startMs }: Occurrence): boolean {
  const endMs = startMs + Math.round(schedule.durationSeconds * 1000);
  return (
    diffusion.touched ||
    diffusion.type !== schedule.type ||
    diffusion.start.epochMilliseconds !== startMs ||
    diffusion.end.epochMilliseconds !== endMs
  );
}

function diffusionEvent(timetable: Timetable, diffusion: Diffusion, timeZone?: string): CalendarEvent {
  const program = programOf(timetable, diffusion);
  const { databaseId, revisions } = timetable;
  const { start, end, initialId } = diffusion;
  const revision = revisions.get(`diffusion ${diffusion.id}`);
  const initialUid = initialId === null ? null : uidOf(databaseId, 'diffusion', initialId);
  return {
    uid: uidOf(databaseId, 'diffusion', diffusion.id),
    stamp: revision?.at ?? null,
    times: zonedTimes(start, end, timeZone ?? timetable.station.timeZone),
    summary: nameOf(program, titleOf(timetable, diffusion)),
    description: '',
    details: [
      `STATUS:${STATUS[diffusion.type]}`,
      ...commonDetails(program, diffusion, initialId !== null),
      ...(revision === undefined ? [] : revisionLines(revision)),
      ...(initialUid === null ? [] : [`RELATED-TO;RELTYPE=X-AIRKEEPER-INITIAL:${escapedText(initialUid)}`]),
      ...preciseLines(msOf(start), end.epochMilliseconds - start.epochMilliseconds),
    ],
  };
}

function zonedTimes(start: Temporal.Instant, end: Temporal.Instant, timeZone: string): readonly Line[] {
  return [`DTSTART${timeValue(start, timeZone)}`, `DTEND${timeValue(endAfter(start, end), timeZone)}`];
}

function commonDetails(program: Program, of: Pick<Schedule, 'startMode' | 'layer'>, isRerun: boolean): readonly Line[] {
  return [
    `CATEGORIES:${[program.name, ...(isRerun ? ['Rerun'] : [])].map(escapedText).join(',')}`,
    `X-AIRKEEPER-PROGRAM:${program.slug}`,
    ...(of.startMode === 'hard' ? ['X-AIRKEEPER-START-MODE:hard'] : []),
    ...(of.layer === 0 ? [] : [`X-AIRKEEPER-LAYER:${of.layer}`]),
  ];
}

function revisionLines({ at, count }: { readonly at: Temporal.Instant; readonly count: number }): readonly Line[] {
  return [`LAST-MODIFIED:${utcTime(at)}`, `SEQUENCE:${count}`];
}

/** A calendar's times are whole seconds: what lies between them is said besides. */
function preciseLines(startMs: number, lengthMs: number): readonly Line[] {
  return [
    ...(startMs === 0 ? [] : [`X-AIRKEEPER-START-MS:${startMs}`]),
    ...(startMs === 0 && lengthMs % 1000 === 0 ? [] : [`X-AIRKEEPER-LENGTH-MS:${Math.round(lengthMs)}`]),
  ];
}

function msOf(instant: Temporal.Instant): number {
  return ((instant.epochMilliseconds % 1000) + 1000) % 1000;
}
