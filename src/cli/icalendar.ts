/** Something on a calendar. */
export interface CalendarEvent {
  /** Unique in the world, and the same whenever the same event is written. */
  readonly uid: string;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly summary: string;
  readonly description: string;
}

export interface Calendar {
  readonly name: string;
  /** IANA name of the zone in which its readers are. */
  readonly timeZone: string;
  /** Of the program that wrote it. */
  readonly version: string;
  /** As of when it is. */
  readonly stamp: Temporal.Instant;
  readonly events: readonly CalendarEvent[];
}

const LONGEST_LINE_OCTETS = 75;

/** The text of an iCalendar, its instants in UTC, to the second. Source: RFC 5545. */
export function iCalendar({ name, timeZone, version, stamp, events }: Calendar): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//Airkeeper//Airkeeper ${escaped(version)}//EN`,
    'CALSCALE:GREGORIAN',
    // of RFC 7986, and as programs wrote it before
    `NAME:${escaped(name)}`,
    `X-WR-CALNAME:${escaped(name)}`,
    `X-WR-TIMEZONE:${escaped(timeZone)}`,
    ...events.flatMap((event) => eventLines(event, stamp)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventLines({ uid, start, end, summary, description }: CalendarEvent, stamp: Temporal.Instant): string[] {
  const from = start.round('second');
  const to = end.round('second');
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utc(stamp.round('second'))}`,
    `DTSTART:${utc(from)}`,
    // an event must not end when it begins
    `DTEND:${utc(Temporal.Instant.compare(to, from) > 0 ? to : from.add({ seconds: 1 }))}`,
    `SUMMARY:${escaped(summary)}`,
    `DESCRIPTION:${escaped(description)}`,
    'END:VEVENT',
  ];
}

/** `20261201T060000Z` (RFC 5545, 3.3.5, form 2). */
function utc(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' }).replace(/[-:]/g, '');
}

/** A value of type TEXT (RFC 5545, 3.3.11): a line end is written as such, and no other control character may be in it. */
function escaped(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')
    .toWellFormed();
}

/** In pieces of at most 75 octets, none of which ends inside a character (RFC 5545, 3.1); a blank begins all but the first. */
function folded(line: string): string {
  let text = '';
  let octets = 0;
  for (const character of line) {
    const more = Buffer.byteLength(character);
    if (octets + more > LONGEST_LINE_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += more;
  }
  return text;
}
