import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInstant } from './parse-instant.ts';

const BRUSSELS = 'Europe/Brussels';

describe('CL-5: instants', () => {
  test.each([
    ['2026-12-01T07:00:00.250', '2026-12-01T06:00:00.25Z'],
    ['2026-12-01T07:00:00,25', '2026-12-01T06:00:00.25Z'],
    ['2026-12-01T07:00', '2026-12-01T06:00:00Z'],
    ['2026-12-01T07', '2026-12-01T06:00:00Z'],
    ['2026-12-01 07:00', '2026-12-01T06:00:00Z'],
    ['2026-12-01', '2026-11-30T23:00:00Z'],
    ['2026-07-01T07:00', '2026-07-01T05:00:00Z'],
    ['2026-12-01T07:00Z', '2026-12-01T07:00:00Z'],
    ['2026-12-01t07:00z', '2026-12-01T07:00:00Z'],
    ['2026-12-01T07:00:00.001-05:30', '2026-12-01T12:30:00.001Z'],
    ['2026-12-01T07:00+01', '2026-12-01T06:00:00Z'],
  ])('%s in Brussels is %s', (text, expected) => {
    expect(parseInstant(text, BRUSSELS).toString()).toBe(expected);
  });

  test('a local time that the clocks skip is the instant after the gap', () => {
    expect(parseInstant('2026-03-29T02:30', BRUSSELS).toString()).toBe('2026-03-29T01:30:00Z');
  });

  test('a local time that comes twice is the first', () => {
    expect(parseInstant('2026-10-25T02:30', BRUSSELS).toString()).toBe('2026-10-25T00:30:00Z');
    expect(parseInstant('2026-10-25T02:30+01:00', BRUSSELS).toString()).toBe('2026-10-25T01:30:00Z');
  });

  test.each([
    ['tomorrow', /is not an instant; allowed: ISO 8601/],
    ['', /is not an instant/],
    ['07:00', /is not an instant/],
    ['1796108400', /is not an instant/],
    ['2026-12-01Z', /is not an instant/],
    ['2026-12-01T07:00:60', /is not an instant/],
    ['2026-12-01T07:00[Europe/Paris]', /is not an instant/],
    [' 2026-12-01', /is not an instant/],
    ['2026-12-01T07:00:00.2505', /is finer than a millisecond/],
    ['2026-02-30', /is not on the calendar/],
    ['2026-13-01T07:00', /is not on the calendar/],
    ['2026-12-01T25:00', /is not on the calendar or the clock/],
    ['2026-12-01T07:00+99:00', /is not on the calendar or the clock/],
  ])('%j is refused', (text, message) => {
    expect(() => parseInstant(text, BRUSSELS)).toThrow(message);
    expect(() => parseInstant(text, BRUSSELS)).toThrow(expect.objectContaining({ code: 'wrong_instant' }));
  });

  const instants = fc
    .date({ min: new Date('1975-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
    .map((date) => Temporal.Instant.fromEpochMilliseconds(date.getTime()));
  const zones = fc.constantFrom(
    BRUSSELS,
    'UTC',
    'America/New_York',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  );

  test('reads back an instant written with the offset of any zone', () => {
    fc.assert(
      fc.property(instants, zones, zones, (instant, written, read) => {
        const text = instant.toZonedDateTimeISO(written).toString({ timeZoneName: 'never', fractionalSecondDigits: 3 });
        expect(parseInstant(text, read).epochMilliseconds).toBe(instant.epochMilliseconds);
      }),
    );
  });

  test('reads back a local time, as the first of the two when it comes twice', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const local = instant.toZonedDateTimeISO(zone).toPlainDateTime();
        const read = parseInstant(local.toString(), zone);
        expect(read.toZonedDateTimeISO(zone).toPlainDateTime().equals(local)).toBe(true);
        expect(read.epochMilliseconds).toBeLessThanOrEqual(instant.epochMilliseconds);
      }),
    );
  });

  test('any text is read or refused, never anything else', () => {
    const nearly = fc.stringMatching(/^20\d\d-[01]\d-[0-3]\d([T ][0-2]\d:[0-6]\d(Z|[+-]\d\d:\d\d)?)?$/);
    fc.assert(
      fc.property(fc.oneof(fc.string(), nearly), (text) => {
        try {
          expect(parseInstant(text, BRUSSELS)).toBeInstanceOf(Temporal.Instant);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RefusedError', code: 'wrong_instant' });
        }
      }),
    );
  });
});
