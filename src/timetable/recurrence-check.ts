import { RefusedError } from '../values/errors.ts';
import type { Recurrence } from './recurrence.ts';
import { DAY_MS, localOf, type WallMs, wallMsOf } from './recurrence-local.ts';
import { type CompleteRule, completeRule } from './rule-complete.ts';
import { expandRule } from './rule-expand.ts';
import { parseRule } from './rule-parse.ts';
import { zonedStart } from './zone.ts';
import { checkTimeZone } from './zone-name.ts';

/** The Gregorian calendar begins anew after 400 years: 146,097 days, which are whole weeks. */
const CALENDAR_CYCLE_MS = 146_097 * DAY_MS;
const LONG_YEAR_MS = 366 * DAY_MS;
/** One in a quarter of an hour. */
const MOST_IN_A_YEAR = 40_000;

/**
 * @throws {RefusedError} `bad_rule` with the place, `unknown_time_zone`, `bad_local_time`, `never_matches`, `too_many`
 */
export function checkRecurrence(recurrence: Recurrence): void {
  checkTimeZone(recurrence.timeZone);
  const firstWallMs = wallMsOf(recurrence.firstLocal, 'the first date');
  for (const local of recurrence.exceptLocals) wallMsOf(local, 'the excepted date');
  for (const local of recurrence.extraLocals) {
    if (wallMsOf(local, 'the extra date') >= firstWallMs) continue;
    const message = `the extra date ${local} is before the first date ${recurrence.firstLocal}; allowed: the first date or later`;
    throw new RefusedError('bad_local_time', message, { given: local });
  }
  if (recurrence.rule !== '') checkMatches(recurrence, completeRule(parseRule(recurrence.rule), firstWallMs));
}

/**
 * Where the rule begins: the local time of its first occurrence, extra and excepted dates aside. With it as first date the
 * rule has the same occurrences, and it is what a calendar that counts its first date always is to be given. Null when it
 * has none within 400 years.
 */
export function firstMatch(recurrence: Recurrence): string | null {
  const firstWallMs = wallMsOf(recurrence.firstLocal);
  if (recurrence.rule === '') return recurrence.firstLocal;
  const found = firstMatchMs(recurrence, completeRule(parseRule(recurrence.rule), firstWallMs));
  return found === null ? null : localOf(found);
}

function firstMatchMs({ timeZone }: Recurrence, rule: CompleteRule): WallMs | null {
  const window = { fromWallMs: rule.firstWallMs, toWallMs: rule.firstWallMs + CALENDAR_CYCLE_MS };
  const [found] = expandRule(rule, window, 1);
  if (found === undefined) return null;
  const { until } = rule;
  const isOver = until !== null && 'toMs' in until && zonedStart(localOf(found), timeZone).startMs >= until.toMs;
  return isOver ? null : found;
}

function checkMatches(recurrence: Recurrence, rule: CompleteRule): void {
  const found = firstMatchMs(recurrence, rule);
  const data = { rule: recurrence.rule, firstLocal: recurrence.firstLocal };
  if (found === null) {
    const span = rule.until === null ? 'in the 400 years' : 'up to its UNTIL';
    const message = `the rule ${JSON.stringify(recurrence.rule)} never matches, not once ${span} from ${recurrence.firstLocal}; allowed: a rule with one occurrence at least`;
    throw new RefusedError('never_matches', message, data);
  }
  const year = { fromWallMs: found, toWallMs: found + LONG_YEAR_MS };
  if (expandRule(rule, year, MOST_IN_A_YEAR + 1).length <= MOST_IN_A_YEAR) return;
  const message = `the rule ${JSON.stringify(recurrence.rule)} has more than ${MOST_IN_A_YEAR} occurrences in its first year; allowed: that many, which is one every quarter of an hour`;
  throw new RefusedError('too_many', message, { ...data, most: MOST_IN_A_YEAR });
}
