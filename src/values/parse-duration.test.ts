import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDurationMs } from './parse-duration.ts';

describe('CL-6: durations', () => {
  test.each([
    ['1h', 3_600_000],
    ['1h30m', 5_400_000],
    ['90s', 90_000],
    ['90m', 5_400_000],
    ['1h30m15.5s', 5_415_500],
    ['1.5h', 5_400_000],
    ['0,25s', 250],
    ['250ms', 250],
    ['2s5ms', 2_005],
    ['1d', 86_400_000],
    ['1H30M', 5_400_000],
    ['0s', 0],
    ['PT1H30M', 5_400_000],
    ['PT0.001S', 1],
    ['P1D', 86_400_000],
    ['P1W', 604_800_000],
    ['pt90s', 90_000],
  ])('%s is %d ms', (text, expected) => {
    expect(parseDurationMs(text)).toBe(expected);
  });

  test.each([
    ['3600', /has no unit; allowed: 1h30m/],
    ['1.5', /has no unit/],
    ['', /is not a duration/],
    ['h', /is not a duration/],
    ['1x', /is not a duration/],
    ['1h 30m', /is not a duration/],
    ['30m1h', /is not a duration/],
    ['1.5h30m', /is not a duration/],
    ['-1h', /is not a duration/],
    ['-PT1H', /is negative/],
    ['P1M', /years or months/],
    ['P1Y', /years or months/],
    ['0.0005s', /finer than a millisecond/],
    ['PT0.0000001S', /finer than a millisecond/],
    ['99999999999999999999h', /not a duration|too long/],
    ['٣s', /is not a duration/],
  ])('%j is refused', (text, message) => {
    expect(() => parseDurationMs(text)).toThrow(message);
    expect(() => parseDurationMs(text)).toThrow(expect.objectContaining({ code: 'wrong_duration' }));
  });

  test('reads back what Temporal writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e12 }), (ms) => {
        const duration = Temporal.Duration.from({ milliseconds: ms }).round({ largestUnit: 'hours' });
        expect(parseDurationMs(duration.toString())).toBe(ms);
      }),
    );
  });

  test('reads back hours, minutes, seconds and milliseconds', () => {
    const part = (max: number) => fc.option(fc.integer({ min: 0, max }), { nil: undefined });
    fc.assert(
      fc.property(part(1000), part(100), part(100), part(5000), (h, m, s, ms) => {
        fc.pre([h, m, s, ms].some((value) => value !== undefined));
        const text = [
          [h, 'h'],
          [m, 'm'],
          [s, 's'],
          [ms, 'ms'],
        ]
          .filter(([value]) => value !== undefined)
          .map(([value, unit]) => `${value}${unit}`)
          .join('');
        const expected = (h ?? 0) * 3_600_000 + (m ?? 0) * 60_000 + (s ?? 0) * 1000 + (ms ?? 0);
        expect(parseDurationMs(text)).toBe(expected);
      }),
    );
  });

  test('any text is read or refused, never anything else', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-PTHMSD0-9.,dhms]{0,12}$/)), (text) => {
        try {
          expect(parseDurationMs(text)).toBeGreaterThanOrEqual(0);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RefusedError', code: 'wrong_duration' });
        }
      }),
    );
  });
});
