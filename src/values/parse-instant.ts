import { RefusedError } from './errors.ts';

const FORM =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<time>\d\d(?::\d\d(?::[0-5]\d(?:[.,]\d+)?)?)?)(?<offset>Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

const ALLOWED =
  'allowed: ISO 8601 in local time (2026-12-01, 2026-12-01T07:00, 2026-12-01T07:00:00.250) or with an offset (2026-12-01T06:00:00Z, 2026-12-01T07:00+01:00)';

/**
 * Reads an instant: ISO 8601 with `Z` or an offset, else local time in the zone; a date alone is its first midnight.
 * A local time that the clocks skip is the instant as long after the gap as it lies in it; one that comes twice is the
 * first (`disambiguation: 'compatible'`, RFC 5545 section 3.3.5).
 * @param timeZone IANA name
 * @throws {RefusedError} `wrong_instant`
 */
export function parseInstant(text: string, timeZone: string): Temporal.Instant {
  const { date, time, offset } = FORM.exec(text)?.groups ?? {};
  if (date === undefined) throw refused(text, 'is not an instant');
  if (/[.,]\d{4,}$/.test(time ?? '')) throw refused(text, 'is finer than a millisecond');
  try {
    const local = Temporal.PlainDateTime.from(`${date}T${time ?? '00:00'}`);
    if (offset !== undefined) return Temporal.Instant.from(`${local.toString()}${offset.toUpperCase()}`);
    return local.toZonedDateTime(timeZone, { disambiguation: 'compatible' }).toInstant();
  } catch (error) {
    if (error instanceof RangeError) throw refused(text, 'is not on the calendar or the clock');
    throw error;
  }
}

function refused(text: string, what: string): RefusedError {
  return new RefusedError('wrong_instant', `${JSON.stringify(text)} ${what}; ${ALLOWED}`, { given: text });
}
