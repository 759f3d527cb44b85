import type { CueSheet } from '../ports/cue-sheet.ts';
import type { EngineCommand, EngineState } from '../ports/engine.ts';
import type { JournalBatch } from '../ports/journal.ts';
import type { LogBatch, StationSnapshot } from '../ports/store.ts';
import type { StreamPlans } from '../ports/stream-plan.ts';

/** All that the monitor looks at in one pass. */
export interface MonitorInput {
  readonly now: Temporal.Instant;
  /** The same object as long as nothing changed: the monitor works its plan out again only when it is another. */
  readonly snapshot: StationSnapshot;
  /** Paths of the snapshot's sounds at which there is no file; the same object as long as nothing changed. */
  readonly missing: ReadonlySet<string>;
  /** Null while the engine does not answer. */
  readonly engine: EngineState | null;
  /** The journal's lines since the last pass. */
  readonly journal: JournalBatch;
}

export interface ReasonedCommand {
  readonly command: EngineCommand;
  readonly reason: string;
}

/** What one pass wants done. */
export interface MonitorOutput<State> {
  /** To be given to the next pass. */
  readonly state: State;
  /** Null when there is nothing to write. */
  readonly batch: LogBatch | null;
  /** What the engine's disk should hold; the same objects as long as nothing changed. */
  readonly cueSheet: CueSheet;
  readonly streamPlans: StreamPlans;
  readonly commands: readonly ReasonedCommand[];
}
