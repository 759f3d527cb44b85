import { expect, test, vi } from 'vitest';
import type { TimedFault } from '../../src/simulator/fault.ts';
import { withMachinery } from '../../src/simulator/testing/machinery.ts';
import { replay } from '../../src/simulator/years.ts';

vi.setConfig({ testTimeout: 60_000 });

const HOUR_MS = 3_600_000;
const WRONG_FOR_MS = 7 * 60_000;
const DOWN_MS = 90_000;

/** The machine boots with a clock that is wrong, and has it set right after some minutes: at any hour, hard and soft shows about. */
function boot(atMs: number, byMs: number): readonly TimedFault[] {
  return [
    { atMs, fault: { kind: 'kill_engine' } },
    { atMs: atMs + 1, fault: { kind: 'kill_airkeeper', at: { effect: 1, when: 'before' }, downMs: DOWN_MS } },
    { atMs: atMs + 2, fault: { kind: 'clock', byMs, forMs: WRONG_FOR_MS } },
  ];
}

test.each([
  [HOUR_MS, 'fast'],
  [-HOUR_MS, 'slow'],
])('SI-1 to SI-10, AL-34: a clock that is %i ms wrong at boot (%s) and set right then breaks no rule', async (byMs) => {
  const boots = [5, 29, 53.9, 78, 101.5, 126].flatMap((hours) => boot(Math.round(hours * HOUR_MS), byMs));
  await withMachinery(async (machinery) => {
    for (const seed of ['5', '35']) {
      const { violations, faults } = await replay({ seed, index: 1 }, boots, machinery);
      expect(violations).toEqual([]);
      expect(faults).toBe(boots.length);
    }
  });
});
