import { expect, test } from 'vitest';
import { caught } from './testing/caught.ts';
import { clockChanges } from './testing/clock-changes.ts';
import { zonedStart } from './zone.ts';
import { checkTimeZone } from './zone-name.ts';

const FROM_MS = Date.UTC(2020);
const TO_MS = Date.UTC(2041);
const ZONES = Intl.supportedValuesOf('timeZone');
const CHANGES = ZONES.flatMap((zone) => clockChanges(zone, FROM_MS, TO_MS));

function localOf(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, -1);
}

function startOf(local: string, timeZone: string): string {
  const { startMs, zoneNote } = zonedStart(local, timeZone);
  return `${Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(timeZone).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 })} ${zoneNote}`;
}

test('TT-2: the skipped local times of every zone and change, 2020 to 2040, come as long after the gap', {
  timeout: 20_000,
}, () => {
  let gaps = 0;
  for (const { timeZone: zone, atMs, beforeMs, afterMs } of CHANGES) {
    if (afterMs < beforeMs) continue;
    gaps += 1;
    const lengthMs = afterMs - beforeMs;
    const gapMs = atMs + beforeMs;
    const seen = [-1, 0, 1, lengthMs / 2, lengthMs - 1, lengthMs].map((intoMs) =>
      zonedStart(localOf(gapMs + intoMs), zone),
    );
    expect(seen, `${zone} ${localOf(gapMs)}`).toEqual([
      { startMs: atMs - 1, zoneNote: null },
      { startMs: atMs, zoneNote: 'gap' },
      { startMs: atMs + 1, zoneNote: 'gap' },
      { startMs: atMs + lengthMs / 2, zoneNote: 'gap' },
      { startMs: atMs + lengthMs - 1, zoneNote: 'gap' },
      { startMs: atMs, zoneNote: null },
    ]);
  }
  expect(gaps).toBeGreaterThan(2000);
});

test('TT-2: the local times that come twice, of every zone and change, 2020 to 2040, are the first', {
  timeout: 20_000,
}, () => {
  let overlaps = 0;
  for (const { timeZone: zone, atMs, beforeMs, afterMs } of CHANGES) {
    if (afterMs > beforeMs) continue;
    overlaps += 1;
    const lengthMs = beforeMs - afterMs;
    const twiceMs = atMs + afterMs;
    const seen = [-1, 0, lengthMs / 2, lengthMs - 1, lengthMs].map((intoMs) =>
      zonedStart(localOf(twiceMs + intoMs), zone),
    );
    expect(seen, `${zone} ${localOf(twiceMs)}`).toEqual([
      { startMs: atMs - lengthMs - 1, zoneNote: null },
      { startMs: atMs - lengthMs, zoneNote: 'overlap' },
      { startMs: atMs - lengthMs / 2, zoneNote: 'overlap' },
      { startMs: atMs - 1, zoneNote: 'overlap' },
      { startMs: atMs + lengthMs, zoneNote: null },
    ]);
  }
  expect(overlaps).toBeGreaterThan(2000);
});

test('TT-2: some of them, with the offsets that the decrees say', () => {
  expect(startOf('2027-03-28T02:30:00.000', 'Europe/Brussels')).toBe('2027-03-28T03:30:00.000+02:00 gap');
  expect(startOf('2027-10-31T02:30:00.000', 'Europe/Brussels')).toBe('2027-10-31T02:30:00.000+02:00 overlap');
  expect(startOf('2027-10-31T03:00:00.000', 'Europe/Brussels')).toBe('2027-10-31T03:00:00.000+01:00 null');
  expect(startOf('2027-10-03T02:15:00.000', 'Australia/Lord_Howe')).toBe('2027-10-03T02:45:00.000+11:00 gap');
  expect(startOf('2027-04-04T01:45:00.000', 'Australia/Lord_Howe')).toBe('2027-04-04T01:45:00.000+11:00 overlap');
  expect(startOf('2026-03-29T00:00:00.000', 'Asia/Beirut')).toBe('2026-03-29T01:00:00.000+03:00 gap');
  expect(startOf('2027-06-01T12:00:00.000', 'Asia/Kathmandu')).toBe('2027-06-01T12:00:00.000+05:45 null');
  expect(startOf('2011-12-30T10:00:00.000', 'Pacific/Apia')).toBe('2011-12-31T10:00:00.000+14:00 gap');
  expect(startOf('2027-06-01T12:00:00.000', 'UTC')).toBe('2027-06-01T12:00:00.000+00:00 null');
});

test('TT-11: every zone of the IANA list is one, under all its names', () => {
  for (const zone of ZONES) expect(checkTimeZone(zone)).toBe(zone);
  expect(checkTimeZone('europe/brussels')).toBe('Europe/Brussels');
  expect(['Asia/Calcutta', 'US/Eastern', 'Europe/Kiev', 'GB', 'Etc/GMT+1', 'UTC'].map(checkTimeZone)).toHaveLength(6);
});

test('TT-11: what is no zone is refused, with the names that may have been meant', () => {
  expect(caught(() => checkTimeZone('Europe/Brusels'))).toMatchObject({
    code: 'unknown_time_zone',
    data: { near: 'Europe/Brussels' },
  });
  expect(caught(() => checkTimeZone('Europe/Brusels')).message).toContain('did you mean Europe/Brussels?');
  for (const name of ['', '+02:00', '-05:00', '2', 'Mars/Olympus', 'Europe/', 'Romance Standard Time'])
    expect(caught(() => checkTimeZone(name)).code, name).toBe('unknown_time_zone');
});

test('TT-1: a local time that is not on the calendar or the clock is refused', () => {
  for (const local of [
    '2026-02-29T10:00:00.000',
    '2026-12-01T24:00:00.000',
    '2026-12-01T10:00',
    '2026-12-01 10:00:00.000',
    '0000-01-01T00:00:00.000',
    '',
  ])
    expect(caught(() => zonedStart(local, 'UTC')).code, local).toBe('bad_local_time');
});
