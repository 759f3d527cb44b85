import { type Band, bandGain, bandSeconds } from './band.ts';
import { TONE_AMPLITUDE, tonesOf } from './code.ts';
import { addTone } from './coded-sound.ts';
import type { Run } from './runs.ts';

/** Mean square of a coded sound at gain 1. */
const SOUND_POWER = (10 * TONE_AMPLITUDE ** 2) / 2;

/**
 * For each sample of the band in [from, to): how much it speaks against the run's sound being there. What is left of
 * the sample after the sound was taken from it, squared, less the sample itself squared. Sums of it have their turning points
 * at boundaries: the estimate of greatest likelihood for the instant at which a known signal comes or goes.
 * In units of the power of the sound at gain 1 (`power`), by which two sounds can be weighed against each other, or of the
 * sound at its gain of that moment (`relative`): then -1 on the mean where it is and +1 where it is not, fades or not.
 */
export function evidence(band: Band, run: Run, from: number, to: number, unit: 'power' | 'relative'): Float64Array {
  const template = new Float32Array(to - from);
  const begin = bandSeconds(band, from) + run.offsetSeconds;
  for (const tone of tonesOf(run.sound)) {
    addTone(template, tone, begin, band.rate, TONE_AMPLITUDE * bandGain(band, tone.gridHz + tone.slowHz));
  }
  const against = new Float64Array(to - from);
  const gains = makeGains(run);
  for (let index = 0; index < against.length; index += 1) {
    const gain = gains(from + index);
    const expected = gain * (template[index] as number);
    const heard = band.samples[from + index] as number;
    const power = unit === 'power' ? SOUND_POWER : SOUND_POWER * gain * gain;
    against[index] = (expected * expected - 2 * expected * heard) / power;
  }
  return against;
}

/**
 * The run's gain at an index: straight lines between the windows, gone on outside them (a fade goes on beyond the last whole
 * window), but not below a third of the last, or above one and a half times. Asked for growing indexes.
 */
function makeGains({ gains }: Run): (index: number) => number {
  let place = 0;
  return (index) => {
    while (place < gains.length - 2 && index > (gains[place + 1]?.index ?? 0)) place += 1;
    const left = gains[place];
    if (left === undefined) return 1;
    const right = gains[place + 1] ?? left;
    if (right === left) return left.gain;
    const value = left.gain + ((right.gain - left.gain) * (index - left.index)) / (right.index - left.index);
    const edge = index < left.index ? left.gain : index > right.index ? right.gain : null;
    return edge === null ? value : Math.min(1.5 * edge, Math.max(0.33 * edge, value));
  };
}
