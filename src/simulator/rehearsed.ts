import type { SnapshotIndex } from '../monitor/snapshot-index.ts';
import { parseCueKey } from '../ports/cue-sheet.ts';
import type { NewLogEntry } from '../ports/store.ts';
import type { DiffusionId, SoundId } from '../values/ids.ts';
import type { Stretch } from './ears.ts';
import type { RehearsalInput } from './rehearsal-run.ts';

/** Something that would be heard. */
export interface RehearsedItem {
  readonly start: Temporal.Instant;
  /** Null: it goes on for more than a day after the rehearsal. */
  readonly end: Temporal.Instant | null;
  /** `dealer`, or the name of a stream. */
  readonly source: string;
  readonly soundId: SoundId | null;
  readonly diffusionId: DiffusionId | null;
  /** As the log would have it. */
  readonly reason: string;
}

/** A diffusion that would be heard, from its first sound to its last. */
export interface RehearsedDiffusion {
  readonly diffusionId: DiffusionId;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
}

export type TroubleName =
  /** Nothing can be played for a diffusion: its episode has no sound. */
  | 'no_sound'
  | 'too_little_sound'
  /** It shares a part of its slot with a stronger one of its layer. */
  | 'overlap'
  /** Its sounds go on into the slot of another diffusion, which is late, or cuts it off, or is lost. */
  | 'overrun'
  | 'cancelled'
  | 'silence'
  | 'file_missing'
  /** No stream may play, or has anything to play. */
  | 'music_runs_out';

export interface Trouble {
  readonly at: Temporal.Instant;
  readonly name: TroubleName;
  readonly message: string;
  /** Number of the rule of SPEC.md behind it. */
  readonly rule: string;
  readonly diffusionId: DiffusionId | null;
}

/** What a period would sound like. All in order of instant. */
export interface Rehearsal {
  readonly items: readonly RehearsedItem[];
  readonly diffusions: readonly RehearsedDiffusion[];
  readonly troubles: readonly Trouble[];
}

/** All that is known when a rehearsal is over. */
export interface Rehearsed extends RehearsalInput {
  readonly index: SnapshotIndex;
  readonly stretches: readonly Stretch[];
  readonly entries: readonly NewLogEntry[];
  readonly diffusions: readonly RehearsedDiffusion[];
}

/** The diffusion that a stretch is of; null for music. */
export function diffusionOf({ request }: Pick<Stretch, 'request'>): DiffusionId | null {
  return parseCueKey(request.cue ?? '')?.diffusionId ?? null;
}
