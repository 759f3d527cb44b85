import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandWindow } from './windows.ts';

const brussels = 'Europe/Brussels';
const day = 86_400_000;

function ms(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds;
}

function expand(from: string, to: string, zone: string, first: string, days = 1): string[] | null {
  const windows = expandWindow({ from, to }, zone, ms(first), ms(first) + days * day);
  return (
    windows?.map((window) => {
      const ends = [window.fromMs, window.toMs].map((end) =>
        Temporal.Instant.fromEpochMilliseconds(end).toZonedDateTimeISO(zone),
      );
      return ends.map((end) => end.toString({ timeZoneName: 'never', smallestUnit: 'second' })).join(' ');
    }) ?? null
  );
}

test('ST-3: a window is given as instants, day after day', () => {
  expect(expand('20:00', '23:30', brussels, '2026-06-01T00:00:00+02:00', 2)).toEqual([
    '2026-06-01T20:00:00+02:00 2026-06-01T23:30:00+02:00',
    '2026-06-02T20:00:00+02:00 2026-06-02T23:30:00+02:00',
  ]);
});

test('ST-3: seconds count', () => {
  expect(expand('20:00:15', '20:00:45', brussels, '2026-06-01T00:00:00+02:00')).toEqual([
    '2026-06-01T20:00:15+02:00 2026-06-01T20:00:45+02:00',
  ]);
});

test('ST-3: a window in which from is to is no window', () => {
  expect(expand('06:00', '06:00:00', brussels, '2026-06-01T00:00:00+02:00')).toBeNull();
});

test('ST-4: across midnight, the opening of the evening before is there too', () => {
  expect(expand('22:00', '06:00', brussels, '2026-06-01T00:00:00+02:00')).toEqual([
    '2026-05-31T22:00:00+02:00 2026-06-01T06:00:00+02:00',
    '2026-06-01T22:00:00+02:00 2026-06-02T06:00:00+02:00',
  ]);
});

test('ST-4: a skipped opening is the first instant after the gap', () => {
  expect(expand('02:30', '05:00', brussels, '2026-03-29T00:00:00+01:00')).toEqual([
    '2026-03-29T03:00:00+02:00 2026-03-29T05:00:00+02:00',
  ]);
});

test('ST-4: the first minute of the gap is skipped too', () => {
  expect(expand('02:00', '03:00', brussels, '2026-03-28T12:00:00+01:00', 1)).toEqual([]);
  expect(expand('02:00', '04:00', brussels, '2026-03-28T12:00:00+01:00', 1)).toEqual([
    '2026-03-29T03:00:00+02:00 2026-03-29T04:00:00+02:00',
  ]);
});

test('ST-4: a skipped closing is the first instant after the gap', () => {
  expect(expand('22:00', '02:30', brussels, '2026-03-29T00:00:00+01:00', 0.1)).toEqual([
    '2026-03-28T22:00:00+01:00 2026-03-29T03:00:00+02:00',
  ]);
});

test('ST-4: a window that lies whole in the gap does not open that day', () => {
  expect(expand('02:15', '02:45', brussels, '2026-03-28T00:00:00+01:00', 3)).toEqual([
    '2026-03-28T02:15:00+01:00 2026-03-28T02:45:00+01:00',
    '2026-03-30T02:15:00+02:00 2026-03-30T02:45:00+02:00',
  ]);
});

test('ST-4: a local time that comes twice is its first coming', () => {
  expect(expand('02:30', '05:00', brussels, '2026-10-25T00:00:00+02:00')).toEqual([
    '2026-10-25T02:30:00+02:00 2026-10-25T05:00:00+01:00',
  ]);
  expect(expand('01:00', '02:30', brussels, '2026-10-25T00:00:00+02:00')).toEqual([
    '2026-10-25T01:00:00+02:00 2026-10-25T02:30:00+02:00',
  ]);
});

test('ST-4: a zone that changes at midnight', () => {
  // Beirut skips 00:00 to 01:00 on the night of 29 March 2026
  expect(expand('00:00', '02:00', 'Asia/Beirut', '2026-03-28T20:00:00Z', 0.2)).toEqual([
    '2026-03-29T01:00:00+03:00 2026-03-29T02:00:00+03:00',
  ]);
});

const zones = [
  brussels,
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'Asia/Beirut',
  'Pacific/Apia',
  'UTC',
];
const timeOfDay = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);

test('ST-4: away from clock changes, an instant is in a window exactly when its local time of day is', () => {
  fc.assert(
    fc.property(
      timeOfDay,
      timeOfDay,
      fc.constantFrom(...zones),
      fc.integer({ min: ms('2026-01-01T00:00:00Z'), max: ms('2027-12-31T00:00:00Z') }),
      (from, to, zone, instantMs) => {
        const at = Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(zone);
        const change = at.subtract({ hours: 36 }).getTimeZoneTransition('next');
        fc.pre(from !== to && (change === null || change.epochMilliseconds > instantMs + 36 * 3_600_000));
        const windows = expandWindow({ from, to }, zone, instantMs - day, instantMs + day) ?? [];
        const clock = at.toPlainTime();
        const afterFrom = Temporal.PlainTime.compare(clock, from) >= 0;
        const beforeTo = Temporal.PlainTime.compare(clock, to) < 0;
        const wanted = from < to ? afterFrom && beforeTo : afterFrom || beforeTo;
        expect(windows.some((window) => window.fromMs <= instantMs && instantMs < window.toMs)).toBe(wanted);
      },
    ),
    { numRuns: 400, seed: 20260801 },
  );
});

test('ST-3: windows are in order, never empty, and do not overlap, in any zone and week', () => {
  fc.assert(
    fc.property(
      timeOfDay,
      timeOfDay,
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 1500 }),
      (from, to, zone, days) => {
        const start = ms('2024-01-01T00:00:00Z') + days * day;
        const windows = expandWindow({ from, to }, zone, start, start + 15 * day) ?? [];
        let end = Number.NEGATIVE_INFINITY;
        for (const window of windows) {
          expect(window.fromMs).toBeGreaterThanOrEqual(end);
          expect(window.toMs).toBeGreaterThan(window.fromMs);
          end = window.toMs;
        }
      },
    ),
    { numRuns: 300, seed: 20260802 },
  );
});
