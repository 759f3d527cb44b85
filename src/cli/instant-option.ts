import { parseInstant } from '../values/parse-instant.ts';
import { readOption } from './usage-error.ts';

/** An instant given as an option, in the station's zone when it names none; null when it was not given. */
export function instantOption(name: string, text: string | undefined, timeZone: string): Temporal.Instant | null {
  return text === undefined ? null : readOption(name, () => parseInstant(text, timeZone));
}
