import { must } from '../values/errors.ts';
import type { Frequency, PartName, Rule } from './rule.ts';
import { type Parts, type Piece, refusePiece, splitPiece } from './rule-piece.ts';

/** Where RFC 5545 (section 3.3.10) has a part with some frequencies only. */
const ONLY_WITH: readonly (readonly [PartName, readonly Frequency[]])[] = [
  ['BYWEEKNO', ['YEARLY']],
  ['BYYEARDAY', ['YEARLY', 'HOURLY']],
  ['BYMONTHDAY', ['YEARLY', 'MONTHLY', 'DAILY', 'HOURLY']],
];

const SELECTING: readonly PartName[] = [
  'BYMONTH',
  'BYWEEKNO',
  'BYYEARDAY',
  'BYMONTHDAY',
  'BYDAY',
  'BYHOUR',
  'BYMINUTE',
  'BYSECOND',
];

/**
 * Parts that are well-formed, and that RFC 5545 does not allow together.
 * @throws {RefusedError} `bad_rule`
 */
export function checkCombination(rule: Rule, parts: Parts): void {
  const until = parts.get('UNTIL');
  if (until !== undefined && rule.count !== null)
    throw refusePiece(until, 'as UNTIL: there is a COUNT; allowed: one of them');
  for (const [name, allowed] of ONLY_WITH) {
    const part = parts.get(name);
    if (part === undefined || allowed.includes(rule.freq)) continue;
    throw refusePiece(part, `as ${name} is not allowed with FREQ=${rule.freq}; allowed with ${allowed.join(', ')}`);
  }
  const setPos = parts.get('BYSETPOS');
  if (setPos !== undefined && !SELECTING.some((name) => parts.has(name)))
    throw refusePiece(setPos, `as BYSETPOS has nothing to select from; allowed beside ${SELECTING.join(', ')}`);
  checkOrdinals(rule, parts.get('BYDAY'));
}

function checkOrdinals({ byDay, byWeekNo, freq }: Rule, part: Piece | undefined): void {
  const at = byDay?.findIndex(({ ordinal }) => ordinal !== 0) ?? -1;
  if (part === undefined || at < 0) return;
  const piece = must(splitPiece(part, ',')[at], 'a day of BYDAY');
  if (freq !== 'MONTHLY' && freq !== 'YEARLY')
    throw refusePiece(piece, `has a number, which is not allowed with FREQ=${freq}; allowed with MONTHLY and YEARLY`);
  if (byWeekNo !== null) throw refusePiece(piece, 'has a number, which is not allowed beside BYWEEKNO');
}
