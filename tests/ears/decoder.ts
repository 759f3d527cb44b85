import { type Band, bandIndexMs, levelBetween, makeBand } from './band.ts';
import { WINDOW_MS } from './code.ts';
import { makeWindowDecoder, type WindowReading } from './window-decoder.ts';

/** A recording, mixed down. */
export interface Recording {
  readonly samples: Int16Array;
  readonly sampleRate: number;
  /** Wall clock of the first sample, UTC milliseconds, with its fraction; 0 where it does not matter. */
  readonly originMs: number;
}

/** What was audible in 20 ms. */
export type HeardWindow =
  | {
      readonly kind: 'sound';
      readonly atMs: number;
      readonly sound: number;
      /** At the beginning of the window. */
      readonly positionMs: number;
      /** Against the sound at gain 1. */
      readonly levelDb: number;
    }
  /** No code that can be read: too weak, or loud and not one coded sound (a boundary, two sounds, something else). */
  | { readonly kind: 'silence' | 'mixed'; readonly atMs: number; readonly levelDbfs: number };

export interface Decoded {
  readonly band: Band;
  readonly readings: readonly (WindowReading | null)[];
  readonly windows: readonly HeardWindow[];
}

/** Without a code, what is below this is silence. */
export const SILENCE_DBFS = -40;

/** Tells for every 20 ms of a recording what was audible. */
export function decode(recording: Recording): Decoded {
  const { samples, sampleRate, originMs } = recording;
  const band = makeBand(samples, sampleRate, originMs);
  const read = makeWindowDecoder(band);
  const width = band.samplesPerWindow;
  const toMiddleMs = WINDOW_MS / 2 - 500 / sampleRate;
  const readings: (WindowReading | null)[] = [];
  const windows: HeardWindow[] = [];
  for (let from = 0; from + width <= band.samples.length; from += width) {
    const reading = read(from);
    readings.push(reading);
    windows.push(heard(band, from, width, toMiddleMs, reading));
  }
  return { band, readings, windows };
}

function heard(
  band: Band,
  from: number,
  width: number,
  toMiddleMs: number,
  reading: WindowReading | null,
): HeardWindow {
  const atMs = bandIndexMs(band, from);
  if (reading === null) {
    const levelDbfs = levelBetween(band, from, from + width);
    return { kind: levelDbfs < SILENCE_DBFS ? 'silence' : 'mixed', atMs, levelDbfs };
  }
  const positionMs = reading.positionSeconds * 1000 - toMiddleMs;
  return { kind: 'sound', atMs, sound: reading.sound, positionMs, levelDb: 20 * Math.log10(reading.gain) };
}
