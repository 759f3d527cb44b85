/** Local date and time for people: `2026-12-01 07:00:00.250`, the milliseconds where there are any. */
export function localTime(instant: Temporal.Instant, timeZone: string): string {
  const local = instant.toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toString({ fractionalSecondDigits: local.millisecond === 0 ? 0 : 3 }).replace('T', ' ');
}

/** `1h30m15.5s`: what the durations' parser reads back. */
export function durationText(durationMs: number): string {
  const hours = Math.floor(durationMs / 3_600_000);
  const minutes = Math.floor((durationMs % 3_600_000) / 60_000);
  const seconds = (durationMs % 60_000) / 1000;
  const text = `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${seconds > 0 ? `${seconds}s` : ''}`;
  return text === '' ? '0s' : text;
}
