import type { Stream } from '../values/model.ts';

/** Instants [fromMs, toMs), UTC. */
export interface InstantWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

export type TimeOfDayWindow = NonNullable<Stream['window']>;

/**
 * The openings of a daily window that overlap [fromMs, toMs), whole and in order (SPEC ST-3, ST-4); null when it is
 * always open. Times of day are those of the zone on each day, clock changes and all.
 *
 * @param timeZone IANA name
 */
export function expandWindow(
  window: TimeOfDayWindow,
  timeZone: string,
  fromMs: number,
  toMs: number,
): readonly InstantWindow[] | null {
  const opens = Temporal.PlainTime.from(window.from);
  const closes = Temporal.PlainTime.from(window.to);
  const order = Temporal.PlainTime.compare(opens, closes);
  if (order === 0) return null;
  const daysLater = order < 0 ? 0 : 1;
  const last = localDate(toMs, timeZone);
  const windows: InstantWindow[] = [];
  let day = localDate(fromMs, timeZone).subtract({ days: 1 });
  while (Temporal.PlainDate.compare(day, last) <= 0) {
    const opening = instantOf(day.toPlainDateTime(opens), timeZone);
    const closing = instantOf(day.add({ days: daysLater }).toPlainDateTime(closes), timeZone);
    if (opening < closing && closing > fromMs && opening < toMs) windows.push({ fromMs: opening, toMs: closing });
    day = day.add({ days: 1 });
  }
  return windows;
}

function localDate(epochMs: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** A local time that comes twice is its first coming; one that is skipped is the first instant after the gap. */
function instantOf(local: Temporal.PlainDateTime, timeZone: string): number {
  const earlier = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (earlier.toPlainDateTime().equals(local)) return earlier.epochMilliseconds;
  // `earlier` lies before the gap by the gap's length, so the next change of the clock is the gap
  return earlier.getTimeZoneTransition('next')?.epochMilliseconds ?? earlier.epochMilliseconds;
}
