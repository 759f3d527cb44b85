import { RefusedError } from '../values/errors.ts';
import {
  FREQUENCIES,
  type Frequency,
  PART_NAMES,
  type PartName,
  type Rule,
  WEEKDAY_CODES,
  type WeekdayOf,
} from './rule.ts';
import { checkCombination } from './rule-combination.ts';
import { type Parts, type Piece, pieceOf, refusePiece, splitPiece } from './rule-piece.ts';
import { parseUntil } from './rule-until.ts';

/** More than this is a slip of the pen: 10,000 hours are more than a year. */
const MOST_INTERVAL = 10_000;
const MOST_COUNT = 100_000;

/**
 * Reads the value of an RRULE. Letters may be small.
 * @throws {RefusedError} `bad_rule`, with the place as a column that counts from 1
 */
export function parseRule(text: string): Rule {
  const parts = splitParts(pieceOf(text));
  const freq = parts.get('FREQ');
  if (freq === undefined) throw new RefusedError('bad_rule', noFreq(text), { rule: text, column: 1 });
  const rule: Rule = {
    freq: parseFrequency(freq),
    interval: number(parts, 'INTERVAL', MOST_INTERVAL) ?? 1,
    count: number(parts, 'COUNT', MOST_COUNT),
    until: read(parts, 'UNTIL', parseUntil),
    weekStart: read(parts, 'WKST', parseWeekday) ?? 0,
    byMonth: numbers(parts, 'BYMONTH', 1, 12),
    byWeekNo: signed(parts, 'BYWEEKNO', 53),
    byYearDay: signed(parts, 'BYYEARDAY', 366),
    byMonthDay: signed(parts, 'BYMONTHDAY', 31),
    byDay: read(parts, 'BYDAY', (piece) => splitPiece(piece, ',').map(parseWeekdayOf)),
    byHour: numbers(parts, 'BYHOUR', 0, 23),
    byMinute: numbers(parts, 'BYMINUTE', 0, 59),
    // a clock that knows no leap seconds has them as the second before (RFC 5545, section 3.3.12)
    bySecond: numbers(parts, 'BYSECOND', 0, 60)?.map((second) => Math.min(second, 59)) ?? null,
    bySetPos: signed(parts, 'BYSETPOS', 366),
  };
  checkCombination(rule, parts);
  return rule;
}

function noFreq(text: string): string {
  return `the rule ${JSON.stringify(text)} has no FREQ; allowed: FREQ=${FREQUENCIES.join(', ')}`;
}

function splitParts(whole: Piece): Parts {
  const parts = new Map<PartName, Piece>();
  for (const part of splitPiece(whole, ';')) {
    const [given, value] = splitPiece(part, '=', 2);
    const name = PART_NAMES.find((known) => known === given?.text);
    if (given === undefined || name === undefined) {
      const why = part.text.startsWith('RRULE:') ? 'is to begin after "RRULE:"' : 'is no part of a rule';
      throw refusePiece(given ?? part, `${why}; allowed: ${PART_NAMES.join(', ')}`);
    }
    if (value === undefined || value.text === '') throw refusePiece(part, 'has no value');
    if (parts.has(name)) throw refusePiece(part, `is there twice; ${name} may be there once`);
    parts.set(name, value);
  }
  return parts;
}

function read<Value>(parts: Parts, name: PartName, parse: (piece: Piece) => Value): Value | null {
  const piece = parts.get(name);
  return piece === undefined ? null : parse(piece);
}

function parseFrequency(piece: Piece): Frequency {
  const found = FREQUENCIES.find((known) => known === piece.text);
  if (found !== undefined) return found;
  const often = piece.text === 'SECONDLY' || piece.text === 'MINUTELY';
  const why = often ? 'is more often than a timetable is made for' : 'is no frequency';
  throw refusePiece(piece, `${why}; allowed: ${FREQUENCIES.join(', ')}`);
}

function number(parts: Parts, name: PartName, most: number): number | null {
  return read(parts, name, (piece) => parseNumber(piece, name, 1, most));
}

function numbers(parts: Parts, name: PartName, least: number, most: number): readonly number[] | null {
  return read(parts, name, (piece) => splitPiece(piece, ',').map((value) => parseNumber(value, name, least, most)));
}

/** From 1 on, and from -1 backwards. */
function signed(parts: Parts, name: PartName, most: number): readonly number[] | null {
  return read(parts, name, (piece) => splitPiece(piece, ',').map((value) => parseSigned(value, name, most)));
}

function parseNumber(piece: Piece, name: string, least: number, most: number): number {
  const value = /^\d{1,9}$/.test(piece.text) ? Number(piece.text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw refusePiece(piece, `is not allowed for ${name}; allowed: whole numbers from ${least} to ${most}`);
}

function parseSigned(piece: Piece, name: string, most: number): number {
  const value = /^[+-]?\d{1,9}$/.test(piece.text) ? Number(piece.text) : Number.NaN;
  if (value !== 0 && Math.abs(value) <= most) return value;
  throw refusePiece(piece, `is not allowed for ${name}; allowed: 1 to ${most}, and -1 to -${most} from the end`);
}

function parseWeekday(piece: Piece): number {
  const weekday = WEEKDAY_CODES.indexOf(piece.text);
  if (weekday >= 0) return weekday;
  throw refusePiece(piece, `is no day of the week; allowed: ${WEEKDAY_CODES.join(', ')}`);
}

function parseWeekdayOf(piece: Piece): WeekdayOf {
  const match = /^(?<ordinal>[+-]?\d{1,9})?(?<code>[A-Z]*)$/.exec(piece.text);
  const weekday = WEEKDAY_CODES.indexOf(match?.groups?.code ?? '');
  const ordinal = match?.groups?.ordinal;
  const value = Number(ordinal ?? 0);
  if (weekday >= 0 && (ordinal === undefined || (value !== 0 && Math.abs(value) <= 53)))
    return { ordinal: value, weekday };
  throw refusePiece(
    piece,
    `is no day of the week; allowed: ${WEEKDAY_CODES.join(', ')}, with FREQ=MONTHLY and YEARLY as 1SU (the first), -1SU (the last)`,
  );
}
