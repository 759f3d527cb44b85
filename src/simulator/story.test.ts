import { expect, test, vi } from 'vitest';
import { fastStore } from './fast-store/fast-store.ts';
import { tell } from './story.ts';
import { withMachinery } from './testing/machinery.ts';
import type { Machinery } from './years.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The week in which Europe sets its clocks forward. */
const startMs = Date.UTC(2026, 2, 27);

function threeDays({ openStore, settle }: Machinery, seed: string, isFast: boolean) {
  const open = isFast ? async () => fastStore(await openStore()) : openStore;
  return tell({ seed, startMs, days: 3, faults: 700, openStore: open, settle });
}

test('SI-11: the same seed gives the same bytes, another seed others', async () => {
  await withMachinery(async (machinery) => {
    const [first, second] = [await threeDays(machinery, 'a', true), await threeDays(machinery, 'a', true)];
    const other = await threeDays(machinery, 'b', true);
    expect(second).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
    expect(first.faults).toBeGreaterThan(400);
    expect(first.log.length).toBeGreaterThan(200);
  });
});

test('SI-11: on the real database and on the one in memory it is the same log', async () => {
  await withMachinery(async (machinery) => {
    const fast = await threeDays(machinery, 'c', true);
    const real = await threeDays(machinery, 'c', false);
    expect(real.violations).toEqual([]);
    expect(real.log).toEqual(fast.log);
    expect(real.faults).toBe(fast.faults);
  });
});
