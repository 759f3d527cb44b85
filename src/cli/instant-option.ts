import { isBefore } from '../values/instant.ts';
import { parseInstant } from '../values/parse-instant.ts';
import { readOption, UsageError } from './usage-error.ts';

/** An instant given as an option, in the station's zone when it names none. */
export function readInstant(name: string, text: string, timeZone: string): Temporal.Instant {
  return readOption(name, () => parseInstant(text, timeZone));
}

/** As {@link readInstant}; null when the option was not given. */
export function instantOption(name: string, text: string | undefined, timeZone: string): Temporal.Instant | null {
  return text === undefined ? null : readInstant(name, text, timeZone);
}

/** @throws {UsageError} where a period was given that ends before it begins: it would look as if nothing were in it */
export function refuseReversed({ from, to }: { readonly from?: string; readonly to?: string }, timeZone: string): void {
  if (from === undefined || to === undefined) return;
  if (!isBefore(readInstant('--to', to, timeZone), readInstant('--from', from, timeZone))) return;
  throw new UsageError(
    'wrong_span',
    `the period would end at ${to}, before its beginning at ${from}; allowed: a later end`,
  );
}
