import type { Segment, SoundSegment } from './segments.ts';

/** The part of an `on_air` log entry that can be heard. */
export interface OnAirEntry {
  readonly date: Temporal.Instant;
  readonly end: Temporal.Instant | null;
  readonly soundId: number | null;
}

/** One sound audible from its beginning, or from where it was taken up again, until another or silence took its place. */
export interface Stretch {
  readonly sound: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly positionFromMs: number;
  readonly positionToMs: number;
}

export interface LogComparison {
  readonly heard: readonly Segment[];
  /** `on_air` entries of whole sounds (no entries of tracks), in any order. */
  readonly entries: readonly OnAirEntry[];
  /** The row of the sound that carries a number. */
  readonly soundIdOf: (sound: number) => number;
  /** How far an entry's date may be from the instant heard. */
  readonly dateToleranceMs: Tolerance;
  /** The same for its end; wider, where a fade's last bit cannot be heard. */
  readonly endToleranceMs: Tolerance;
}

/** Milliseconds, always the same or by the instant that was heard. */
export type Tolerance = number | ((atMs: number) => number);

/** One thing in which the log is not what was heard. */
export interface LogDifference {
  readonly kind: 'no_entry' | 'date' | 'end' | 'not_heard';
  /** What was heard, or was not, and is in the log. An open end is infinite. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly text: string;
}

/** A hole up to this long in a sound that goes on where it was is a fault of the sound, not an end of the stretch. */
const LONGEST_HOLE_MS = 500;
/** A sound that is heard again from a position up to this was begun again. */
const BEGUN_AGAIN_MS = 200;
/** Parts of a sound this short may be the rest of a fade. */
const SHORTEST_MS = 60;

/** What was heard as stretches that the log should have an entry of, each: a seek goes on with the same one. */
export function stretches(heard: readonly Segment[]): readonly Stretch[] {
  const result: Stretch[] = [];
  for (const segment of heard) {
    if (segment.kind !== 'sound') continue;
    const last = result.at(-1);
    if (last !== undefined && goesOn(last, segment)) {
      result.splice(-1, 1, { ...last, toMs: segment.toMs, positionToMs: segment.positionToMs });
    } else if (segment.toMs - segment.fromMs >= SHORTEST_MS) {
      const { sound, fromMs, toMs, positionFromMs, positionToMs } = segment;
      result.push({ sound, fromMs, toMs, positionFromMs, positionToMs });
    }
  }
  return result;
}

function goesOn(last: Stretch, segment: SoundSegment): boolean {
  if (last.sound !== segment.sound || segment.fromMs - last.toMs > LONGEST_HOLE_MS) return false;
  return segment.positionFromMs > BEGUN_AGAIN_MS || segment.positionFromMs >= last.positionToMs;
}

/**
 * Where the log and what was heard differ, in words; nothing when the log equals what was heard. Only what lies inside the
 * recording is judged: a stretch that was there when it began may have an earlier date, one that was there when it ended
 * a later end or none, and entries wholly outside are passed over.
 */
export function compareLog(comparison: LogComparison): readonly string[] {
  return logDifferences(comparison).map(({ text }) => text);
}

/** As {@link compareLog}, with the instants that each difference is about. */
export function logDifferences(comparison: LogComparison): readonly LogDifference[] {
  const { heard, soundIdOf } = comparison;
  const beginMs = heard[0]?.fromMs ?? 0;
  const finishMs = heard.at(-1)?.toMs ?? 0;
  const dateMs = (atMs: number) => toleranceAt(comparison.dateToleranceMs, atMs);
  const endMsAt = (atMs: number) => toleranceAt(comparison.endToleranceMs, atMs);
  const left = comparison.entries
    .filter((entry) => entry.date.epochMilliseconds < finishMs - dateMs(finishMs))
    .filter((entry) => (entry.end?.epochMilliseconds ?? Number.POSITIVE_INFINITY) > beginMs + endMsAt(beginMs))
    .toSorted((a, b) => a.date.epochMilliseconds - b.date.epochMilliseconds);
  const differences: LogDifference[] = [];

  for (const stretch of stretches(heard)) {
    const { fromMs, toMs } = stretch;
    const differs = (kind: LogDifference['kind'], text: string) =>
      differences.push({ kind, fromMs, toMs, text: `heard ${describe(stretch)}, but ${text}` });
    const soundId = soundIdOf(stretch.sound);
    const place = nearest(left, soundId, stretch);
    const entry = left[place];
    if (entry === undefined) {
      differs('no_entry', `the log has no entry of sound ${soundId} for it`);
      continue;
    }
    left.splice(place, 1);
    const early = entry.date.epochMilliseconds - fromMs;
    const wasThere = fromMs - beginMs < dateMs(fromMs);
    if (wasThere ? early > dateMs(fromMs) : Math.abs(early) > dateMs(fromMs))
      differs('date', `its entry is dated ${iso(entry.date.epochMilliseconds)} (${signed(early)})`);
    const endMs = entry.end?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    const late = endMs - toMs;
    const isStill = finishMs - toMs < endMsAt(toMs);
    if (isStill ? late < -endMsAt(toMs) : Math.abs(late) > endMsAt(toMs))
      differs('end', `its entry ${entry.end === null ? 'has no end' : `ends ${iso(endMs)} (${signed(late)})`}`);
  }
  for (const entry of left) {
    const fromMs = entry.date.epochMilliseconds;
    const end = entry.end === null ? 'an open end' : iso(entry.end.epochMilliseconds);
    differences.push({
      kind: 'not_heard',
      fromMs,
      toMs: entry.end?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
      text: `the log has sound ${entry.soundId} from ${iso(fromMs)} to ${end}, but it was not heard`,
    });
  }
  return differences;
}

function toleranceAt(tolerance: Tolerance, atMs: number): number {
  return typeof tolerance === 'number' ? tolerance : tolerance(atMs);
}

/** Among the entries of a sound that overlap a stretch, or nearly so, the one whose date is nearest; -1 for none. */
function nearest(entries: readonly OnAirEntry[], soundId: number, stretch: Stretch): number {
  const slackMs = 2000;
  let best = -1;
  let bestDistance = Number.POSITIVE_INFINITY;
  entries.forEach((entry, place) => {
    const dateMs = entry.date.epochMilliseconds;
    const endMs = entry.end?.epochMilliseconds ?? Number.POSITIVE_INFINITY;
    if (entry.soundId !== soundId || dateMs > stretch.toMs + slackMs || endMs < stretch.fromMs - slackMs) return;
    const distance = Math.abs(dateMs - stretch.fromMs);
    if (distance < bestDistance) {
      best = place;
      bestDistance = distance;
    }
  });
  return best;
}

function describe({ sound, fromMs, toMs, positionFromMs }: Stretch): string {
  return `sound number ${sound} from ${iso(fromMs)} to ${iso(toMs)} (position ${(positionFromMs / 1000).toFixed(3)} s)`;
}

function iso(ms: number): string {
  return Number.isFinite(ms) ? Temporal.Instant.fromEpochMilliseconds(Math.round(ms)).toString() : 'never';
}

function signed(ms: number): string {
  return `${ms > 0 ? '+' : ''}${Math.round(ms)} ms`;
}
