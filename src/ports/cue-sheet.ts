import type { DiffusionId, SoundId } from '../values/ids.ts';
import type { StartMode } from '../values/model.ts';

/** One file of a cue, in playing order. */
export interface CueFile {
  readonly soundId: SoundId;
  /** Absolute. */
  readonly path: string;
  /** Second of the file at which to begin: above 0 only when a diffusion is taken up again, or goes on. */
  readonly fromSeconds: number;
  /** Of the whole file; null, or not said, where it is not known. */
  readonly durationSeconds?: number | null;
}

/** What becomes of a cue whose instant is past when the engine can load it. */
export interface LateCue {
  /**
   * Whether it begins at the second at which it would be by then: a hard one always, a soft one when the engine was not running
   * at its instant and its dealer has been free since.
   */
  readonly joins: boolean;
  /** Takes the place of the latest start when the engine was not running at the cue's instant. */
  readonly latestIfMissedMs: number;
}

/** A timed order that the engine holds and carries out alone: at this instant, play these files, hard or soft, until then. */
export interface Cue {
  readonly diffusionId: DiffusionId;
  /**
   * 0 for the first start; raised each time the diffusion is taken up again after the engine died under it. What goes on after
   * a stronger one begins at ten times the second of the slot, so that it is never another's.
   */
  readonly attempt: number;
  readonly startMs: number;
  readonly mode: StartMode;
  /** How long a hard start fades out what is there. */
  readonly fadeSeconds: number;
  /** The engine does not begin the cue at or after this instant. */
  readonly latestStartMs: number;
  /** Null: late, it begins with its first file, and before its latest start or not at all. */
  readonly late: LateCue | null;
  /** The instant by which its sound has faded out, however much is left of its files; null: it plays to its end. */
  readonly untilMs: number | null;
  readonly files: readonly CueFile[];
  /** Why it is there, with the rule, for people: the engine does not look at it. Not said in sheets of older versions. */
  readonly reason?: string;
}

/** The identity of a cue for the engine: a cue with a key that it has begun or refused is never begun again. */
export type CueKey = `${number}#${number}`;

export function cueKey(cue: Pick<Cue, 'diffusionId' | 'attempt'>): CueKey {
  return `${cue.diffusionId}#${cue.attempt}`;
}

export function parseCueKey(key: string): { readonly diffusionId: DiffusionId; readonly attempt: number } | null {
  const match = /^(\d+)#(\d+)$/.exec(key);
  if (match === null) return null;
  return { diffusionId: Number(match[1]) as DiffusionId, attempt: Number(match[2]) };
}

/**
 * All the cues of a station for the next hours, in order of start, then diffusion id. A cue that is on the air plays on
 * when it is missing here (a lost sheet must not silence a station): it ends before its end only when it is in `stop`.
 */
export interface CueSheet {
  /** Names the content; the engine says in its state which version it holds. */
  readonly version: string;
  readonly cues: readonly Cue[];
  readonly stop: readonly CueKey[];
}
