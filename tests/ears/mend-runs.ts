import type { Band } from './band.ts';
import { WINDOW_MS } from './code.ts';
import { evidence } from './evidence.ts';
import { type Run, SAME_OFFSET_SECONDS } from './runs.ts';

/** Runs further apart are not asked about each other. */
const NEAR_WINDOWS = 12;
/** So many windows of a run are enough to tell. */
const ENOUGH_WINDOWS = 50;
/**
 * How much worse the neighbour's position may explain the samples, as a part of the sound's power: one hand off by a tenth of
 * a turn makes 0.04. A coder may turn one tone for some windows; in so short a run that is the likelier story.
 */
const SHORT_WINDOWS = 10;
const WORSE_IN_SHORT = 0.1;
const WORSE_IN_LONG = 0.01;
/** A misread hand is off by whole periods of the one before it: multiples of this. */
const PERIOD_SECONDS = WINDOW_MS / 1000;
const PERIOD_ERROR_SECONDS = 0.000_3;

/**
 * In noise a slow hand may be misread for some windows in a row, and one run comes out as two or three, far apart in
 * position. A run that agrees with neither neighbour of the same sound is asked whether its samples are explained about as
 * well by the position of one of them; a true jump is not.
 */
export function mendRuns(band: Band, runs: readonly Run[]): readonly Run[] {
  const mended: Run[] = [];
  runs.forEach((run, place) => {
    const neighbours = [mended.at(-1), runs[place + 1]].filter((other) => other !== undefined && isBeside(run, other));
    const isAlone = neighbours.every((other) => other === undefined || !agree(run, other));
    mended.push(isAlone ? bestOf(band, run, neighbours) : run);
  });
  return mended;
}

function isBeside(run: Run, other: Run): boolean {
  const apart = Math.max(run.firstWindow - other.lastWindow, other.firstWindow - run.lastWindow);
  return other.sound === run.sound && apart <= NEAR_WINDOWS;
}

function agree(run: Run, other: Run): boolean {
  return Math.abs(run.offsetSeconds - other.offsetSeconds) < SAME_OFFSET_SECONDS;
}

function bestOf(band: Band, run: Run, neighbours: readonly (Run | undefined)[]): Run {
  const length = run.lastWindow - run.firstWindow + 1;
  const from = run.firstWindow * band.samplesPerWindow;
  const to = from + Math.min(length, ENOUGH_WINDOWS) * band.samplesPerWindow;
  const against = (offsetSeconds: number) => mean(evidence(band, { ...run, offsetSeconds }, from, to, 'relative'));
  let best = run.offsetSeconds;
  let least = against(best) + (length <= SHORT_WINDOWS ? WORSE_IN_SHORT : WORSE_IN_LONG);
  for (const other of neighbours) {
    if (other === undefined || other.lastWindow - other.firstWindow + 1 <= length) continue;
    const periods = (run.offsetSeconds - other.offsetSeconds) / PERIOD_SECONDS;
    if (Math.abs(periods - Math.round(periods)) * PERIOD_SECONDS > PERIOD_ERROR_SECONDS) continue;
    const told = against(other.offsetSeconds);
    if (told < least) {
      least = told;
      best = other.offsetSeconds;
    }
  }
  return { ...run, offsetSeconds: best };
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
