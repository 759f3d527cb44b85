import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeArrivalClock } from './arrival-clock.ts';

const ORIGIN_MS = 1_795_340_645_123.4;

test('frames that come late, together or in parts do not move the origin', () => {
  const lateness = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 50, maxLength: 200 });
  fc.assert(
    fc.property(lateness, fc.nat(49), fc.integer({ min: 1, max: 3 }), (late, punctual, parts) => {
      const clock = makeArrivalClock(44_100, 40);
      let previousMs = 0;
      late.forEach((lateMs, frame) => {
        const atMs = Math.max(previousMs, ORIGIN_MS + frame * 40 + (frame === punctual ? 0 : lateMs));
        // the samples of one frame may come in parts, the last of them with the frame's delay
        for (let part = 1; part <= parts; part += 1) clock.arrived(atMs, Math.floor(1764 * (frame + part / parts)));
        previousMs = frame + 1 === punctual ? 0 : atMs;
      });
      expect(clock.originMs()).toBeCloseTo(ORIGIN_MS, 2);
    }),
  );
});

test('several frames in one read count as the last of them', () => {
  const clock = makeArrivalClock(44_100, 20);
  clock.arrived(ORIGIN_MS + 100, 6 * 882);
  expect(clock.originMs()).toBeCloseTo(ORIGIN_MS, 2);
  clock.arrived(ORIGIN_MS + 500, 7 * 882);
  expect(clock.worstLateMs()).toBeCloseTo(380, 2);
});

test('nothing is told before the first whole frame', () => {
  const clock = makeArrivalClock(44_100, 40);
  clock.arrived(ORIGIN_MS, 1763);
  expect(clock.originMs()).toBeNull();
});
