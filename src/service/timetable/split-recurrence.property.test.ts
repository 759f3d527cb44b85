import fc from 'fast-check';
import { expect, test } from 'vitest';
import { occurrences } from '../../timetable/occurrences.ts';
import type { Recurrence } from '../../timetable/recurrence.ts';
import { checkRecurrence } from '../../timetable/recurrence-check.ts';
import { DAY_MS, localOf, wallMsOf } from '../../timetable/recurrence-local.ts';
import { anyRule } from '../../timetable/testing/any-rule.ts';
import { RefusedError } from '../../values/errors.ts';
import { splitRecurrence } from './split-recurrence.ts';

const RUNS = 40;
const SEED = 54;
const FIRST = '2026-12-06T20:00:00.000';
const YEAR_MS = 366 * DAY_MS;

function locals(recurrence: Recurrence, days = 800): readonly string[] {
  const fromMs = wallMsOf(FIRST) - 3 * DAY_MS;
  return occurrences(recurrence, fromMs, fromMs + days * DAY_MS).map(({ local }) => local);
}

/** Undefined where the rule is none that a schedule may have, or has too little to be cut. */
function checked(rule: string): Recurrence | undefined {
  const recurrence = { rule, firstLocal: FIRST, timeZone: 'UTC', extraLocals: [], exceptLocals: [] };
  try {
    checkRecurrence(recurrence);
  } catch (error) {
    if (error instanceof RefusedError) return undefined;
    throw error;
  }
  const many = occurrences(recurrence, wallMsOf(FIRST), wallMsOf(FIRST) + YEAR_MS).length;
  return many > 1 && many < 500 ? recurrence : undefined;
}

const rules = anyRule(Temporal.PlainDateTime.from(FIRST)).map(checked);
const hours = fc.constantFrom(0, 0, 1, -1, 3, 24, -24, 72, 100).map((count) => count * 3_600_000);

test('TT-54: what is before and what is after are all that was, the after of it later; or it is refused', () => {
  let split = 0;
  fc.assert(
    fc.property(rules, fc.nat(40), hours, (recurrence, place, shiftMs) => {
      fc.pre(recurrence !== undefined);
      const all = locals(recurrence);
      const at = all[place % all.length] ?? '';
      const shift = (local: string) => localOf(wallMsOf(local) + shiftMs);
      try {
        const { before, after } = splitRecurrence(recurrence, at, shiftMs);
        split += 1;
        expect(before === null ? [] : locals(before)).toEqual(all.filter((local) => local < at));
        const expected = all.filter((local) => local >= at).map(shift);
        // the last days of the stretch may be moved out of it
        const last = all.at(-1) ?? '';
        const until = shiftMs < 0 ? shift(last) : last;
        const upTo = (list: readonly string[]) => list.filter((local) => local <= until);
        expect(upTo(locals(after, 810))).toEqual(upTo(expected));
        if (before !== null) checkRecurrence(before);
        checkRecurrence(after);
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        expect(error.code).toBe('cannot_follow');
      }
    }),
    { numRuns: RUNS, seed: SEED },
  );
  expect(split).toBeGreaterThan(RUNS / 4);
});

test('TT-54: with no shift a weekly rule, and one that counts, can always be cut', () => {
  for (const rule of ['FREQ=WEEKLY;BYDAY=TU,SU', 'FREQ=DAILY;COUNT=30', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU']) {
    const recurrence = { rule, firstLocal: FIRST, timeZone: 'UTC', extraLocals: [], exceptLocals: [] };
    const all = locals(recurrence);
    for (const at of all.slice(0, 10)) {
      const { before, after } = splitRecurrence(recurrence, at, 0);
      expect([...(before === null ? [] : locals(before)), ...locals(after)]).toEqual(all);
    }
  }
});
