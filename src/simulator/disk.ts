import type { CueKey, CueSheet } from '../ports/cue-sheet.ts';
import type { JournalLine } from '../ports/journal.ts';
import type { StreamPlans } from '../ports/stream-plan.ts';
import type { EngineRunId } from '../values/ids.ts';

/** A file of the library, as the engine finds it. */
export type AudioFile =
  | { readonly state: 'whole'; readonly durationMs: number }
  /** What is there is played. */
  | { readonly state: 'truncated'; readonly durationMs: number }
  | { readonly state: 'corrupt' }
  | { readonly state: 'missing' };

/** The journal of one run as it lies on the disk: whole lines, in the order in which they were written; null: a torn one. */
export interface RunFile {
  readonly run: EngineRunId;
  readonly lines: (JournalLine | null)[];
}

/** What outlives the engine's process and Airkeeper's. */
export class Disk {
  /** Null: no file, or one that cannot be read. */
  cueSheet: CueSheet | null = null;
  streamPlans: StreamPlans | null = null;
  /** Keys of the cues that the engine has begun. */
  readonly begun = new Set<CueKey>();
  /** Written every second while the engine plays: the last whole second in which it did, by its clock. */
  aliveMs: number | null = null;
  readonly runs: RunFile[] = [];
  full = false;
  readonly #files = new Map<string, AudioFile>();
  readonly #changed = new Map<string, AudioFile>();

  addFile(path: string, durationMs: number): void {
    this.#files.set(path, { state: 'whole', durationMs });
  }

  /** Null: as it was. */
  changeFile(path: string, file: AudioFile | null): void {
    if (file === null) this.#changed.delete(path);
    else this.#changed.set(path, file);
  }

  file(path: string): AudioFile {
    return this.#changed.get(path) ?? this.#files.get(path) ?? { state: 'missing' };
  }

  isChanged(path: string): boolean {
    return this.#changed.has(path);
  }

  get hasAllFiles(): boolean {
    return this.#changed.size === 0;
  }

  get paths(): readonly string[] {
    return [...this.#files.keys()];
  }

  beginRun(run: EngineRunId): RunFile {
    const file: RunFile = { run, lines: [] };
    this.runs.push(file);
    return file;
  }
}
