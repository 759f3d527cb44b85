import { expect, test, vi } from 'vitest';
import type { TimedFault } from './fault.ts';
import { withMachinery } from './testing/machinery.ts';
import { replay, type StoryPlace } from './years.ts';

vi.setConfig({ testTimeout: 60_000 });

/**
 * What the simulator found, as the shortest trace that showed it: each broke the rule that it names before it was mended.
 * Kinds and instants are those of the story; another way of drawing stations makes them harmless, not wrong.
 */
const FOUND: readonly {
  readonly rule: string;
  readonly what: string;
  readonly place: StoryPlace;
  readonly faults: readonly TimedFault[];
}[] = [
  {
    rule: 'SI-10',
    what: 'a cue sheet that was damaged on the disk is put there again',
    place: { seed: '31', index: 0 },
    faults: [{ atMs: 42_348_539, fault: { kind: 'damage', what: 'cue_sheet' } }],
  },
  {
    rule: 'SI-6',
    what: 'a disk that is full while Airkeeper starts does not keep the station off the air for ever',
    place: { seed: '1', index: 4 },
    faults: [
      { atMs: 527_040_312, fault: { kind: 'disk_full', forMs: 323_212 } },
      { atMs: 527_041_030, fault: { kind: 'kill_engine' } },
      {
        atMs: 527_283_208,
        fault: { kind: 'kill_airkeeper', at: { effect: 8, when: 'after' }, downMs: 16_084 },
      },
    ],
  },
  {
    rule: 'SI-4',
    what: 'a cue that had ended is not cut by the death of the engine',
    place: { seed: '7', index: 25 },
    faults: [{ atMs: 15_596_865, fault: { kind: 'kill_engine' } }],
  },
  {
    rule: 'SI-9',
    what: 'a diffusion that was moved before its start was in the log goes on when it is cut',
    place: { seed: '7', index: 139 },
    faults: [
      { atMs: 266_397_349, fault: { kind: 'commit', fault: 'fails' } },
      { atMs: 266_400_096, fault: { kind: 'edit', what: 'move', nth: 0, byMs: 840_000, told: true } },
      { atMs: 266_653_835, fault: { kind: 'shut_down_engine' } },
    ],
  },
  {
    rule: 'SI-1',
    what: 'a diffusion on the air gives way to a stronger one that is moved over it',
    place: { seed: '7', index: 29 },
    faults: [
      { atMs: 171_098_836, fault: { kind: 'edit', what: 'cancel', nth: 1, byMs: 22_000, told: true } },
      { atMs: 196_737_777, fault: { kind: 'kill_engine' } },
      { atMs: 197_344_932, fault: { kind: 'edit', what: 'move', nth: 2, byMs: -1_080_000, told: false } },
    ],
  },
  {
    rule: 'SI-4',
    what: 'a diffusion that gave way is not cut, though the engine dies in that moment',
    place: { seed: '13', index: 16 },
    faults: [
      { atMs: 83_375_391, fault: { kind: 'shut_down_engine' } },
      { atMs: 89_042_784, fault: { kind: 'edit', what: 'cancel', nth: 1, byMs: -21_000, told: true } },
      { atMs: 97_460_225, fault: { kind: 'kill_engine' } },
      { atMs: 104_739_735, fault: { kind: 'person', what: 'seek', file: 632 } },
      { atMs: 108_000_055, fault: { kind: 'kill_engine' } },
    ],
  },
  {
    rule: 'SI-7',
    what: 'after a lost answer the engine is looked at before another sheet is ordered',
    place: { seed: '31', index: 0 },
    faults: [
      { atMs: 387_382_016, fault: { kind: 'reply', what: 'command', fault: 'lost' } },
      { atMs: 388_305_518, fault: { kind: 'reply', what: 'command', fault: 'late' } },
      { atMs: 390_090_847, fault: { kind: 'reply', what: 'command', fault: 'torn' } },
      { atMs: 390_594_319, fault: { kind: 'reply', what: 'command', fault: 'hung_up_before' } },
      { atMs: 390_823_249, fault: { kind: 'reply', what: 'command', fault: 'hung_up_before' } },
      { atMs: 403_130_398, fault: { kind: 'kill_airkeeper', at: { effect: 11, when: 'before' }, downMs: 13_634 } },
      { atMs: 404_827_799, fault: { kind: 'edit', what: 'end', nth: 1, byMs: 2_040_000, told: false } },
      { atMs: 404_899_942, fault: { kind: 'edit', what: 'move', nth: 1, byMs: 1_320_000, told: true } },
    ],
  },
];

test.each(FOUND)('$rule: $what', async ({ place, faults }) => {
  await withMachinery(async (machinery) => {
    const { violations, ...told } = await replay(place, faults, machinery);
    expect(violations).toEqual([]);
    expect(told.faults).toBe(faults.length);
  });
});
