import { expect, test } from 'vitest';
import { integratedLoudnessLufs } from './loudness.ts';
import { master } from './master.ts';
import type { Movement } from './music.ts';
import { render, soundSeconds } from './render.ts';
import { SAMPLE_RATE } from './voices.ts';

const SHORT: Movement = {
  seed: 1,
  bars: 2,
  beatsPerMinute: 160,
  root: 40,
  mode: 'dorian',
  progression: [0, 3],
  voices: ['pad', 'pluck', 'bell', 'bass', 'flute', 'shaker'],
};

/** @param peak of both channels, dBFS */
function tone(frequencyHz: number, peak: number, seconds: number): Float32Array {
  const gain = 10 ** (peak / 20);
  return Float32Array.from({ length: seconds * SAMPLE_RATE * 2 }, (_, index) => {
    return gain * Math.sin((2 * Math.PI * frequencyHz * Math.floor(index / 2)) / SAMPLE_RATE);
  });
}

function peakOf(sound: Float32Array): number {
  return sound.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
}

function decibels(value: number): number {
  return 20 * Math.log10(value);
}

// EBU Tech 3341, test signals 1 and 2: a stereo sine of 1 kHz at -23 and -33 dBFS measures -23 and -33 LUFS.
test.each([-23, -33])('measures the loudness of the reference tone of %i dBFS', (level) => {
  expect(integratedLoudnessLufs(tone(1000, level, 5))).toBeCloseTo(level, 1);
});

// EBU Tech 3341, test signal 3: what is far below the rest does not count.
test('leaves out what the gate leaves out', () => {
  const sound = new Float32Array([...tone(1000, -36, 3), ...tone(1000, -23, 20), ...tone(1000, -36, 3)]);
  expect(Math.abs(integratedLoudnessLufs(sound) + 23)).toBeLessThan(0.1);
});

test('silence has no loudness, and stays silence', () => {
  const silence = new Float32Array(SAMPLE_RATE * 2);
  expect(integratedLoudnessLufs(silence)).toBe(Number.NEGATIVE_INFINITY);
  master(silence);
  expect(peakOf(silence)).toBe(0);
});

test('a movement becomes sound of its length, at -16 LUFS, with peaks under -3 dBFS, and quiet at both ends', () => {
  const sound = render([SHORT]);
  expect(sound.length / 2 / SAMPLE_RATE).toBeCloseTo(soundSeconds([SHORT]), 3);
  expect(integratedLoudnessLufs(sound)).toBeGreaterThan(-17);
  expect(integratedLoudnessLufs(sound)).toBeLessThan(-15);
  expect(decibels(peakOf(sound))).toBeLessThan(-3.9);
  const ends = [...sound.subarray(0, 4), ...sound.subarray(-200)];
  expect(decibels(peakOf(Float32Array.from(ends)))).toBeLessThan(-50);
});

test('no sample jumps: nothing clicks', () => {
  const sound = render([{ ...SHORT, voices: ['pad', 'bass', 'flute'] }]);
  let jump = 0;
  for (let at = 2; at < sound.length; at += 1) jump = Math.max(jump, Math.abs((sound[at] ?? 0) - (sound[at - 2] ?? 0)));
  expect(jump).toBeLessThan(0.1);
});

test('the same movements sound the same each time', () => {
  expect(Buffer.from(render([SHORT]).buffer).equals(Buffer.from(render([SHORT]).buffer))).toBe(true);
});
