import { durationText } from '../values/time-text.ts';

export { durationText, localSpan, localTime } from '../values/time-text.ts';

/** ISO 8601 with the zone's offset and milliseconds: what `--json` prints, and what every command reads back. */
export function isoInstant(instant: Temporal.Instant, timeZone: string): string {
  return instant.toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
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
