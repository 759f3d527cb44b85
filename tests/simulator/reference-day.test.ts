import { expect, test } from 'vitest';
import type { EffectName } from '../../src/simulator/effect.ts';
import { crashOnReferenceDay, crashPoints, liveReferenceDay } from '../../src/simulator/reference-day.ts';
import { withMachinery } from '../../src/simulator/testing/machinery.ts';

const LEAST_POINTS = 500;

test('SI-9: killed before or after any effect of a day, Airkeeper leaves the log as it would have been', async () => {
  await withMachinery(async (machinery) => {
    const day = await liveReferenceDay(machinery);
    expect(day.told.violations).toEqual([]);
    const points = crashPoints(day);
    expect(points.length).toBeGreaterThan(LEAST_POINTS);
    for (const crash of points) {
      const wrong = await crashOnReferenceDay(day, crash, machinery);
      expect({ crash, of: day.effects[crash.effect], wrong }).toMatchObject({ wrong: [] });
    }
  });
});

test('SI-9: the day has in it what Airkeeper does to the world when nothing goes wrong', async () => {
  await withMachinery(async (machinery) => {
    const { effects } = await liveReferenceDay(machinery);
    const names = new Set<EffectName>(effects.map(({ name }) => name));
    const ordinary: readonly EffectName[] = [
      'commit',
      'write cue sheet',
      'rename cue sheet',
      'write playlists',
      'rename streams',
      'reload_cues',
      'reload_streams',
      'prepare script',
      'start engine',
    ];
    expect([...names].sort()).toEqual([...ordinary].sort());
  });
});
