import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { alarmsInMemory } from '../../ports/testing/alarms-in-memory.ts';
import { tempFolder } from '../../streamer/testing/temp-folder.ts';
import { instantFromMs } from '../../values/instant.ts';
import { bytesText } from './bytes-text.ts';
import { clockStepMs } from './clock-steps.ts';
import { type DiskSpace, diskConditions } from './disk-conditions.ts';
import { ClockWatch, DiskWatch, disksOf } from './machine-watch.ts';

const GB = 1_000_000_000;

function disk(freeBytes: number, more: Partial<DiskSpace> = {}): DiskSpace {
  return { folder: '/data', freeBytes, totalBytes: 500 * GB, freeFiles: 1_000_000, ...more };
}

function isNearlyFull(space: DiskSpace, limit: number | null = null, open: readonly string[] = []): boolean {
  return diskConditions([space], limit, open).length > 0;
}

test('AL-33: a disk is nearly full below 1 GB, or 5 % of it, or what was set, and well again with a tenth more', () => {
  expect(isNearlyFull(disk(GB - 1))).toBe(true);
  expect(isNearlyFull(disk(GB))).toBe(false);
  expect(isNearlyFull(disk(GB), null, ['/data'])).toBe(true);
  expect(isNearlyFull(disk(1.1 * GB), null, ['/data'])).toBe(false);
  expect(isNearlyFull(disk(60_000_000, { totalBytes: GB }))).toBe(false);
  expect(isNearlyFull(disk(49_999_999, { totalBytes: GB }))).toBe(true);
  expect(isNearlyFull(disk(4 * GB), 5 * GB)).toBe(true);
  expect(isNearlyFull(disk(1), 0)).toBe(false);
  expect(diskConditions([disk(123_456_789)], null, [])).toEqual([
    { subject: '/data', facts: { folder: '/data', free: '123 MB', limit: '1 GB' } },
  ]);
});

test('AL-33: a disk without room for more files is nearly full, where files are counted', () => {
  expect(isNearlyFull(disk(100 * GB, { freeFiles: 999 }))).toBe(true);
  expect(isNearlyFull(disk(100 * GB, { freeFiles: null }))).toBe(false);
});

test('AL-33: what is left is not shown as more than it is', () => {
  expect([0, 999, 1000, 999_999, 1_990_000_000, 7.5e15].map(bytesText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1 kB',
    '999 kB',
    '1.9 GB',
    '7500 TB',
  ]);
});

test('AL-33: each disk of the data folder is looked at once', async () => {
  const folder = await tempFolder();
  await mkdir(join(folder, 'stations/vert/recordings'), { recursive: true });
  const disks = await disksOf(folder);
  expect(disks).toMatchObject([{ folder }]);
  expect(disks[0]?.totalBytes).toBeGreaterThan(disks[0]?.freeBytes ?? Number.NaN);
  expect(await disksOf(join(folder, 'not there'))).toEqual([]);
});

test('AL-33: the disk watch raises and clears', async () => {
  const alarms = alarmsInMemory();
  const ending = new AbortController();
  const free = [GB / 2, GB / 2, 2 * GB];
  const clock = {
    now: () => instantFromMs(0),
    monotonicMs: () => 0,
    sleep: async () => {
      if (free.length === 0) ending.abort();
    },
  };
  const disks = async () => [disk(free.shift() ?? 0)];
  await new DiskWatch({ alarms, clock, disks, limitBytes: () => null }).run(ending.signal);
  expect(alarms.history).toEqual(['raised disk_nearly_full - "/data"', 'cleared disk_nearly_full - "/data"']);
});

test('AL-34: more than two seconds between the two clocks are a step; waiting, however long, is none', () => {
  const at = (wallMs: number, monotonicMs: number) => ({ wallMs, monotonicMs });
  expect(clockStepMs(at(0, 0), at(3_600_000, 3_600_000))).toBeNull();
  expect(clockStepMs(at(0, 0), at(3000, 1000))).toBeNull();
  expect(clockStepMs(at(0, 0), at(3001, 1000))).toBe(2001);
  expect(clockStepMs(at(10_000, 0), at(0, 1000))).toBe(-11_000);
});

test('AL-34: a step is one alarm, over when the clock has gone evenly for ten minutes', async () => {
  const alarms = alarmsInMemory();
  const ending = new AbortController();
  const said: string[] = [];
  let seconds = 0;
  let wallMs = 1_800_000_000_000;
  const clock = {
    now: () => instantFromMs(wallMs),
    monotonicMs: () => seconds * 1000,
    sleep: async () => {
      seconds += 1;
      wallMs += 1000;
      if (seconds === 10) wallMs += 3_600_000;
      if (seconds === 30) wallMs -= 2500;
      if (alarms.history.length > said.length)
        said.push(`${seconds}: ${alarms.history.at(-1)} ${alarms.messages[0] ?? ''}`);
      if (seconds > 700) ending.abort();
    },
  };
  await new ClockWatch({ alarms, clock }).run(ending.signal);
  expect(said).toEqual([
    `11: raised clock_stepped - "" The machine's clock was stepped by 3600 s`,
    '632: cleared clock_stepped - "" ',
  ]);
});

test('AL-34: a look that was held up between the two clocks is no step', async () => {
  const alarms = alarmsInMemory();
  const ending = new AbortController();
  let turn = 0;
  let nowMs = 0;
  const clock = {
    now: () => {
      // The process is stopped for an hour just after it read one clock and before it reads the other.
      if (turn === 3) nowMs += 3_600_000;
      return instantFromMs(nowMs);
    },
    monotonicMs: () => nowMs,
    sleep: async () => {
      turn += 1;
      nowMs += 1000;
      if (turn > 10) ending.abort();
    },
  };
  await new ClockWatch({ alarms, clock }).run(ending.signal);
  expect(alarms.history).toEqual([]);
});
