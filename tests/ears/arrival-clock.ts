/**
 * Tells the wall clock of the first sample of a recording from the instants at which its samples arrived.
 *
 * The engine works out a frame at the instant its stream time has come to the frame's beginning, and writes it at once. A
 * frame can only be late (a busy machine, a reader that was not waiting), never early. So, over the whole recording,
 * the least of (arrival of a frame's last sample - beginning of the frame in stream time) is the origin of stream time. Whole
 * frames are looked at because a pipe may hand over a part of one.
 */
export interface ArrivalClock {
  /** @param atMs wall clock, UTC milliseconds @param samples how many have arrived in all */
  arrived(atMs: number, samples: number): void;
  /** Wall clock of the first sample; null before the first whole frame. */
  originMs(): number | null;
  /** How late the latest frame came; more than a frame or two means a stalled engine or reader. */
  worstLateMs(): number;
}

/** @param frameMs the engine's frame: 40 on Liquidsoap 2.1, 20 from 2.3 */
export function makeArrivalClock(sampleRate: number, frameMs: number): ArrivalClock {
  const samplesPerFrame = (sampleRate * frameMs) / 1000;
  let frames = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  return {
    arrived(atMs, samples) {
      const whole = Math.floor(samples / samplesPerFrame);
      if (whole === frames) return;
      // of the frames that came together the last is the least late, the first the most
      most = Math.max(most, atMs - frames * frameMs);
      least = Math.min(least, atMs - (whole - 1) * frameMs);
      frames = whole;
    },
    originMs: () => (frames === 0 ? null : least),
    worstLateMs: () => (frames === 0 ? 0 : most - least),
  };
}

/** Wall clock with the fraction of a millisecond that `Date.now` has not got. */
export function wallClockMs(): number {
  return performance.timeOrigin + performance.now();
}
