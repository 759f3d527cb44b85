import { bandIndexMs, bandSeconds, levelBetween } from './band.ts';
import { type Boundary, beginOf, boundaryBetween, endOf, holesIn, LEAST_HOLE_MS } from './boundaries.ts';
import { type Decoded, SILENCE_DBFS } from './decoder.ts';
import { mendRuns } from './mend-runs.ts';
import { findRuns, median, type Run, SAME_OFFSET_SECONDS } from './runs.ts';

interface Span {
  /** Wall clock, UTC milliseconds with their fraction. */
  readonly fromMs: number;
  readonly toMs: number;
}

/** One sound playing on evenly. */
export interface SoundSegment extends Span {
  readonly kind: 'sound';
  readonly sound: number;
  readonly positionFromMs: number;
  readonly positionToMs: number;
  /** Median, against the sound at gain 1. */
  readonly levelDb: number;
}

/** `mixed`: something loud that is not one coded sound. */
export interface OtherSegment extends Span {
  readonly kind: 'silence' | 'mixed';
  readonly levelDbfs: number;
}

export type Segment = SoundSegment | OtherSegment;

interface Part {
  readonly run: Run;
  readonly from: number;
  readonly to: number;
}

/** What is between two sounds for so short is silence when it is so much weaker than they: lossy coders smear sound into holes. */
const HOLE_DB = 12;
const SMEARED_MS = 100;

/** The recording as runs of sounds, with silence and the rest between them, boundaries told to a fraction of a millisecond. */
export function segments(decoded: Decoded): readonly Segment[] {
  const { band } = decoded;
  const parts = joined(decoded, cutOut(decoded, mendRuns(band, findRuns(band, decoded.readings))));
  const result: Segment[] = [];
  let done = 0;
  let levelBefore = Number.NEGATIVE_INFINITY;
  for (const part of parts) {
    const level = levelBetween(band, part.from, part.to);
    addOther(result, decoded, done, part.from, Math.max(levelBefore, level));
    result.push(soundSegment(decoded, part));
    done = part.to;
    levelBefore = level;
  }
  addOther(result, decoded, done, band.samples.length, levelBefore);
  return result;
}

export function silences(decoded: Decoded, overMs: number): readonly OtherSegment[] {
  return segments(decoded).filter(
    (segment): segment is OtherSegment => segment.kind === 'silence' && segment.toMs - segment.fromMs > overMs,
  );
}

/** The runs with their exact beginnings and ends. */
function cutOut({ band }: Decoded, runs: readonly Run[]): readonly Part[] {
  const boundaries: Boundary[] = runs.slice(1).map((after, place) => boundaryBetween(band, runs[place] as Run, after));
  return runs.map((run, place) => ({
    run,
    from: boundaries[place - 1]?.begin ?? beginOf(band, run),
    to: boundaries[place]?.end ?? endOf(band, run),
  }));
}

/** Puts together what is one stretch in truth, then takes its holes out. */
function joined(decoded: Decoded, parts: readonly Part[]): readonly Part[] {
  const { band } = decoded;
  const whole: Part[] = [];
  for (const part of parts) {
    const last = whole.at(-1);
    const same =
      last !== undefined &&
      last.to === part.from &&
      last.run.sound === part.run.sound &&
      Math.abs(last.run.offsetSeconds - part.run.offsetSeconds) < SAME_OFFSET_SECONDS;
    if (same) {
      const run = { ...last.run, lastWindow: part.run.lastWindow, gains: [...last.run.gains, ...part.run.gains] };
      whole.splice(-1, 1, { run, from: last.from, to: part.to });
    } else if (part.to > part.from) {
      whole.push(part);
    }
  }
  return whole.flatMap((part) => {
    const pieces: Part[] = [];
    let from = part.from;
    for (const hole of holesIn(band, part.run, ...read(decoded, part))) {
      if (hole.end > from) pieces.push({ run: part.run, from, to: hole.end });
      from = hole.begin;
    }
    if (part.to > from) pieces.push({ run: part.run, from, to: part.to });
    return pieces;
  });
}

/** The samples of a part that lie in windows which told its sound: not the last bit of a fade, where all is uncertain. */
function read({ band }: Decoded, { run, from, to }: Part): [from: number, to: number] {
  const width = band.samplesPerWindow;
  const begin = Math.max(from, run.firstWindow * width);
  return [begin, Math.max(begin, Math.min(to, (run.lastWindow + 1) * width))];
}

function soundSegment({ band }: Decoded, { run, from, to }: Part): SoundSegment {
  const within = run.gains.filter(({ index }) => index >= from && index < to);
  const gain = median((within.length > 0 ? within : run.gains).map((point) => point.gain));
  // the beginning of a sample of the band is half a sample of it before its middle
  const beginningMs =
    1000 * (bandSeconds(band, from) + run.offsetSeconds) - 500 / band.rate + 500 / (band.rate * band.factor);
  return {
    kind: 'sound',
    sound: run.sound,
    fromMs: bandIndexMs(band, from),
    toMs: bandIndexMs(band, to),
    positionFromMs: beginningMs,
    positionToMs: beginningMs + (1000 * (to - from)) / band.rate,
    levelDb: 20 * Math.log10(gain),
  };
}

function addOther(result: Segment[], { band }: Decoded, from: number, to: number, levelBeside: number): void {
  if (to - from < (LEAST_HOLE_MS / 1000) * band.rate) return;
  const levelDbfs = levelBetween(band, from, to);
  const isHole = to - from < (SMEARED_MS / 1000) * band.rate && levelDbfs < levelBeside - HOLE_DB;
  const kind = levelDbfs < SILENCE_DBFS || isHole ? 'silence' : 'mixed';
  result.push({ kind, fromMs: bandIndexMs(band, from), toMs: bandIndexMs(band, to), levelDbfs });
}
