import { type Band, bandGain } from './band.ts';
import type { Tone } from './code.ts';

/** Measures how strong a set of tones is in windows of a band, and their phases in the middle of the window. */
export interface ToneBank {
  /** Fills `real` and `imaginary` (one place for each tone) from the window that begins at the sample. */
  measure(from: number): void;
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** One correlation with a table for each tone: for forty tones this is less work than a transform of all frequencies. */
export function makeToneBank(band: Band, tones: readonly Tone[]): ToneBank {
  const { samples, samplesPerWindow: length } = band;
  const tables = tones.map((tone) => {
    const hz = tone.gridHz + tone.slowHz;
    const scale = 2 / (length * bandGain(band, hz));
    const cos = new Float32Array(length);
    const sin = new Float32Array(length);
    for (let index = 0; index < length; index += 1) {
      const angle = (2 * Math.PI * hz * (index - (length - 1) / 2)) / band.rate;
      cos[index] = scale * Math.cos(angle);
      sin[index] = -scale * Math.sin(angle);
    }
    return { cos, sin };
  });
  const real = new Float64Array(tones.length);
  const imaginary = new Float64Array(tones.length);
  return {
    real,
    imaginary,
    measure(from) {
      const window = samples.subarray(from, from + length);
      tables.forEach(({ cos, sin }, place) => {
        let re = 0;
        let im = 0;
        for (let index = 0; index < length; index += 1) {
          const sample = window[index] as number;
          re += sample * (cos[index] as number);
          im += sample * (sin[index] as number);
        }
        real[place] = re;
        imaginary[place] = im;
      });
    },
  };
}
