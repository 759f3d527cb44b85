import { calendarText, escapedText, type Line, utcTime } from './ics-text.ts';

/** Something on a calendar. */
export interface CalendarEvent {
  /** Unique in the world, and the same whenever the same event is written. */
  readonly uid: string;
  /** Null: as of when the calendar is. */
  readonly stamp: Temporal.Instant | null;
  /** When it is: DTSTART, and what else says so. */
  readonly times: readonly Line[];
  readonly summary: string;
  readonly description: string;
  /** What else is said of it. */
  readonly details: readonly Line[];
}

export interface Calendar {
  readonly name: string;
  /** IANA name of the zone in which its readers are. */
  readonly timeZone: string;
  /** Of the program that wrote it. */
  readonly version: string;
  /** As of when it is. */
  readonly stamp: Temporal.Instant;
  /** The VTIMEZONEs of the zones that the events' times are in. */
  readonly zones: readonly Line[];
  readonly events: readonly CalendarEvent[];
}

/** The text of an iCalendar. Source: RFC 5545. */
export function iCalendar({ name, timeZone, version, stamp, zones, events }: Calendar): string {
  return calendarText([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Airkeeper//Airkeeper ${escapedText(version)}//EN`,
    'CALSCALE:GREGORIAN',
    // of RFC 7986, and as programs wrote it before
    `NAME:${escapedText(name)}`,
    `X-WR-CALNAME:${escapedText(name)}`,
    `X-WR-TIMEZONE:${escapedText(timeZone)}`,
    ...zones,
    ...events.flatMap((event) => eventLines(event, stamp)),
    'END:VCALENDAR',
  ]);
}

/** DTSTART and DTEND in UTC, to the second. */
export function utcTimes(start: Temporal.Instant, end: Temporal.Instant): readonly Line[] {
  return [`DTSTART:${utcTime(start)}`, `DTEND:${utcTime(endAfter(start, end))}`];
}

/** The end to the second; a second after the start at least: an event must not end when it begins. */
export function endAfter(start: Temporal.Instant, end: Temporal.Instant): Temporal.Instant {
  const second = { smallestUnit: 'second', roundingMode: 'floor' } as const;
  const from = start.round(second);
  const to = end.round(second);
  return Temporal.Instant.compare(to, from) > 0 ? to : from.add({ seconds: 1 });
}

function eventLines({ uid, times, summary, description, details, ...event }: CalendarEvent, stamp: Temporal.Instant) {
  return [
    'BEGIN:VEVENT',
    `UID:${escapedText(uid)}`,
    `DTSTAMP:${utcTime(event.stamp ?? stamp)}`,
    ...times,
    `SUMMARY:${escapedText(summary)}`,
    ...(description === '' ? [] : [`DESCRIPTION:${escapedText(description)}`]),
    ...details,
    'END:VEVENT',
  ];
}
