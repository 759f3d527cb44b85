import { SAMPLE_RATE } from './voices.ts';

/** Coefficients of a second-order filter, `a0` being 1. */
interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

const BLOCK_SECONDS = 0.4;
const STEP_SECONDS = 0.1;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/**
 * Integrated loudness of interleaved stereo sound at 44.1 kHz; -Infinity for silence.
 * Source: ITU-R BS.1770-4. Its filters are given for 48 kHz; they are worked out here for our rate from the analogue ones they stand for.
 */
export function integratedLoudnessLufs(sound: Float32Array): number {
  const powers = blockPowers(sound);
  const audible = powers.filter((power) => lufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = lufs(mean(audible)) + RELATIVE_GATE_LU;
  return lufs(mean(audible.filter((power) => lufs(power) > gate)));
}

function lufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Mean square of the weighted channels, summed, in blocks that overlap. */
function blockPowers(sound: Float32Array): readonly number[] {
  const step = Math.round(STEP_SECONDS * SAMPLE_RATE);
  const right = stepPowers(sound, 1, step);
  const steps = stepPowers(sound, 0, step).map((power, index) => power + (right[index] ?? 0));
  const stepsInBlock = Math.round(BLOCK_SECONDS / STEP_SECONDS);
  const blocks: number[] = [];
  for (let first = 0; first + stepsInBlock <= steps.length; first += 1) {
    blocks.push(mean(steps.slice(first, first + stepsInBlock)));
  }
  return blocks;
}

function stepPowers(sound: Float32Array, channel: number, step: number): number[] {
  const shelf = highShelf(1681.974450955533, 3.999843853973347, 0.7071752369554196);
  const pass = highPass(38.13547087602444, 0.5003270373238773);
  const powers: number[] = [];
  let [shelf1, shelf2, pass1, pass2] = [0, 0, 0, 0];
  let sum = 0;
  for (let frame = 0; frame * 2 + channel < sound.length; frame += 1) {
    const input = sound[frame * 2 + channel] as number;
    const middle = shelf.b0 * input + shelf1;
    shelf1 = shelf.b1 * input - shelf.a1 * middle + shelf2;
    shelf2 = shelf.b2 * input - shelf.a2 * middle;
    const output = pass.b0 * middle + pass1;
    pass1 = pass.b1 * middle - pass.a1 * output + pass2;
    pass2 = pass.b2 * middle - pass.a2 * output;
    sum += output * output;
    if ((frame + 1) % step === 0) {
      powers.push(sum / step);
      sum = 0;
    }
  }
  return powers;
}

function highShelf(frequencyHz: number, gainDb: number, q: number): Biquad {
  const k = Math.tan((Math.PI * frequencyHz) / SAMPLE_RATE);
  const high = 10 ** (gainDb / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

function highPass(frequencyHz: number, q: number): Biquad {
  const k = Math.tan((Math.PI * frequencyHz) / SAMPLE_RATE);
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}
