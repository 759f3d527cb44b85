import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JournalLine } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';
import { HOLD_BACK_MS, LineOrder } from './line-order.ts';

function line(seq: number): JournalLine {
  return { run: '000001-abcd' as EngineRunId, seq, atMs: seq, kind: 'noise' };
}

function seqs(lines: readonly JournalLine[]): number[] {
  return lines.map(({ seq }) => seq);
}

test('JO-5: lines come out in order of their sequence, whatever order they came in', () => {
  const shuffled = fc.integer({ min: 1, max: 40 }).chain((count) => {
    const all = Array.from({ length: count }, (_, index) => index + 1);
    return fc.shuffledSubarray(all, { minLength: count });
  });
  fc.assert(
    fc.property(shuffled, (arrival) => {
      const order = new LineOrder(0);
      const out = arrival.flatMap((seq) => {
        order.add(line(seq), 0);
        return seqs(order.take(0, false));
      });
      expect(out).toEqual(arrival.toSorted((a, b) => a - b));
      expect(order.holes).toBe(0);
      expect(order.waiting).toBe(false);
    }),
  );
});

test('JO-6: lines behind a gap wait for the missing one for a second, then go on without it', () => {
  const order = new LineOrder(10);
  order.add(line(11), 0);
  order.add(line(13), 100);
  order.add(line(14), 900);
  expect(seqs(order.take(900, false))).toEqual([11]);
  expect(seqs(order.take(100 + HOLD_BACK_MS - 1, false))).toEqual([]);
  expect(order.waiting).toBe(true);
  expect(seqs(order.take(100 + HOLD_BACK_MS, false))).toEqual([13, 14]);
  expect(order.holes).toBe(1);
});

test('JO-6: the missing line in time makes it whole again; too late it is passed over', () => {
  const order = new LineOrder(0);
  order.add(line(2), 0);
  order.add(line(1), HOLD_BACK_MS - 1);
  expect(seqs(order.take(HOLD_BACK_MS - 1, false))).toEqual([1, 2]);
  order.add(line(4), 5000);
  expect(seqs(order.take(6000, false))).toEqual([4]);
  order.add(line(3), 6001);
  expect(seqs(order.take(9000, false))).toEqual([]);
  expect(order.holes).toBe(1);
});

test('JO-6: each gap waits for its own second', () => {
  const order = new LineOrder(0);
  order.add(line(2), 0);
  order.add(line(4), 600);
  expect(seqs(order.take(1000, false))).toEqual([2]);
  expect(seqs(order.take(1599, false))).toEqual([]);
  expect(seqs(order.take(1600, false))).toEqual([4]);
});

test('JO-6: where nothing more can come nothing is waited for, and the holes are counted', () => {
  const order = new LineOrder(0);
  for (const seq of [9, 2, 3]) order.add(line(seq), 0);
  expect(seqs(order.take(0, true))).toEqual([2, 3, 9]);
  expect(order.holes).toBe(6);
});

test('a line that was taken in, or comes twice, counts once', () => {
  const order = new LineOrder(5);
  for (const seq of [4, 5, 6, 6]) order.add(line(seq), 0);
  expect(seqs(order.take(0, false))).toEqual([6]);
  order.add(line(6), 1);
  expect(order.waiting).toBe(false);
});
