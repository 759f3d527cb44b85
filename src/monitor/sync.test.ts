import { expect, test } from 'vitest';
import { Driver } from './testing/driver.ts';
import { JournalScript } from './testing/journal-script.ts';
import { ids, plainStation, type StationBuilder } from './testing/station-builder.ts';

function driver(builder: StationBuilder = plainStation()): Driver {
  return new Driver(builder.build(), new JournalScript());
}

const idle = { engine: null };

test('ST-5: worked out again at once when the library changed', () => {
  const run = driver();
  const before = run.pass(0, idle).streamPlans;
  run.snapshot = plainStation()
    .sound({ id: 13, programId: ids.program(1) })
    .build();
  const after = run.pass(1, idle).streamPlans;
  expect(after.streams[0]?.playlist).toHaveLength(3);
  expect(after.version).not.toBe(before.version);
});

test('ST-5: worked out again at once when files went missing', () => {
  const run = driver();
  run.pass(0, idle);
  run.missing = new Set(['/sounds/11.ogg']);
  expect(run.pass(1, idle).streamPlans.streams[0]?.playlist.map((item) => item.soundId)).toEqual([12]);
});

test('ST-5: the same content is the same object', () => {
  const run = driver();
  const before = run.pass(0, idle).streamPlans;
  run.snapshot = plainStation().diffusion({ id: 7, episode: 5, from: 60, to: 90 }).build();
  expect(run.pass(1, idle).streamPlans).toBe(before);
  expect(run.pass(1000, idle).streamPlans).toBe(before);
});

test('ST-5: worked out again every sync timeout, and not in between', () => {
  const run = driver();
  run.pass(0, idle);
  const first = run.state.streamPlans;
  run.pass(299, idle);
  expect(run.state.streamPlans).toBe(first);
  run.pass(300, idle);
  expect(run.state.streamPlans).not.toBe(first);
});

test('ST-3: windows are made anew once a day', () => {
  const run = driver(plainStation().stream(1, { window: { from: '22:00', to: '06:00' } }));
  const changes: number[] = [];
  let version = run.pass(0, idle).streamPlans.version;
  for (let seconds = 0; seconds < 3 * 86_400; seconds += 60) {
    const plans = run.pass(seconds, idle).streamPlans;
    if (plans.version !== version) changes.push(seconds / 3600);
    version = plans.version;
  }
  expect(changes).toHaveLength(3);
  const [first = 0] = changes;
  // noon is 12 h into the day, and a sync comes every five minutes
  expect(first).toBeGreaterThanOrEqual(12 + 12.5 / 60);
  expect(first).toBeLessThan(12 + 18 / 60);
});
