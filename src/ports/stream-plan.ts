import type { Slug, SoundId } from '../values/ids.ts';

/** One piece of a stream's playlist. */
export interface PlaylistItem {
  readonly soundId: SoundId;
  /** Absolute. */
  readonly path: string;
}

/** A stream as the engine holds it: when it may play, and what. */
export interface StreamPlan {
  /** The program's slug; also the name of the source. */
  readonly name: Slug;
  readonly weight: number;
  readonly minDelaySeconds: number;
  /**
   * The instants [from, to) between which it may begin a piece, in order, for the next days; null: always. They are
   * worked out here, time zone and all, so that the engine only compares numbers.
   */
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number }[] | null;
  readonly playlist: readonly PlaylistItem[];
}

/** All the streams of a station, in order of name. */
export interface StreamPlans {
  /** Names the content; the engine says in its state which version it holds. */
  readonly version: string;
  readonly streams: readonly StreamPlan[];
}
