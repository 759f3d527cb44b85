import type { Occurrence } from './recurrence.ts';
import { DAY_MS, type WallMs, wallMsOf } from './recurrence-local.ts';

/** A diffusion that is there, as far as the pairing goes. */
export interface Paired {
  readonly local: string;
  /** Whether it may be moved to an occurrence; else it only takes it, so that none is made for it. */
  readonly movable: boolean;
  /** Whether it takes another occurrence of its week too. */
  readonly takesWeek: boolean;
}

export interface Coming extends Occurrence {
  /** Whether it starts before what may still be changed. */
  readonly past: boolean;
}

export interface Pairs<Old> {
  readonly taken: ReadonlyMap<Old, Coming>;
  /** Those that nothing stands for. */
  readonly free: readonly Coming[];
}

/**
 * Which diffusion stands for which occurrence of a rule that may have changed (SPEC TT-24): that of the same local time, else the
 * nearest of the same date, else the nearest of the same week, which begins on Monday.
 */
export function pairOccurrences<Old extends Paired>(olds: readonly Old[], news: readonly Coming[]): Pairs<Old> {
  const taken = new Map<Old, Coming>();
  if (olds.length === 0) return { taken, free: news };
  const byLocal = new Map(news.map((coming) => [coming.local, coming]));
  for (const old of olds) {
    const coming = byLocal.get(old.local);
    if (coming === undefined) continue;
    taken.set(old, coming);
    byLocal.delete(old.local);
  }
  const steps = [
    { of: (_: Old) => true, span: (wallMs: WallMs) => Math.floor(wallMs / DAY_MS) },
    // 1970-01-01 was a Thursday
    { of: ({ takesWeek }: Old) => takesWeek, span: (wallMs: WallMs) => Math.floor((wallMs / DAY_MS + 3) / 7) },
  ];
  for (const { of, span } of steps) {
    const left = olds.filter((old) => !taken.has(old) && of(old));
    if (left.length === 0 || byLocal.size === 0) continue;
    const spanOf = ({ local }: { readonly local: string }) => span(wallMsOf(local));
    const spans = Map.groupBy(byLocal.values(), spanOf);
    for (const [key, there] of Map.groupBy(left, spanOf)) {
      for (const [old, coming] of nearestPairs(there, spans.get(key) ?? [])) {
        taken.set(old, coming);
        byLocal.delete(coming.local);
      }
    }
  }
  return { taken, free: [...byLocal.values()] };
}

/** Each at most once, the least distant first; what is in the past is no place to move to. */
function nearestPairs<Old extends Paired>(
  olds: readonly Old[],
  news: readonly Coming[],
): readonly (readonly [Old, Coming])[] {
  const candidates = olds.flatMap((old) =>
    news.flatMap((coming) =>
      old.movable && coming.past
        ? []
        : [{ old, coming, distanceMs: Math.abs(wallMsOf(old.local) - wallMsOf(coming.local)) }],
    ),
  );
  const seen = new Set<Old | Coming>();
  const pairs: (readonly [Old, Coming])[] = [];
  for (const { old, coming } of candidates.sort((a, b) => a.distanceMs - b.distanceMs)) {
    if (seen.has(old) || seen.has(coming)) continue;
    seen.add(old).add(coming);
    pairs.push([old, coming]);
  }
  return pairs;
}
