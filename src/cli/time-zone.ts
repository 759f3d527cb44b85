import { RefusedError } from '../values/errors.ts';
import { nearest } from '../values/nearest.ts';
import { quoted } from './format.ts';

/**
 * The name of a time zone as the IANA database spells it. Offsets such as `+02:00` are refused: the engine is given the
 * zone in `TZ`, where POSIX reads them the other way round.
 * @throws {RefusedError} `wrong_time_zone`
 */
export function readTimeZone(name: string): string {
  if (/^[a-z]/i.test(name)) {
    try {
      return new Temporal.ZonedDateTime(0n, name).timeZoneId;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const near = nearest(name, Intl.supportedValuesOf('timeZone'));
  const hint = near.length > 0 ? `; did you mean ${near.join(', ')}?` : '';
  throw new RefusedError(
    'wrong_time_zone',
    `${quoted(name)} is not a time zone; allowed: an IANA name such as Europe/Brussels or UTC${hint}`,
    { given: name, near: near.join(' ') },
  );
}
