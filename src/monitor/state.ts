import type { CueFile, CueKey, CueSheet } from '../ports/cue-sheet.ts';
import type { JournalCursor } from '../ports/journal.ts';
import type { LogMemory, Reached, StartedDiffusion } from '../ports/store.ts';
import type { StreamPlans } from '../ports/stream-plan.ts';
import type { DiffusionId, EngineRunId, SoundId, TrackId } from '../values/ids.ts';
import type { AirPlans, AirPlansMemo } from './air-plan.ts';
import type { CancelledSlots } from './cancelled-slots.ts';
import type { SnapshotIndex } from './snapshot-index.ts';

/** An `on_air` entry for a sound or URI that has no end yet. */
export interface OpenPlay {
  readonly run: EngineRunId;
  readonly seq: number;
  readonly dateMs: number;
  readonly source: string;
  readonly soundId: SoundId | null;
  readonly diffusionId: DiffusionId | null;
  /** Second of the file at which it began. */
  readonly beganSeconds: number;
  /** The latest instant at which it is known to have been on the air. */
  readonly knownToMs: number;
  /** Whether the engine's state showed it on the air since Airkeeper started. */
  readonly watched: boolean;
  readonly traced: ReadonlySet<TrackId>;
}

/** What the journal last said of a cue, since Airkeeper started. `cut`: the engine ended under it. */
export type CueFate =
  | { readonly state: 'running'; readonly run: EngineRunId }
  | { readonly state: 'ended' | 'cut' }
  | { readonly state: 'refused' | 'expired'; readonly why: string };

/** A cue by which a diffusion is taken up again: made once, and kept as it was made (SPEC MO-28). */
export interface Resumption {
  readonly attempt: number;
  readonly startMs: number;
  readonly files: readonly CueFile[];
  /** When the part of the slot began that it is for. */
  readonly turnMs: number;
  /** How often the engine had died under it when it was made. */
  readonly stops: number;
  /** When it was interrupted, where it is not taken up after a death of the engine. */
  readonly interruptedMs: number | null;
  /** The run that was there when it was made. */
  readonly run: EngineRunId;
}

/** Where a diffusion that is continued goes on in a turn: known when it is off the air, and until then a matter of the plan. */
export interface Place {
  readonly turnMs: number;
  /** Null: it has not begun. */
  readonly reached: Reached | null;
}

/** A wanted cue sheet, with what it was made from: as long as that is the same, so is the sheet. */
export interface CueSheetMemo {
  readonly index: SnapshotIndex;
  readonly missing: ReadonlySet<string>;
  readonly started: ReadonlyMap<DiffusionId, StartedDiffusion>;
  readonly resumptions: ReadonlyMap<DiffusionId, Resumption>;
  readonly places: ReadonlyMap<DiffusionId, Place>;
  readonly running: ReadonlyMap<DiffusionId, number>;
  readonly plans: AirPlans;
  readonly cancelled: CancelledSlots;
  readonly hourMs: number;
  readonly sheet: CueSheet;
  /** What made this version another than the one before, in words. */
  readonly why: string;
}

export interface StreamPlansMemo {
  readonly index: SnapshotIndex;
  readonly missing: ReadonlySet<string>;
  readonly syncedMs: number;
  readonly plans: StreamPlans;
  readonly why: string;
}

/** A command to read something again, and the two versions that were the reason for it. */
export interface Asked {
  readonly shown: string;
  readonly wanted: string;
  readonly atMs: number;
}

/** What the monitor carries from one pass to the next. All of it that the log depends on is in {@link LogMemory} too. */
export interface MonitorState {
  readonly cursor: JournalCursor | null;
  /** When the run of the cursor came up; null when that was before Airkeeper started, or nothing said so. */
  readonly upMs: number | null;
  readonly open: readonly OpenPlay[];
  readonly started: ReadonlyMap<DiffusionId, StartedDiffusion>;
  readonly fates: ReadonlyMap<CueKey, CueFate>;
  readonly resumptions: ReadonlyMap<DiffusionId, Resumption>;
  /** Started diffusions that another one took the air from within their slot, and when; until they are heard again. */
  readonly interrupted: ReadonlyMap<DiffusionId, number>;
  readonly places: ReadonlyMap<DiffusionId, Place>;
  /** Of diffusions that share their slot: the attempt of the cue that is on the air. */
  readonly running: ReadonlyMap<DiffusionId, number>;
  readonly air: AirPlansMemo | null;
  /** Diffusions that were cancelled here. */
  readonly cancelled: CancelledSlots;
  /** When a refused file was last entered into the log. */
  readonly refusals: ReadonlyMap<string, number>;
  /** What was last said of each output, by port. */
  readonly outputs: ReadonlyMap<number, 'up' | 'down'>;
  readonly index: SnapshotIndex | null;
  readonly cueSheet: CueSheetMemo | null;
  readonly streamPlans: StreamPlansMemo | null;
  readonly askedCues: Asked | null;
  readonly askedStreams: Asked | null;
}

/** The state in which the monitor starts, whatever went on before: what the log says, and nothing else. */
export function initialState(memory: LogMemory): MonitorState {
  return {
    cursor: memory.cursor,
    upMs: null,
    open: memory.open.map((entry) => ({
      run: entry.run,
      seq: entry.seq,
      dateMs: entry.date.epochMilliseconds,
      source: entry.source,
      soundId: entry.soundId,
      diffusionId: entry.diffusionId,
      beganSeconds: entry.positionSeconds,
      knownToMs: entry.date.epochMilliseconds,
      watched: false,
      traced: new Set(entry.tracedTracks),
    })),
    started: memory.started,
    fates: new Map(),
    resumptions: new Map(),
    interrupted: new Map(),
    places: new Map(),
    running: new Map(),
    air: null,
    cancelled: new Map(),
    refusals: new Map(),
    outputs: new Map(),
    index: null,
    cueSheet: null,
    streamPlans: null,
    askedCues: null,
    askedStreams: null,
  };
}
