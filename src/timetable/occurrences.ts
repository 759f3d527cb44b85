import { RefusedError } from '../values/errors.ts';
import type { Occurrence, Recurrence } from './recurrence.ts';
import { dayNumber } from './recurrence-calendar.ts';
import { DAY_MS, localOf, type WallMs, wallMsOf } from './recurrence-local.ts';
import { type CompleteRule, completeRule } from './rule-complete.ts';
import { expandRule, type WallWindow } from './rule-expand.ts';
import { parseRule } from './rule-parse.ts';
import { wallWindowOf, zoneReader, zoneTable } from './zone.ts';

/** More in one stretch of time are refused, before they fill the memory. */
const MOST_IN_WINDOW = 100_000;
/** A local time has a year of four digits. */
const END_WALL_MS = dayNumber(10_000, 1, 1) * DAY_MS;
/** No zone is as far from UTC. */
const FURTHEST_MS = 2 * DAY_MS;

/**
 * The occurrences that start in [fromMs, toMs), in order, no two at one instant (SPEC TT-1 to TT-9).
 * @param recurrence one that was checked
 * @throws {RefusedError} `too_many`
 */
export function occurrences(recurrence: Recurrence, fromMs: number, toMs: number): readonly Occurrence[] {
  const firstWallMs = wallMsOf(recurrence.firstLocal);
  const beginMs = Math.max(fromMs, firstWallMs - FURTHEST_MS);
  const endMs = Math.min(toMs, END_WALL_MS + FURTHEST_MS);
  if (beginMs >= endMs) return [];
  const rule = recurrence.rule === '' ? null : completeRule(parseRule(recurrence.rule), firstWallMs);
  const table = zoneTable(recurrence.timeZone, beginMs, endMs);
  const startOf = zoneReader(table);
  const found: Occurrence[] = [];
  const add = (wallMs: WallMs, beforeMs: number): void => {
    const { startMs, zoneNote } = startOf(wallMs);
    if (startMs >= beginMs && startMs < beforeMs) found.push({ local: localOf(wallMs), startMs, zoneNote });
  };
  const beforeMs = Math.min(endMs, untilOf(rule));
  for (const wallMs of wallsOf(rule, firstWallMs, wallWindowOf(table))) add(wallMs, beforeMs);
  for (const local of recurrence.extraLocals) {
    const wallMs = wallMsOf(local);
    if (wallMs >= firstWallMs) add(wallMs, endMs);
  }
  const each = oneEach(found);
  if (recurrence.exceptLocals.length === 0) return each;
  const except = new Set(recurrence.exceptLocals);
  return each.filter(({ local }) => !except.has(local));
}

function untilOf(rule: CompleteRule | null): number {
  const until = rule?.until ?? null;
  return until !== null && 'toMs' in until ? until.toMs : Number.POSITIVE_INFINITY;
}

function wallsOf(rule: CompleteRule | null, firstWallMs: WallMs, window: WallWindow): readonly WallMs[] {
  if (rule === null) return [firstWallMs];
  const toWallMs = Math.min(window.toWallMs, END_WALL_MS);
  const walls = expandRule(rule, { fromWallMs: window.fromWallMs, toWallMs }, MOST_IN_WINDOW + 1);
  if (walls.length <= MOST_IN_WINDOW) return walls;
  const message = `the rule has more than ${MOST_IN_WINDOW} occurrences in the period; ask for a shorter one`;
  throw new RefusedError('too_many', message, { most: MOST_IN_WINDOW });
}

/**
 * In order of their instants. Of two at one instant, one of which the clocks skip, the other is kept: SPEC TT-3.
 */
function oneEach(found: readonly Occurrence[]): readonly Occurrence[] {
  if (found.every(({ startMs }, index) => startMs > (found[index - 1]?.startMs ?? Number.NEGATIVE_INFINITY)))
    return found;
  const inGap = ({ zoneNote }: Occurrence): number => (zoneNote === 'gap' ? 1 : 0);
  const sorted = found.toSorted((a, b) => a.startMs - b.startMs || inGap(a) - inGap(b));
  return sorted.filter(({ startMs }, index) => startMs !== sorted[index - 1]?.startMs);
}
