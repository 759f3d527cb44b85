import { RefusedError } from '../values/errors.ts';
import { nearest } from '../values/nearest.ts';

/**
 * The name as the IANA database spells it, of any zone and of any other name that it has. Offsets such as `+02:00` are no
 * zones: they know no changes, and the engine is given the zone in `TZ`, where POSIX reads them the other way round.
 * @throws {RefusedError} `unknown_time_zone`
 */
export function checkTimeZone(name: string): string {
  if (/^[a-z]/i.test(name)) {
    try {
      return new Temporal.ZonedDateTime(0n, name).timeZoneId;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const near = nearest(name, Intl.supportedValuesOf('timeZone'));
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  const message = `${JSON.stringify(name)} is no time zone; allowed: an IANA name such as Europe/Brussels or UTC${hint}`;
  throw new RefusedError('unknown_time_zone', message, { given: name, near: near.join(' ') });
}
