import { expect, test } from 'vitest';
import { checkRerun, type RerunOffset, rerunLocal } from './rerun.ts';
import { caught } from './testing/caught.ts';
import { zonedStart } from './zone.ts';

const HOUR_MS = 3_600_000;
const SUNDAY = '2026-12-06T20:00:30.250';

function after(afterDays: number, atTime: string | null = null, afterMs = 0): RerunOffset {
  return { afterDays, afterMs, atTime };
}

test('TT-13: so many calendar days later, at the same local time or at one of its own, and hours on top', () => {
  expect(rerunLocal(SUNDAY, after(2))).toBe('2026-12-08T20:00:30.250');
  expect(rerunLocal(SUNDAY, after(2, '10:00:00.000'))).toBe('2026-12-08T10:00:00.000');
  expect(rerunLocal(SUNDAY, after(0, null, 5 * HOUR_MS))).toBe('2026-12-07T01:00:30.250');
  expect(rerunLocal(SUNDAY, after(1, '23:00:00.000', 2 * HOUR_MS))).toBe('2026-12-08T01:00:00.000');
  expect(rerunLocal('2028-02-28T20:00:00.000', after(1))).toBe('2028-02-29T20:00:00.000');
  expect(rerunLocal('2026-12-31T20:00:00.000', after(1))).toBe('2027-01-01T20:00:00.000');
});

test('TT-13: a day later is at the same local time, also over a change of clocks', () => {
  const rerun = rerunLocal('2027-03-27T20:00:00.000', after(1));
  expect(rerun).toBe('2027-03-28T20:00:00.000');
  const [from, to] = ['2027-03-27T20:00:00.000', rerun].map((local) => zonedStart(local, 'Europe/Brussels').startMs);
  expect(((to ?? 0) - (from ?? 0)) / HOUR_MS).toBe(23);
});

test('TT-13: what an initial one lost in a gap is none of the rerun', () => {
  // 02:30 is skipped on 28 March 2027; a day later it is there
  expect(zonedStart(rerunLocal('2027-03-28T02:30:00.000', after(1)), 'Europe/Brussels').zoneNote).toBeNull();
  expect(zonedStart(rerunLocal('2027-03-27T02:30:00.000', after(1)), 'Europe/Brussels').zoneNote).toBe('gap');
});

test('TT-13: a rerun that does not come after its initial one is refused', () => {
  for (const offset of [
    after(0),
    after(0, '20:00:30.250'),
    after(0, '10:00:00.000'),
    after(-1),
    after(0, null, -1),
    after(1.5),
    after(367),
    after(Number.NaN),
    after(1, '25:00:00.000'),
    after(1, '10:00'),
  ])
    expect(caught(() => checkRerun(SUNDAY, offset)).code, JSON.stringify(offset)).toBe('bad_rerun');
  for (const offset of [after(1), after(0, null, 1), after(0, '21:00:00.000'), after(1, '00:00:00.000'), after(366)])
    expect(() => checkRerun(SUNDAY, offset)).not.toThrow();
  expect(caught(() => checkRerun(SUNDAY, after(0, '10:00:00.000'))).message).toContain(
    'the rerun at 2026-12-06T10:00:00.000 would not come after its initial one at 2026-12-06T20:00:30.250',
  );
});
