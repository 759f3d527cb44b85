import { parseInstant } from '../values/parse-instant.ts';
import type { Warning } from './diffusion-slot.ts';
import { isoInstant } from './format.ts';

/** What the clocks make of a slot's times as they were given. */
export function zoneChanges(
  { start, end }: { readonly start?: string; readonly end?: string },
  timeZone: string,
): readonly Warning[] {
  const given = [
    ['--start', start],
    ['--end', end],
  ] as const;
  return given
    .map(([option, text]) => (text === undefined ? null : zoneChangeWarning(option, text, timeZone)))
    .filter((warning) => warning !== null);
}

/**
 * A local time that was given and that the clocks of the zone skip, or show twice, where it may not be what was meant.
 * Null for one that is there once, and for an instant that has an offset of its own.
 */
function zoneChangeWarning(option: string, given: string, timeZone: string): Warning | null {
  const local = localTimeOf(given);
  if (local === null) return null;
  const [earlier, later] = (['earlier', 'later'] as const).map((disambiguation) =>
    local.toZonedDateTime(timeZone, { disambiguation }).toInstant(),
  );
  if (earlier === undefined || later === undefined || earlier.equals(later)) return null;
  const text = local.toString().replace('T', ' ');
  const taken = parseInstant(given, timeZone);
  const is = isoInstant(taken, timeZone);
  const skipped = !taken.toZonedDateTimeISO(timeZone).toPlainDateTime().equals(local);
  const data = { given, taken: is };
  if (skipped) {
    const message = `${option}: the clocks of ${timeZone} skip ${text}; taken is ${is}, as long after the gap`;
    return { code: 'skipped_time', message, data };
  }
  const other = isoInstant(later, timeZone);
  const message = `${option}: ${text} comes twice in ${timeZone}; taken is the first, ${is}; for the second give ${other}`;
  return { code: 'repeated_time', message, data: { ...data, other } };
}

/** Null where the text names an offset of its own: then it is the same instant in every zone. */
function localTimeOf(given: string): Temporal.PlainDateTime | null {
  const inUtc = parseInstant(given, 'UTC');
  if (inUtc.equals(parseInstant(given, 'Etc/GMT+1'))) return null;
  return inUtc.toZonedDateTimeISO('UTC').toPlainDateTime();
}

/** `Europe/Brussels, UTC+01:00`; with both where the offset changes between the two instants. */
export function zoneText(start: Temporal.Instant, end: Temporal.Instant, timeZone: string): string {
  if (timeZone === 'UTC') return timeZone;
  const [from, to] = [start, end].map((instant) => instant.toZonedDateTimeISO(timeZone).offset);
  return from === to ? `${timeZone}, UTC${from}` : `${timeZone}, UTC${from}, at its end UTC${to}`;
}
