import type { WallMs } from './recurrence-local.ts';
import type { CompleteRule } from './rule-complete.ts';
import { periodsOf } from './rule-periods.ts';

/** Local times from one on up to another, which is not included. */
export interface WallWindow {
  readonly fromWallMs: WallMs;
  readonly toWallMs: WallMs;
}

/**
 * The local times of a rule that lie in the window, in order, the first `most` of them. It begins at the window, however long
 * ago the first date was; only COUNT makes it count from there. UNTIL as an instant is left to who knows the zone.
 */
export function expandRule(rule: CompleteRule, window: WallWindow, most: number): readonly WallMs[] {
  const { interval, bySetPos, firstWallMs, until } = rule;
  const fromWallMs = Math.max(window.fromWallMs, firstWallMs);
  const toWallMs = until !== null && 'toWallMs' in until ? Math.min(window.toWallMs, until.toWallMs) : window.toWallMs;
  const periods = periodsOf(rule);
  const found: WallMs[] = [];
  const candidates: WallMs[] = [];
  let left = rule.count ?? Number.POSITIVE_INFINITY;
  let period = rule.count === null ? Math.floor(periods.at(fromWallMs) / interval) * interval : 0;
  while (left > 0 && periods.startOf(period) < toWallMs) {
    candidates.length = 0;
    periods.collect(period, candidates);
    for (const wallMs of bySetPos === null ? candidates : atPositions(candidates, bySetPos)) {
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

function atPositions(candidates: readonly WallMs[], positions: readonly number[]): readonly WallMs[] {
  const size = candidates.length;
  return candidates.filter((_, index) => positions.includes(index + 1) || positions.includes(index - size));
}
