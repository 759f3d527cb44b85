import { expect, test } from 'vitest';
import { compareLog, type OnAirEntry, stretches } from './compare-log.ts';
import type { Segment } from './segments.ts';

const BEGIN_MS = 1_795_340_640_000;

function sound(number: number, fromMs: number, toMs: number, positionFromMs = 0): Segment {
  return {
    kind: 'sound',
    sound: number,
    fromMs: BEGIN_MS + fromMs,
    toMs: BEGIN_MS + toMs,
    positionFromMs,
    positionToMs: positionFromMs + toMs - fromMs,
    levelDb: 0,
  };
}

function silence(fromMs: number, toMs: number): Segment {
  return { kind: 'silence', fromMs: BEGIN_MS + fromMs, toMs: BEGIN_MS + toMs, levelDbfs: -90 };
}

function entry(soundId: number, dateMs: number, endMs: number | null): OnAirEntry {
  const instant = (ms: number) => Temporal.Instant.fromEpochMilliseconds(BEGIN_MS + ms);
  return { soundId, date: instant(dateMs), end: endMs === null ? null : instant(endMs) };
}

function compare(heard: readonly Segment[], entries: readonly OnAirEntry[]): readonly string[] {
  return compareLog({ heard, entries, soundIdOf: (number) => 100 + number, dateToleranceMs: 50, endToleranceMs: 100 });
}

const HEARD = [sound(1, 0, 5000, 30_000), sound(2, 5000, 9000), silence(9000, 9500), sound(1, 9500, 20_000, 35_000)];

test('a log that equals what was heard has no differences', () => {
  expect(
    compare(HEARD, [
      entry(101, -30_000, 5010),
      entry(102, 4990, 9020),
      entry(101, 9510, null),
      entry(103, -90_000, -30_000),
    ]),
  ).toEqual([]);
});

test('a missing entry, an entry without sound, wrong dates and ends are said', () => {
  const differences = compare(HEARD, [entry(101, -30_000, 5000), entry(101, 9400, 15_000), entry(104, 6000, 7000)]);
  expect(differences).toEqual([
    expect.stringMatching(/^heard sound number 2 from .* but the log has no entry of sound 102/),
    expect.stringMatching(/^heard sound number 1 from .* dated .* \(-100 ms\)$/),
    expect.stringMatching(/^heard sound number 1 from .* ends .* \(-5000 ms\)$/),
    expect.stringMatching(/^the log has sound 104 from .* but it was not heard$/),
  ]);
});

test('two entries for one stretch are one too many', () => {
  expect(compare([sound(1, 0, 5000), silence(5000, 9000)], [entry(101, 0, 5000), entry(101, 2000, 5000)])).toEqual([
    expect.stringMatching(/not heard$/),
  ]);
});

test('an entry that has no end after its sound ended is said', () => {
  expect(compare([sound(1, 0, 5000), silence(5000, 9000)], [entry(101, 0, null)])).toEqual([
    expect.stringMatching(/has no end$/),
  ]);
});

test('a seek and a short hole are the same stretch; a second playing and a return after another sound are not', () => {
  const heard = [
    sound(1, 0, 2000),
    sound(1, 2000, 4000, 60_000),
    silence(4000, 4040),
    sound(1, 4040, 6000, 62_000),
    sound(1, 6000, 8000),
    sound(2, 8000, 9000),
    sound(1, 9000, 10_000, 2000),
  ];
  expect(stretches(heard).map(({ sound, fromMs, toMs }) => [sound, fromMs - BEGIN_MS, toMs - BEGIN_MS])).toEqual([
    [1, 0, 6000],
    [1, 6000, 8000],
    [2, 8000, 9000],
    [1, 9000, 10_000],
  ]);
});
