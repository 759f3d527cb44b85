import { integratedLoudnessLufs } from './loudness.ts';
import { SAMPLE_RATE } from './voices.ts';

const LOUDNESS_LUFS = -16;
/** A decibel under the -3 dBFS that no peak may pass: a lossy encoder's peaks are a little higher than what it was given. */
const CEILING = 10 ** (-4 / 20);
/** Below this a sample stays as it is; above, it is bent towards the ceiling. */
const KNEE = CEILING * 0.7;
const FADE_IN_SECONDS = 0.02;
const FADE_OUT_SECONDS = 2;

/** Brings a finished mix to the loudness of all the others, in place: no peak over -4 dBFS, no click at either end. */
export function master(sound: Float32Array): void {
  const loudness = integratedLoudnessLufs(sound);
  if (loudness === Number.NEGATIVE_INFINITY) return;
  const gain = 10 ** ((LOUDNESS_LUFS - loudness) / 20);
  const frames = sound.length / 2;
  const fadeIn = FADE_IN_SECONDS * SAMPLE_RATE;
  const fadeOut = Math.min(FADE_OUT_SECONDS * SAMPLE_RATE, frames / 2);
  for (let frame = 0; frame < frames; frame += 1) {
    const fade = Math.min(1, frame / fadeIn, (frames - 1 - frame) / fadeOut);
    for (const at of [frame * 2, frame * 2 + 1]) sound[at] = bend((sound[at] as number) * gain) * fade;
  }
}

function bend(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  const room = CEILING - KNEE;
  return Math.sign(sample) * (KNEE + room * Math.tanh((size - KNEE) / room));
}
