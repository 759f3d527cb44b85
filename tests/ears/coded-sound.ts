import { open } from 'node:fs/promises';
import { fraction, LONGEST_SECONDS, TONE_AMPLITUDE, type Tone, tonesOf, turnsAt } from './code.ts';
import { ffmpeg } from './ffmpeg.ts';
import { wavHeader } from './wav.ts';

export type SoundFormat = 'wav' | 'flac' | 'ogg' | 'mp3' | 'opus' | 'm4a';

export interface CodedSound {
  /** 0…255: what the decoder will say. */
  readonly number: number;
  /** Up to 20,000. */
  readonly durationSeconds: number;
  /** Where the file goes; a file that is there is replaced. */
  readonly path: string;
  readonly format: SoundFormat;
  /** A multiple of 50, 8000 or more; 44100 if not given. */
  readonly sampleRate?: number;
  /** 2 if not given. */
  readonly channels?: number;
  /** 1 if not given: about -15 dBFS. */
  readonly gain?: number;
}

const ENCODERS: Readonly<Record<Exclude<SoundFormat, 'wav'>, readonly string[]>> = {
  flac: ['-c:a', 'flac', '-compression_level', '0', '-f', 'flac'],
  ogg: ['-c:a', 'libvorbis', '-q:a', '4', '-f', 'ogg'],
  mp3: ['-c:a', 'libmp3lame', '-q:a', '4', '-f', 'mp3'],
  opus: ['-c:a', 'libopus', '-b:a', '96k', '-f', 'opus'],
  m4a: ['-c:a', 'aac', '-b:a', '128k', '-f', 'ipod'],
};

/** Makes a test sound. Long ones are made a second at a time, so they cost little memory. */
export async function makeCodedSound(sound: CodedSound): Promise<void> {
  const { number, durationSeconds, path, format, sampleRate = 44_100, channels = 2, gain = 1 } = sound;
  if (durationSeconds > LONGEST_SECONDS) throw new RangeError(`a coded sound lasts at most ${LONGEST_SECONDS} s`);
  const frames = Math.round(durationSeconds * sampleRate);
  const pcm = interleaved(codedSamples(number, 0, frames, sampleRate, gain), channels);
  if (format === 'wav') {
    const file = await open(path, 'w');
    try {
      await file.write(wavHeader(sampleRate, channels, frames));
      for (const chunk of pcm) await file.write(chunk);
    } finally {
      await file.close();
    }
    return;
  }
  const raw = ['-f', 's16le', '-ar', String(sampleRate), '-ac', String(channels), '-i', 'pipe:0'];
  await ffmpeg([...raw, '-threads', '1', '-fflags', '+bitexact', ...ENCODERS[format], path], pcm);
}

/** Samples of a sound from a position on, within ±1, in blocks of about a second. */
export function* codedSamples(
  number: number,
  fromSeconds: number,
  frames: number,
  sampleRate: number,
  gain = 1,
): Generator<Float32Array> {
  const tones = tonesOf(number);
  for (let done = 0; done < frames; done += sampleRate) {
    const block = new Float32Array(Math.min(sampleRate, frames - done));
    for (const tone of tones) addTone(block, tone, fromSeconds + done / sampleRate, sampleRate, gain * TONE_AMPLITUDE);
    yield block;
  }
}

/** Adds one tone by a turning pointer, set anew at every block so that its errors do not grow. */
export function addTone(
  block: Float32Array,
  tone: Tone,
  fromSeconds: number,
  sampleRate: number,
  amplitude: number,
): void {
  const begin = 2 * Math.PI * turnsAt(tone, fromSeconds);
  const step = 2 * Math.PI * fraction((tone.gridHz + tone.slowHz) / sampleRate);
  const stepCos = Math.cos(step);
  const stepSin = Math.sin(step);
  let cos = amplitude * Math.cos(begin);
  let sin = amplitude * Math.sin(begin);
  for (let index = 0; index < block.length; index += 1) {
    block[index] = (block[index] as number) + cos;
    const next = cos * stepCos - sin * stepSin;
    sin = sin * stepCos + cos * stepSin;
    cos = next;
  }
}

function* interleaved(blocks: Iterable<Float32Array>, channels: number): Generator<Buffer> {
  for (const block of blocks) {
    const samples = new Int16Array(block.length * channels);
    for (let frame = 0; frame < block.length; frame += 1) {
      const value = Math.round(32_767 * Math.max(-1, Math.min(1, block[frame] as number)));
      for (let channel = 0; channel < channels; channel += 1) samples[frame * channels + channel] = value;
    }
    yield Buffer.from(samples.buffer);
  }
}
