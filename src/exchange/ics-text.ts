/** One content line of an iCalendar, not folded yet. */
export type Line = string;

const LONGEST_LINE_OCTETS = 75;

/** A value of type TEXT (RFC 5545, 3.3.11): a line end is written as such, and no other control character may be in it. */
export function escapedText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')
    .toWellFormed();
}

/** The text of a file: each line folded where it must be, and ended as it must be. */
export function calendarText(lines: readonly Line[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

/** `20261201T060000Z` (RFC 5545, 3.3.5, form 2), of the second in which it lies. */
export function utcTime(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second', roundingMode: 'floor' }).replace(/[-:]/g, '');
}

/** `20261201T070000` (RFC 5545, 3.3.5, forms 1 and 3) of a local time `YYYY-MM-DDTHH:MM:SS.sss`, without its milliseconds. */
export function localTimeText(local: string): string {
  return local.slice(0, 19).replace(/[-:]/g, '');
}

/** `;TZID=Europe/Brussels`. A name with what separates parts of the line is put in quotes, which no name has. */
export function zoneParameter(timeZone: string): string {
  return /[:;,]/.test(timeZone) ? `;TZID="${timeZone}"` : `;TZID=${timeZone}`;
}

/** `PT1H30M` (RFC 5545, 3.3.6), in whole seconds: hours and less are exact, days would follow the clocks. */
export function durationValue(durationMs: number): string {
  const seconds = Math.max(1, Math.round(durationMs / 1000));
  return Temporal.Duration.from({ seconds }).round({ largestUnit: 'hours' }).toString();
}

/** In pieces of at most 75 octets, none of which ends inside a character (RFC 5545, 3.1); a blank begins all but the first. */
function folded(line: string): string {
  // three octets are the most that a unit of UTF-16 becomes
  if (line.length * 3 <= LONGEST_LINE_OCTETS) return line;
  let text = '';
  let octets = 0;
  for (const character of line) {
    const more = octetsOf(character);
    if (octets + more > LONGEST_LINE_OCTETS) {
      text += '\r\n ';
      octets = 1;
    }
    text += character;
    octets += more;
  }
  return text;
}

/** Of a character in UTF-8. */
function octetsOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}
