import { writeFile } from 'node:fs/promises';
import { wavHeader } from '../ears/wav.ts';

export interface SineOptions {
  readonly hz?: number;
  readonly sampleRate?: number;
  readonly channels?: number;
}

/** The bytes of a WAV file with a sine of so many seconds. */
export function sineWav(seconds: number, options: SineOptions = {}): Buffer {
  const { hz = 440, sampleRate = 44_100, channels = 2 } = options;
  const frames = Math.round(seconds * sampleRate);
  const samples = new Int16Array(frames * channels);
  for (let frame = 0; frame < frames; frame += 1) {
    const value = Math.round(8000 * Math.sin((2 * Math.PI * hz * frame) / sampleRate));
    samples.fill(value, frame * channels, (frame + 1) * channels);
  }
  return Buffer.concat([wavHeader(sampleRate, channels, frames), Buffer.from(samples.buffer)]);
}

/** Writes a WAV file with a sine, and gives its path. */
export async function writeSine(path: string, seconds: number, options: SineOptions = {}): Promise<string> {
  await writeFile(path, sineWav(seconds, options));
  return path;
}
