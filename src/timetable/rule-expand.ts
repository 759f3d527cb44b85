import type { WallMs } from './recurrence-local.ts';
import type { CompleteRule } from './rule-complete.ts';
import { type Periods, periodsOf } from './rule-periods.ts';

/** Local times from one on up to another, which is not included. */
export interface WallWindow {
  readonly fromWallMs: WallMs;
  readonly toWallMs: WallMs;
}

/**
 * The local times of a rule that lie in the window, in order, the first `most` of them. It begins at the window, however long
 * ago the first date was; only COUNT, where the periods are not all alike, makes it count from there. UNTIL as an instant is left
 * to who knows the zone.
 */
export function expandRule(rule: CompleteRule, window: WallWindow, most: number): readonly WallMs[] {
  const { interval, firstWallMs, until } = rule;
  const fromWallMs = Math.max(window.fromWallMs, firstWallMs);
  const toWallMs = until !== null && 'toWallMs' in until ? Math.min(window.toWallMs, until.toWallMs) : window.toWallMs;
  const periods = periodsOf(rule);
  const found: WallMs[] = [];
  const candidates: WallMs[] = [];
  const skips = rule.count === null || periods.areAlike;
  let period = skips ? Math.floor(periods.at(fromWallMs) / interval) * interval : 0;
  let left = rule.count === null ? Number.POSITIVE_INFINITY : rule.count - matchesBefore(rule, periods, period);
  while (left > 0 && periods.startOf(period) < toWallMs) {
    for (const wallMs of matchesOf(rule, periods, period, candidates)) {
      if (wallMs < firstWallMs || left === 0) continue;
      left -= 1;
      if (wallMs < fromWallMs || wallMs >= toWallMs) continue;
      found.push(wallMs);
      if (found.length === most) return found;
    }
    period = Math.ceil(periods.next(period) / interval) * interval;
  }
  return found;
}

/** How many there are in the periods before this one, which are all alike but for the first. */
function matchesBefore(rule: CompleteRule, periods: Periods, period: number): number {
  if (period === 0) return 0;
  const inFirst = matchesOf(rule, periods, 0, []).filter((wallMs) => wallMs >= rule.firstWallMs).length;
  const inEach = matchesOf(rule, periods, period, []).length;
  return inFirst + inEach * (period / rule.interval - 1);
}

/** @param candidates is filled anew */
function matchesOf(
  { bySetPos }: CompleteRule,
  periods: Periods,
  period: number,
  candidates: WallMs[],
): readonly WallMs[] {
  candidates.length = 0;
  periods.collect(period, candidates);
  if (bySetPos === null) return candidates;
  const size = candidates.length;
  return candidates.filter((_, index) => bySetPos.includes(index + 1) || bySetPos.includes(index - size));
}
