import { RefusedError } from './errors.ts';

const SHORT =
  /^(?=\d)(?:(?<d>\d+)d)?(?:(?<h>\d+(?:[.,]\d+)?)h)?(?:(?<m>\d+(?:[.,]\d+)?)m)?(?:(?<s>\d+(?:[.,]\d+)?)s)?(?:(?<ms>\d+)ms)?$/i;

const ALLOWED = 'allowed: 1h30m, 90s, 1h30m15.5s, 250ms, or ISO 8601 such as PT1H30M';

const MS_PER_DAY = 86_400_000;

/**
 * Reads a length of time, to the millisecond: ISO 8601 (`PT1H30M`) or a number with a unit (`1h30m15.5s`). A day is 24 hours.
 * @returns milliseconds, whole, 0 or more
 * @throws {RefusedError} `wrong_duration`, also for a plain number, whose unit could only be guessed
 */
export function parseDurationMs(text: string): number {
  const duration = read(text);
  if (duration === null) {
    const plain = /^\d+(?:[.,]\d+)?$/.test(text);
    throw refused(text, plain ? 'has no unit' : 'is not a duration');
  }
  if (duration.years !== 0 || duration.months !== 0)
    throw refused(text, 'has years or months, which have no fixed length');
  if (duration.sign < 0) throw refused(text, 'is negative');
  if (duration.microseconds !== 0 || duration.nanoseconds !== 0) throw refused(text, 'is finer than a millisecond');
  const { weeks, days, hours, minutes, seconds, milliseconds } = duration;
  const totalMs =
    (weeks * 7 + days) * MS_PER_DAY + hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + milliseconds;
  if (!Number.isSafeInteger(totalMs)) throw refused(text, 'is too long');
  return totalMs;
}

function read(text: string): Temporal.Duration | null {
  const short = SHORT.exec(text)?.groups;
  try {
    if (short === undefined) return Temporal.Duration.from(text);
    const time = (['h', 'm', 's'] as const)
      .map((unit) => (short[unit] === undefined ? '' : short[unit] + unit))
      .join('');
    const iso = `P${short.d ?? 0}D${time === '' ? '' : `T${time}`}`;
    return Temporal.Duration.from(iso.toUpperCase()).add({ milliseconds: Number(short.ms ?? 0) });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function refused(text: string, what: string): RefusedError {
  return new RefusedError('wrong_duration', `${JSON.stringify(text)} ${what}; ${ALLOWED}`, { given: text });
}
