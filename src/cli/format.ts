/** ISO 8601 with the zone's offset and milliseconds: what `--json` prints, and what every command reads back. */
export function isoInstant(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
}

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

/** A count of seconds for people: `3m20s`, `?` where it is not known. */
export function secondsText(seconds: number | null): string {
  return seconds === null ? '?' : durationText(Math.round(seconds) * 1000);
}

/**
 * A text from outside as a terminal may show it, on one line: what moves the cursor, changes colours or turns the
 * direction of writing is shown as its escape.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`;
  });
}

/** As {@link visible}, in quotes. */
export function quoted(text: string): string {
  return `"${visible(text)}"`;
}
