import { WINDOW_MS } from './code.ts';

/** Least rate at which the highest tone, and nothing folded onto it, is still there. */
const LEAST_RATE = 7500;

/**
 * The recording at a lower rate: sample `i` is the mean of `factor` samples from `i * factor` on. A mean is the cheapest
 * low-pass; what it does to a tone (a known loss, no turn about its middle) is undone where tones are measured.
 */
export interface Band {
  readonly samples: Float32Array;
  readonly rate: number;
  readonly factor: number;
  readonly samplesPerWindow: number;
  /** Wall clock of the first sample of the recording, UTC milliseconds. */
  readonly originMs: number;
}

export function makeBand(recording: Int16Array, sampleRate: number, originMs: number): Band {
  const full = (sampleRate * WINDOW_MS) / 1000;
  if (!Number.isInteger(full)) throw new RangeError(`the sample rate must be a multiple of 50, not ${sampleRate}`);
  let factor = 1;
  // at most a third of the rate is kept, so that the mean has little to answer for
  for (let wanted = 1; sampleRate / wanted >= LEAST_RATE * 1.5; wanted += 1) if (full % wanted === 0) factor = wanted;
  const samples = new Float32Array(Math.floor(recording.length / factor));
  const scale = 1 / (factor * 32_768);
  for (let index = 0, from = 0; index < samples.length; index += 1) {
    let sum = 0;
    for (let within = 0; within < factor; within += 1) sum += recording[from++] as number;
    samples[index] = sum * scale;
  }
  return { samples, rate: sampleRate / factor, factor, samplesPerWindow: full / factor, originMs };
}

/** What the mean leaves of a tone. Source: Dirichlet kernel of `factor` points. */
export function bandGain(band: Band, hz: number): number {
  if (band.factor === 1) return 1;
  const angle = (Math.PI * hz) / (band.rate * band.factor);
  return Math.sin(band.factor * angle) / (band.factor * Math.sin(angle));
}

/** Where in the recording the middle of a sample of the band is, in seconds: half a sample of the recording off its beginning. */
export function bandSeconds(band: Band, index: number): number {
  return (index + 0.5) / band.rate - 0.5 / (band.rate * band.factor);
}

export function bandIndexMs(band: Band, index: number): number {
  return band.originMs + (1000 * index) / band.rate;
}

/** Root mean square, in dB of full scale; at least -120. */
export function levelBetween(band: Band, from: number, to: number): number {
  let squares = 0;
  for (let index = from; index < to; index += 1) squares += (band.samples[index] as number) ** 2;
  return 10 * Math.log10(Math.max(squares / Math.max(1, to - from), 1e-12));
}
