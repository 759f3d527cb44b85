import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DiffusionId } from '../values/ids.ts';
import { type Claim, compareClaims, findConflicts, onAirAt, resolve, whyStronger } from './resolve.ts';

const RUNS = { numRuns: 500, seed: 20260901 };

function claim(id: number, startMs: number, endMs: number, given: Partial<Claim> = {}): Claim {
  return {
    id: id as DiffusionId,
    startMs,
    endMs,
    layer: 0,
    priority: 0,
    hard: false,
    rerun: false,
    ...given,
  };
}

/** Few instants, so that starts and ends meet; a claim may have no length. */
const claims = fc
  .array(
    fc.record({
      startMs: fc.integer({ min: 0, max: 60 }),
      lengthMs: fc.integer({ min: 0, max: 30 }),
      layer: fc.integer({ min: -1, max: 1 }),
      priority: fc.integer({ min: -1, max: 1 }),
      hard: fc.boolean(),
      rerun: fc.boolean(),
    }),
    { maxLength: 14 },
  )
  .chain((made) =>
    fc
      .shuffledSubarray(
        made.map((_, index) => index + 1),
        { minLength: made.length },
      )
      .map((ids) =>
        made.map(({ startMs, lengthMs, ...rest }, index) =>
          claim(ids[index] ?? 0, startMs, startMs + lengthMs, { ...rest }),
        ),
      ),
  );

/** The rule again, written as a person reads it and sharing no code: who has the air at one millisecond. */
function strongestAt(all: readonly Claim[], atMs: number): Claim | null {
  let there = all.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
  const keepBest = (worth: (one: Claim) => number) => {
    const best = Math.max(...there.map(worth));
    there = there.filter((one) => worth(one) === best);
  };
  keepBest(({ layer }) => layer);
  keepBest(({ priority }) => priority);
  if (there.some(({ hard }) => hard)) there = there.filter(({ hard }) => hard);
  if (there.some(({ rerun }) => !rerun)) there = there.filter(({ rerun }) => !rerun);
  keepBest(({ startMs }) => -startMs);
  keepBest(({ id }) => -id);
  return there[0] ?? null;
}

test('TT-40: the order is that of layer, priority, hard, initial, start, id, each before all that follow', () => {
  const weak = claim(9, 50, 100, { rerun: true });
  const steps: readonly [Partial<Claim>, string][] = [
    [{ id: 1 as DiffusionId }, 'it has the lower id'],
    [{ startMs: 40 }, 'it starts earlier'],
    [{ rerun: false }, 'it is an initial one and the other a rerun'],
    [{ hard: true }, 'it is hard and the other soft'],
    [{ priority: 5 }, 'its program has the higher priority, 5 over 0'],
    [{ layer: 2 }, 'it lies in the higher layer, 2 over 0'],
  ];
  let loser = weak;
  for (const [change, why] of steps) {
    // the winner has this one thing; the loser all that counts less
    const winner = { ...weak, id: 10 as DiffusionId, ...change };
    expect([compareClaims(winner, loser) < 0, compareClaims(loser, winner) > 0]).toEqual([true, true]);
    expect(whyStronger(winner, loser)).toBe(why);
    expect(() => whyStronger(loser, winner)).toThrow('is not stronger');
    loser = { ...loser, ...change };
  }
});

test('TT-40: it is a total order', () => {
  fc.assert(
    fc.property(claims, (all) => {
      const sorted = [...all].sort(compareClaims);
      for (const [index, a] of sorted.entries()) {
        expect(compareClaims(a, a)).toBe(0);
        for (const b of sorted.slice(index + 1)) {
          expect(compareClaims(a, b)).toBeLessThan(0);
          expect(compareClaims(b, a)).toBeGreaterThan(0);
        }
      }
    }),
    RUNS,
  );
});

test('TT-41: at each millisecond the air is with the strongest that asks for it', () => {
  fc.assert(
    fc.property(claims, (all) => {
      const spans = resolve(all);
      for (let atMs = -2; atMs < 95; atMs += 1) {
        const strongest = strongestAt(all, atMs);
        const having = spans.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs);
        expect(having.map(({ id }) => id)).toEqual(strongest === null ? [] : [strongest.id]);
        expect(onAirAt(all, atMs)).toBe(strongest);
      }
    }),
    RUNS,
  );
});

test('TT-41: spans are in order, not empty, and no two neighbours are of one diffusion', () => {
  fc.assert(
    fc.property(claims, (all) => {
      const spans = resolve(all);
      for (const [index, { id, fromMs, toMs }] of spans.entries()) {
        const next = spans[index + 1];
        expect(fromMs).toBeLessThan(toMs);
        if (next === undefined) continue;
        expect(next.fromMs).toBeGreaterThanOrEqual(toMs);
        expect(next.id === id && next.fromMs === toMs).toBe(false);
      }
      expect(resolve([...all].reverse())).toEqual(spans);
    }),
    RUNS,
  );
});

test('TT-41: a special lies over its base, which has the air again after it', () => {
  const base = claim(1, 0, 100);
  const special = claim(2, 30, 60, { layer: 1 });
  expect(resolve([base, special])).toEqual([
    { id: 1, fromMs: 0, toMs: 30 },
    { id: 2, fromMs: 30, toMs: 60 },
    { id: 1, fromMs: 60, toMs: 100 },
  ]);
});

test('TT-42: the conflicts are the pairs of one layer that share a millisecond', () => {
  fc.assert(
    fc.property(claims, (all) => {
      const found = findConflicts(all).map(({ a, b }) => `${a} ${b}`);
      const expected: string[] = [];
      for (const one of all) {
        for (const other of all) {
          if (one.id >= other.id || one.layer !== other.layer) continue;
          let shared = 0;
          for (let ms = 0; ms < 95; ms += 1) {
            if ([one, other].every(({ startMs, endMs }) => startMs <= ms && ms < endMs)) shared += 1;
          }
          if (shared > 0) expected.push(`${one.id} ${other.id}`);
        }
      }
      expect(found.toSorted()).toEqual(expected.toSorted());
    }),
    RUNS,
  );
});

test('TT-41, TT-42: a hundred thousand claims, one of them over all, take no square of time', () => {
  const many = Array.from({ length: 100_000 }, (_, index) => claim(index + 2, index * 10, index * 10 + 10));
  const all = [claim(1, 0, 1_000_000, { layer: 1 }), ...many, claim(200_000, 5, 999_995, { layer: -1 })];
  expect(resolve(all)).toEqual([{ id: 1, fromMs: 0, toMs: 1_000_000 }]);
  expect(findConflicts(all)).toEqual([]);
});
