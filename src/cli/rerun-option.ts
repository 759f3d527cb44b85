import { RefusedError } from '../values/errors.ts';
import type { RerunOffset } from '../values/model.ts';
import { parseDurationMs } from '../values/parse-duration.ts';
import { durationText } from './format.ts';
import { localText } from './local-option.ts';
import { readOption, UsageError } from './usage-error.ts';

/** How long after its initial one a rerun comes: days of the calendar, and hours of the clock on top. */
export interface After {
  readonly days: number;
  readonly ms: number;
}

/** `2d`, `1d12h`, `36h`, `1w`: a day is a day of the calendar, and what is less than a day hours of the clock. */
export function readAfter(text: string): After {
  return readOption('--after', () => {
    const [, weeks = '0', days = '0', rest = ''] = /^(?:(\d{1,3})w)?(?:(\d{1,4})d)?(.*)$/i.exec(text.trim()) ?? [];
    if (text.trim() === '') throw new RefusedError('wrong_duration', '"" is not allowed; allowed: 2d, 36h, 1d12h');
    const ms = rest === '' ? 0 : parseDurationMs(rest);
    return { days: Number(weeks) * 7 + Number(days), ms };
  });
}

/** @throws {UsageError} when a time of the day and hours on top are both given */
export function offsetOf(after: After, time: string | undefined): RerunOffset {
  if (time !== undefined && after.ms > 0) {
    throw new UsageError(
      'wrong_after',
      `--after has ${durationText(after.ms)} on top of its days, and --time a time of the day: give one of them`,
    );
  }
  // hours that make days are hours all the same: they are counted from the initial one's own time
  return { afterDays: after.days, atTime: time ?? null, afterMs: after.ms };
}

/** `2 days later at 10:00`, `36h later`. */
export function offsetText({ afterDays, atTime, afterMs }: RerunOffset): string {
  const days = afterDays === 0 ? '' : `${afterDays} day${afterDays === 1 ? '' : 's'}`;
  const more = afterMs === 0 ? '' : durationText(afterMs);
  const later = [days, more].filter((part) => part !== '').join(' and ');
  const at = atTime === null ? '' : ` at ${localText(`0000-01-01T${atTime}`).slice(11)}`;
  return `${later === '' ? 'on the same day' : `${later} later`}${at}`;
}
