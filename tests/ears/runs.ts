import { type Band, bandSeconds } from './band.ts';
import type { WindowReading } from './window-decoder.ts';

/** Windows in a row that tell one sound playing on evenly. */
export interface Run {
  readonly sound: number;
  /** Position in the sound less position in the recording. */
  readonly offsetSeconds: number;
  readonly firstWindow: number;
  readonly lastWindow: number;
  /** Amplitude at the middles of the windows that are not disturbed, in order. */
  readonly gains: readonly { readonly index: number; readonly gain: number }[];
}

/** Two windows tell the same stretch when their offsets are so near: some hundred times the error of a clean one. */
export const SAME_OFFSET_SECONDS = 0.001_5;
/** A reading that stands alone may be an accident of two sounds in one window. */
const LEAST_WINDOWS = 2;
const MOST_IMPURITY = 0.2;

export function findRuns(band: Band, readings: readonly (WindowReading | null)[]): readonly Run[] {
  const runs: Run[] = [];
  let members: { reading: WindowReading; window: number; offset: number }[] = [];
  let offsetSum = 0;

  function close(): void {
    const [first] = members;
    const last = members.at(-1);
    if (first !== undefined && last !== undefined && members.length >= LEAST_WINDOWS) {
      const clean = members.filter(({ reading }) => reading.impurity <= MOST_IMPURITY);
      const trusted = clean.length > 0 ? clean : members;
      runs.push({
        sound: first.reading.sound,
        offsetSeconds: median(trusted.map(({ offset }) => offset)),
        firstWindow: first.window,
        lastWindow: last.window,
        gains: trusted.map(({ reading, window }) => ({ index: middle(band, window), gain: reading.gain })),
      });
    }
    members = [];
    offsetSum = 0;
  }

  for (const [window, reading] of readings.entries()) {
    if (reading === null) {
      close();
      continue;
    }
    const offset = reading.positionSeconds - bandSeconds(band, middle(band, window));
    const [first] = members;
    const goesOn =
      first !== undefined &&
      first.reading.sound === reading.sound &&
      Math.abs(offset - offsetSum / members.length) < SAME_OFFSET_SECONDS;
    if (!goesOn) close();
    members.push({ reading, window, offset });
    offsetSum += offset;
  }
  close();
  return runs;
}

function middle(band: Band, window: number): number {
  return window * band.samplesPerWindow + (band.samplesPerWindow - 1) / 2;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
