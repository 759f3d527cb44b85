import type { CueKey } from '../ports/cue-sheet.ts';
import type { JournalRequest, OffReason } from '../ports/journal.ts';
import type { EngineRunId } from '../values/ids.ts';

/** What became of a line of the journal: on its way, on the disk, torn, or gone with the engine or for want of space. */
export type LineFate = 'coming' | 'written' | 'torn' | 'lost';

/** Something that was audible on the station's output without a break. */
export interface Stretch {
  readonly run: EngineRunId;
  readonly seq: number;
  readonly source: string;
  readonly request: JournalRequest;
  /** By the true time. */
  readonly fromMs: number;
  toMs: number | null;
  /** By the engine's clock. */
  readonly fromWallMs: number;
  toWallMs: number | null;
  /** Null: the engine died under it. */
  why: OffReason | null;
  onFate: LineFate;
  offSeq: number | null;
  offFate: LineFate | null;
}

/** A cue that took the air. */
export interface HeardStart {
  readonly key: CueKey;
  readonly run: EngineRunId;
  readonly atMs: number;
  readonly atWallMs: number;
  /** Its line never reached the disk: the engine was killed too soon, or the disk was full. */
  isForgotten: boolean;
}

/** What a listener hears, whatever anybody writes down: the truth that the log is held against. */
export class Ears {
  readonly stretches: Stretch[] = [];
  readonly starts: HeardStart[] = [];
  #now: Stretch | null = null;
  #silentSinceMs: number;

  constructor(nowMs: number) {
    this.#silentSinceMs = nowMs;
  }

  get now(): Stretch | null {
    return this.#now;
  }

  /** Null while something is heard. */
  get silentSinceMs(): number | null {
    return this.#now === null ? this.#silentSinceMs : null;
  }

  on(stretch: Stretch): void {
    this.stretches.push(stretch);
    this.#now = stretch;
  }

  /** @param why null: it broke off without a word */
  off(nowMs: number, wallMs: number, why: OffReason | null): Stretch | null {
    const stretch = this.#now;
    if (stretch === null) return null;
    stretch.toMs = nowMs;
    stretch.toWallMs = wallMs;
    stretch.why = why;
    this.#now = null;
    this.#silentSinceMs = nowMs;
    return stretch;
  }
}
