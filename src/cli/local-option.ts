import { wallMsOf } from '../timetable/recurrence-local.ts';
import { RefusedError } from '../values/errors.ts';
import { readOption } from './usage-error.ts';

const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](.+))?$/;
const TIME = /^(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,3}))?)?$/;

/** A date, with or without a time of the day, as it was given. */
export interface GivenDate {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** `HH:MM:SS.sss`; null: none was given. */
  readonly time: string | null;
}

/** A local date, or a local date and time, which says nothing of a zone. */
export function readDate(name: string, text: string): GivenDate {
  return readOption(name, () => {
    const [, date, time] = DATE.exec(text) ?? [];
    if (date === undefined) throw wrong(text, 'is not a date', 'a date such as 2026-12-01, or 2026-12-01T20:00');
    const given = { date, time: time === undefined ? null : parseTime(time) };
    wallMsOf(`${date}T${given.time ?? '00:00:00.000'}`, 'the date');
    return given;
  });
}

/** A time of the day, as `HH:MM:SS.sss`. */
export function readTime(name: string): (text: string) => string {
  return (text) => readOption(name, () => parseTime(text));
}

/** `2026-12-01 20:00:30`, for people: without what is zero at its end, but for the hour and the minute. An offset stays. */
export function localText(local: string): string {
  return local
    .replace('T', ' ')
    .replace(/\.000$/, '')
    .replace(/^(.{16}):00(?=[+-]|$)/, '$1');
}

function parseTime(text: string): string {
  const [, hour, minute, second = '00', fraction = '0'] = TIME.exec(text) ?? [];
  const isTime = Number(hour) <= 23 && Number(minute) <= 59 && Number(second) <= 59;
  if (isTime) return `${hour}:${minute}:${second}.${fraction.padEnd(3, '0')}`;
  throw wrong(text, 'is not a time of the day', '20:00, 20:00:30 or 20:00:30.250');
}

function wrong(given: string, what: string, allowed: string): RefusedError {
  return new RefusedError('wrong_date', `${JSON.stringify(given)} ${what}; allowed: ${allowed}`, { given });
}
