import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TestDatabase } from '../../../store/testing/test-database.ts';
import { anyEdits, carryOut } from './generation-edits.ts';
import { judge } from './generation-judge.ts';
import { GenerationWorld, isIdle } from './generation-world.ts';

/** What holds whatever people do to a timetable. */
export function generationProperties(open: () => Promise<TestDatabase>, runs: number): void {
  test('TT-20 to TT-34: what a person did is kept, and the rest is as its schedules have it, whatever happens', async () => {
    const database = await open();
    let number = 0;
    try {
      const property = fc.asyncProperty(anyEdits(), async (edits) => {
        number += 1;
        const world = await GenerationWorld.open(database.store, `station-${number}`, '2026-10-19T10:00:00Z');
        await world.weekly('TU,SU', '2026-10-10T20:00');
        for (const edit of [null, ...edits]) {
          if (edit !== null) await carryOut(world, edit);
          const before = await world.diffusions();
          await world.generate();
          expect(await judge(world, before), JSON.stringify(edit)).toEqual([]);
          const picture = await world.picture();
          const again = await world.generate();
          expect([again.looked, again.schedules]).toEqual([0, []]);
          const thorough = await world.generate({ thorough: true });
          expect(isIdle(thorough), JSON.stringify(thorough)).toBe(true);
          expect(await world.picture()).toBe(picture);
        }
      });
      await fc.assert(property, { numRuns: runs, endOnFailure: false });
    } finally {
      await database.close();
    }
  }, 120_000);
}
