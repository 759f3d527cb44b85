import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { zoneLines } from './ics-zone.ts';
import { commonZones } from './windows-zones.ts';
import { ianaZone } from './zone-of.ts';

test('TT-66: each name of Windows is a zone that the runtime knows', () => {
  expect(commonZones().filter((zone) => ianaZone(zone) === undefined)).toEqual([]);
  expect(commonZones().length).toBeGreaterThan(130);
});

const FROM = Temporal.Instant.from('2026-01-01T00:00:00Z');
const TO = Temporal.Instant.from('2050-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

// a few of each kind; all of them take a minute
test.each([
  'Europe/Brussels',
  'America/New_York',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Nuuk',
  'America/Santiago',
  'Asia/Gaza',
  'Asia/Jerusalem',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Apia',
])('TT-60: the VTIMEZONE of %s says what the runtime knows', (timeZone) => {
  const zone = new ICAL.Timezone(new ICAL.Component(ICAL.parse(zoneLines(timeZone, FROM, TO).join('\r\n'))));
  // a step that meets each hour of the day
  for (let at = FROM; Temporal.Instant.compare(at, TO) < 0; at = at.add({ milliseconds: 5 * DAY_MS + 25_200_000 })) {
    const local = at.toZonedDateTimeISO(timeZone);
    const { year, month, day, hour, minute, second } = local;
    const [earlier, later] = (['earlier', 'later'] as const).map(
      (disambiguation) => local.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation }).epochMilliseconds,
    );
    if (earlier !== later) continue;
    const time = new ICAL.Time({ year, month, day, hour, minute, second, isDate: false }, zone);
    expect(zone.utcOffset(time), local.toString()).toBe(local.offsetNanoseconds / 1e9);
  }
});
