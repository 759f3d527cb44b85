import type { Cue, CueFile } from '../ports/cue-sheet.ts';
import { filesFrom } from './files-from.ts';

/** One that is behind by less begins with its first file: nothing worth passing over is lost. */
const LEAST_BEHIND_SECONDS = 2;

/** What an engine knows of the past when it comes to a cue. */
export interface EnginePast {
  readonly nowMs: number;
  /** When its run began. */
  readonly upMs: number;
  /** Whether its dealer has begun anything in this run. */
  readonly dealerUsed: boolean;
}

/** The instant at and after which the engine does not begin the cue (SPEC EN-28). */
export function lastStart(cue: Cue, { upMs }: Pick<EnginePast, 'upMs'>): number {
  return cue.late !== null && cue.startMs < upMs ? cue.late.latestIfMissedMs : cue.latestStartMs;
}

/** What the engine plays of a cue that it begins now, and how far into its files that is (SPEC EN-29). */
export function filesNow(
  cue: Cue,
  past: EnginePast,
): { readonly files: readonly CueFile[]; readonly fromSeconds: number } {
  const behindSeconds = (past.nowMs - cue.startMs) / 1000;
  const isMissed = cue.startMs < past.upMs && !past.dealerUsed;
  if (cue.late?.joins !== true || behindSeconds <= LEAST_BEHIND_SECONDS || !(cue.mode === 'hard' || isMissed)) {
    return { files: cue.files, fromSeconds: 0 };
  }
  return { files: filesFrom(cue.files, behindSeconds), fromSeconds: behindSeconds };
}
