/**
 * Local date and time for people: `2026-12-01 07:00:00.250`, the milliseconds where there are any, the offset where the clocks
 * show that time twice: `2027-10-31 02:30:00+01:00`. The instants' parser reads it back.
 */
export function localTime(instant: Temporal.Instant, timeZone: string): string {
  const zoned = instant.toZonedDateTimeISO(timeZone);
  return textOf(zoned, isShownTwice(zoned.toPlainDateTime(), timeZone));
}

/** As {@link localTime}; where the clocks change in between both have their offset, or one would count a wrong length. */
export function localSpan(start: Temporal.Instant, end: Temporal.Instant, timeZone: string): readonly [string, string] {
  const [from, to] = [start.toZonedDateTimeISO(timeZone), end.toZonedDateTimeISO(timeZone)];
  if (from.offset !== to.offset) return [textOf(from, true), textOf(to, true)];
  return [localTime(start, timeZone), localTime(end, timeZone)];
}

function textOf(zoned: Temporal.ZonedDateTime, withOffset: boolean): string {
  const local = zoned.toPlainDateTime();
  const text = local.toString({ fractionalSecondDigits: local.millisecond === 0 ? 0 : 3 }).replace('T', ' ');
  return withOffset ? `${text}${zoned.offset}` : text;
}

/** Of a local time that an instant has: one that is skipped would be no different here. */
function isShownTwice(local: Temporal.PlainDateTime, timeZone: string): boolean {
  const [first, second] = (['earlier', 'later'] as const).map((disambiguation) =>
    local.toZonedDateTime(timeZone, { disambiguation }),
  );
  return first?.epochMilliseconds !== second?.epochMilliseconds;
}

/** `1h30m15.5s`: what the durations' parser reads back. */
export function durationText(durationMs: number): string {
  const hours = Math.floor(durationMs / 3_600_000);
  const minutes = Math.floor((durationMs % 3_600_000) / 60_000);
  const seconds = (durationMs % 60_000) / 1000;
  const text = `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`;
  return text === '' ? '0s' : text;
}
