import type { EngineRunId, SoundId } from '../values/ids.ts';
import type { Result } from '../values/result.ts';
import type { CueKey, CueSheet } from './cue-sheet.ts';
import type { JournalBatch, JournalCursor, JournalRequest } from './journal.ts';
import type { StreamPlans } from './stream-plan.ts';

/** A deck of the dealer. `opened`: its files wait for their instant. */
export interface DeckState {
  readonly name: 'a' | 'b';
  readonly state: 'empty' | 'loading' | 'opened' | 'on_air';
  readonly cue: CueKey | null;
}

/** What is audible, as the engine sees it. */
export interface EngineOnAir {
  /** `dealer` or the name of a stream. */
  readonly source: string;
  /** Sequence of the journal's `on` line. */
  readonly seq: number;
  readonly sinceMs: number;
  readonly positionSeconds: number;
  /** Null while the engine does not know. */
  readonly remainingSeconds: number | null;
  readonly request: JournalRequest;
}

export interface EngineSource {
  readonly name: string;
  /** Whether it is what is heard. */
  readonly onAir: boolean;
  /** Files waiting to be played, the one on the air not counted. */
  readonly queueLength: number;
  readonly remainingSeconds: number | null;
}

/** How loud the output is, in dB below full scale, over 0.4 s; null: nothing at all is to be heard. */
export interface EngineLevel {
  readonly rms: number | null;
  readonly peak: number | null;
}

/** The engine's own word on itself, in one reply. */
export interface EngineState {
  readonly run: EngineRunId;
  readonly pid: number | null;
  /** When the run began; not said by scripts of before. */
  readonly upMs?: number | undefined;
  readonly engineVersion: string;
  /** Names the text of the script that it runs. */
  readonly script: string;
  /** The engine's clock when it answered. */
  readonly atMs: number;
  /** Last journal line made. */
  readonly seq: number;
  /** Journal lines that could not be written, for example for want of disk space. */
  readonly lostLines: number;
  readonly cueSheetVersion: string;
  readonly streamPlansVersion: string;
  readonly onAir: EngineOnAir | null;
  readonly decks: readonly DeckState[];
  readonly sources: readonly EngineSource[];
  /** Missing from an engine with a script of before there was a level. */
  readonly levelDb?: EngineLevel | undefined;
  /** For how long the output has been silent, where that is longer than the station's limit; else 0. */
  readonly silentSeconds?: number | undefined;
}

/** A source, as the engine names it: `dealer` or the name of a stream. */
export type SourceName = string;

export type EngineCommand =
  /** Read the cue sheet or the streams again from the disk. */
  | { readonly kind: 'reload_cues' }
  | { readonly kind: 'reload_streams' }
  /** End what the source has on the air, and go on with what comes next. */
  | { readonly kind: 'skip'; readonly source: SourceName }
  /** Go to a second of what the source has on the air. */
  | { readonly kind: 'seek'; readonly source: SourceName; readonly positionSeconds: number }
  /** Play a file next on a source; on the dealer, now, or when it is free. */
  | { readonly kind: 'push'; readonly source: SourceName; readonly soundId: SoundId | null; readonly path: string }
  /** Fall silent and end the process. */
  | { readonly kind: 'shutdown' };

/** Why an engine did not do as asked. `refused`: it answered, and said no. All others: it did not answer, the outcome is unknown. */
export interface EngineFailure {
  readonly code: 'not_connected' | 'timed_out' | 'hung_up' | 'bad_reply' | 'refused';
  readonly message: string;
}

/** One station's audio engine, as the rest of Airkeeper sees it. */
export interface Engine {
  /** Asks the engine for its state. Answers within two seconds, whatever the engine does. */
  observe(): Promise<Result<EngineState, EngineFailure>>;
  /** Carries out one command. Answers within five seconds, whatever the engine does. */
  command(command: EngineCommand): Promise<Result<Readonly<Record<string, unknown>>, EngineFailure>>;
  /** Puts the cue sheet on the engine's disk, whole or not at all. The engine takes it in on `reload_cues`, or when it starts. */
  putCueSheet(sheet: CueSheet): Promise<void>;
  /** Puts the streams and their playlists on the engine's disk. The engine takes them in on `reload_streams`, or when it starts. */
  putStreamPlans(plans: StreamPlans): Promise<void>;
  /** The journal's lines after a cursor, oldest first; from the beginning for null. Works with the engine dead. */
  readJournal(after: JournalCursor | null): Promise<JournalBatch>;
  /** Calls back when the journal may have grown. Returns the unsubscribe function. */
  onJournalGrowth(callback: () => void): () => void;
}
