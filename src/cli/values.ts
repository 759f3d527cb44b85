import { parseDurationMs } from '../values/parse-duration.ts';
import { quoted } from './format.ts';
import { readOption, UsageError } from './usage-error.ts';

/** Readers of the values of options, for commander's `argParser`. Each throws {@link UsageError}: what was wrong, what is allowed. */

const DECIMAL = /^\d+(?:\.\d+)?$/;

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

export function wholeNumber(name: string, { min, max }: Bounds): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^-?\d{1,15}$/.test(text) && value >= min && value <= max) return value;
    throw wrong('wrong_number', name, text, `allowed: a whole number from ${min} to ${max}`);
  };
}

export function decimalNumber(name: string, { min, max }: Bounds): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (DECIMAL.test(text) && value >= min && value <= max) return value;
    throw wrong('wrong_number', name, text, `allowed: a number from ${min} to ${max}, such as 1.5`);
  };
}

/** Seconds as a plain number, where the option says that it is seconds; or a duration with its unit. */
export function seconds(name: string, { min, max }: Bounds): (text: string) => number {
  return (text) => {
    const value = DECIMAL.test(text) ? Number(text) : durationSeconds(name)(text);
    if (value >= min && value <= max) return value;
    throw wrong('wrong_seconds', name, text, `allowed: from ${min} to ${max} seconds`);
  };
}

/** A duration with its unit, as milliseconds. */
export function durationMs(name: string): (text: string) => number {
  return (text) => readOption(name, () => parseDurationMs(text));
}

/** A duration with its unit, as seconds. */
export function durationSeconds(name: string): (text: string) => number {
  return (text) => durationMs(name)(text) / 1000;
}

/** `HH:MM` or `HH:MM:SS`, twice: `22:00-06:00`. */
export function dayWindow(name: string): (text: string) => { readonly from: string; readonly to: string } {
  return (text) => {
    const time = '((?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d)?)';
    const [, from, to] = new RegExp(`^${time}-${time}$`).exec(text) ?? [];
    if (from === undefined || to === undefined) {
      throw wrong('wrong_window', name, text, 'allowed: two times of day, such as 22:00-06:00');
    }
    if (from === to) throw wrong('wrong_window', name, text, 'it has no length; for the whole day use --always');
    return { from, to };
  };
}

/** A name or a title: anything with something in it. */
export function nonEmpty(name: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return text;
    throw wrong('empty_name', name, text, 'allowed: any text that is not blank');
  };
}

function wrong(code: string, name: string, given: string, allowed: string): UsageError {
  return new UsageError(code, `${name}: ${quoted(given)} is not allowed; ${allowed}`, { given });
}

/** The number under which something is listed. */
export function idNumber(name: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw wrong('wrong_id', name, text, 'allowed: a number, as it is listed');
  };
}
