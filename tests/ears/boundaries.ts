import { type Band, levelBetween } from './band.ts';
import { evidence } from './evidence.ts';
import type { Run } from './runs.ts';

/** What is between two runs: [end of the first, beginning of the second) in samples of the band. */
export interface Boundary {
  readonly end: number;
  readonly begin: number;
}

/** A hole shorter than this is not told from the smearing of lossy coders. */
export const LEAST_HOLE_MS = 3;
const HOLE_DEPTH_DB = 5;
/** Runs further apart than this are looked at one by one. */
const FAR_WINDOWS = 12;

export function boundaryBetween(band: Band, before: Run, after: Run): Boundary {
  if (after.firstWindow - before.lastWindow > FAR_WINDOWS)
    return { end: endOf(band, before), begin: beginOf(band, after) };
  const width = band.samplesPerWindow;
  const from = Math.max(before.firstWindow, before.lastWindow - 1) * width;
  const to = Math.min((Math.min(after.lastWindow, after.firstWindow + 1) + 1) * width, band.samples.length);
  const costBefore = prefixSums(evidence(band, before, from, to, 'power'));
  const againstAfter = prefixSums(evidence(band, after, from, to, 'power'));
  const total = againstAfter.at(-1) ?? 0;

  let touching = 0;
  let touchingCost = Number.POSITIVE_INFINITY;
  let best: Boundary = { end: 0, begin: 0 };
  let bestCost = Number.POSITIVE_INFINITY;
  let end = 0;
  for (let begin = 0; begin < costBefore.length; begin += 1) {
    if ((costBefore[begin] as number) < (costBefore[end] as number)) end = begin;
    const costAfter = total - (againstAfter[begin] as number);
    if ((costBefore[begin] as number) + costAfter < touchingCost) {
      touchingCost = (costBefore[begin] as number) + costAfter;
      touching = begin;
    }
    if ((costBefore[end] as number) + costAfter < bestCost) {
      bestCost = (costBefore[end] as number) + costAfter;
      best = { end, begin };
    }
  }
  if (best.begin - best.end < (LEAST_HOLE_MS / 1000) * band.rate)
    return { end: from + touching, begin: from + touching };
  return { end: from + best.end, begin: from + best.begin };
}

/** Where a run ends that nothing follows closely. */
export function endOf(band: Band, run: Run): number {
  const from = Math.max(run.firstWindow, run.lastWindow - 1) * band.samplesPerWindow;
  const to = Math.min((run.lastWindow + 4) * band.samplesPerWindow, band.samples.length);
  return from + placeOfLeast(prefixSums(evidence(band, run, from, to, 'relative')));
}

/** Where a run begins that nothing precedes closely. */
export function beginOf(band: Band, run: Run): number {
  const from = Math.max(0, run.firstWindow - 3) * band.samplesPerWindow;
  const to = Math.min((Math.min(run.lastWindow, run.firstWindow + 1) + 1) * band.samplesPerWindow, band.samples.length);
  // the least cost of what follows is the greatest of what precedes
  return from + placeOfLeast(prefixSums(evidence(band, run, from, to, 'relative')).map((sum) => -sum));
}

/**
 * Holes inside a run, where its sound is not and comes back as if it had gone on: stretches of the greatest sum of
 * evidence against it. Source: Kadane's maximum subarray, closed whenever the sum has fallen back.
 */
export function holesIn(band: Band, run: Run, from: number, to: number): readonly Boundary[] {
  const least = (LEAST_HOLE_MS / 1000) * band.rate;
  const against = evidence(band, run, from, to, 'relative');
  const holes: Boundary[] = [];
  let sum = 0;
  let begin = 0;
  let peak = 0;
  let peakAt = 0;
  for (let index = 0; index <= against.length; index += 1) {
    if (peak > 0 && (sum <= 0 || sum < peak - least || index === against.length)) {
      const hole = { end: from + begin, begin: from + peakAt };
      if (peak >= least * 0.6 && peakAt - begin >= least && isWeaker(band, hole)) holes.push(hole);
      sum = 0;
      peak = 0;
    }
    if (sum <= 0) {
      sum = 0;
      begin = index;
    }
    sum += against[index] ?? 0;
    if (sum > peak) {
      peak = sum;
      peakAt = index + 1;
    }
  }
  return holes;
}

/** In the last of a fade the sound comes and goes in the noise; that is no hole. */
function isWeaker(band: Band, { end, begin }: Boundary): boolean {
  const beside = Math.round(0.01 * band.rate);
  const before = levelBetween(band, Math.max(0, end - beside), end);
  const after = levelBetween(band, begin, Math.min(begin + beside, band.samples.length));
  return levelBetween(band, end, begin) < Math.min(before, after) - HOLE_DEPTH_DB;
}

function prefixSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum += values[index] as number;
    sums[index + 1] = sum;
  }
  return sums;
}

function placeOfLeast(values: Float64Array): number {
  let place = 0;
  for (let index = 1; index < values.length; index += 1) {
    if ((values[index] as number) < (values[place] as number)) place = index;
  }
  return place;
}
