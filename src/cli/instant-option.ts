import { parseInstant } from '../values/parse-instant.ts';
import { readOption } from './usage-error.ts';

/** An instant given as an option, in the station's zone when it names none. */
export function readInstant(name: string, text: string, timeZone: string): Temporal.Instant {
  return readOption(name, () => parseInstant(text, timeZone));
}

/** As {@link readInstant}; null when the option was not given. */
export function instantOption(name: string, text: string | undefined, timeZone: string): Temporal.Instant | null {
  return text === undefined ? null : readInstant(name, text, timeZone);
}
