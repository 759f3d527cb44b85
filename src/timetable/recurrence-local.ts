import { RefusedError } from '../values/errors.ts';
import { dateOfDay, dayNumber, daysInMonth } from './recurrence-calendar.ts';

/**
 * A local time as one number: milliseconds since 1970-01-01T00:00 by the same local clock, as if no clock were ever changed.
 * What it is as an instant only a zone can say (`zone.ts`).
 */
export type WallMs = number;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})$/;
const ALLOWED = 'allowed: YYYY-MM-DDTHH:MM:SS.sss, as 2026-12-06T20:00:30.000, from 0001-01-01 to 9999-12-31';

/**
 * @param what names the local time in the message
 * @throws {RefusedError} `bad_local_time`
 */
export function wallMsOf(local: string, what = 'the local time'): WallMs {
  const [, year, month, day, hour, minute, second, ms] = (FORM.exec(local) ?? []).map(Number);
  const wallMs = wallMsOfFields(year, month, day, hour, minute, second, ms);
  if (wallMs !== null) return wallMs;
  const message = `${what} ${JSON.stringify(local)} is not on the calendar or the clock; ${ALLOWED}`;
  throw new RefusedError('bad_local_time', message, { given: local });
}

/** Null when there is no such date or time. */
export function wallMsOfFields(year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0): WallMs | null {
  const isDate = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  return dayNumber(year, month, day) * DAY_MS + hour * HOUR_MS + minute * 60_000 + second * 1000 + ms;
}

/** `YYYY-MM-DDTHH:MM:SS.sss` */
export function localOf(wallMs: WallMs): string {
  const number = Math.floor(wallMs / DAY_MS);
  const { year, month, day } = dateOfDay(number);
  return `${year < 1000 ? String(year).padStart(4, '0') : year}-${two(month)}-${two(day)}T${timeOf(wallMs - number * DAY_MS)}`;
}

/** `HH:MM:SS.sss` */
export function timeOf(msOfDay: number): string {
  const seconds = Math.floor(msOfDay / 1000);
  const minutes = Math.floor(seconds / 60);
  const ms = msOfDay - seconds * 1000;
  const thousandths = ms === 0 ? '000' : String(ms).padStart(3, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}.${thousandths}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
