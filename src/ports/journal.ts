import type { EngineRunId } from '../values/ids.ts';

/** What every line of the journal carries. Identity is (run, seq): `seq` counts from 1 in each run, with no hole. */
interface JournalLineBase {
  readonly run: EngineRunId;
  readonly seq: number;
  /** When it happened, by the engine's clock: UTC milliseconds. */
  readonly atMs: number;
}

/** What a request is: the ids it was annotated with, and where its file is. Absent ones are null. */
export interface JournalRequest {
  readonly rid: string | null;
  /** The file as the engine opened it. */
  readonly uri: string;
  readonly soundId: number | null;
  /** The cue that it belongs to, `diffusion#attempt`; null for music and for what a person pushed. */
  readonly cue: string | null;
  /** Whether a person pushed it. */
  readonly pushed: boolean;
  readonly title: string | null;
  readonly artist: string | null;
}

export type OffReason =
  /** It played to its end. */
  | 'end'
  /** A cue, a live input or a person took its place, or it came back later: `by` says which. */
  | 'interrupted'
  | 'skipped'
  /** A person had it go on at another second of its file. */
  | 'seek'
  /** As `seek`, from its beginning. */
  | 'restarted'
  /** It was taken off at the end of its slot. */
  | 'until'
  /** Its cue was withdrawn while it was on the air. */
  | 'stopped'
  /** It stopped being ready for a reason the engine does not know, such as a decoder that failed. */
  | 'failed'
  | 'shutdown';

export type CueState =
  /** Read from the sheet for the first time. */
  | 'accepted'
  /** Its files were opened and wait on a deck. */
  | 'opened'
  /** It took the air. */
  | 'started'
  /** Its last file left the air, or it was stopped. */
  | 'ended'
  /** None of its files can be played. */
  | 'refused'
  /** It can no longer begin: the latest start is past. */
  | 'expired'
  /** It left the sheet before it began. */
  | 'withdrawn';

/** What the engine did about a silence: the next one when the one before did not help. */
export type SilenceAction =
  /** Went on to the next file or piece. */
  | 'skip'
  /** Left the dealer for the music, or, where it was music that was silent, that stream for another one. */
  | 'music'
  /** Ended, for its keeper to start it again. */
  | 'restart'
  /** Nothing that could help: `why` says why. */
  | 'none';

export type JournalLine = JournalLineBase &
  (
    | {
        readonly kind: 'up';
        readonly engineVersion: string;
        readonly script: string;
        readonly pid: number | null;
        /** The last instant at which the run before it is known to have played, by a file of its own; null where there is none. */
        readonly previousAliveMs: number | null;
      }
    | { readonly kind: 'down' }
    /** A request became audible on the station's output, at `positionSeconds` of its file. */
    | {
        readonly kind: 'on';
        readonly source: string;
        readonly positionSeconds: number;
        readonly request: JournalRequest;
      }
    /** What went on by line `on` of this run is no longer audible; it had got to `positionSeconds` of its file. */
    | {
        readonly kind: 'off';
        readonly on: number;
        readonly positionSeconds: number;
        readonly why: OffReason;
        readonly by: string;
      }
    /** The station's output changed from one source to another; `''` stands for silence (the blank of last resort). */
    | { readonly kind: 'switch'; readonly from: string; readonly to: string }
    | {
        readonly kind: 'cue';
        readonly cue: string;
        readonly state: CueState;
        readonly why: string;
        /** Of one that started: second of its files, one after the other, at which it began because it was joined late. */
        readonly joinedSeconds: number;
      }
    /** A file that cannot be played was passed over. */
    | { readonly kind: 'refused'; readonly source: string; readonly request: JournalRequest; readonly why: string }
    /** The output has been silent, or is heard again. */
    | { readonly kind: 'silence' }
    | { readonly kind: 'noise' }
    /** Something is done about it; `source` is what was on the air and silent, empty where nothing was. */
    | {
        readonly kind: 'silence_action';
        readonly action: SilenceAction;
        readonly source: string;
        /** How long the silence had lasted. */
        readonly silentSeconds: number;
        readonly why: string;
      }
    /** An output was connected, or lost: `port` is the port's id. */
    | { readonly kind: 'output'; readonly port: number; readonly state: 'up' | 'down'; readonly why: string }
    /** A line of a kind that this version does not know; kept, so that a newer engine's journal is never an obstacle. */
    | { readonly kind: 'unknown'; readonly name: string }
  );

/** How far the journal has been read: the last line taken in, in order of run, then sequence. */
export interface JournalCursor {
  readonly run: EngineRunId;
  readonly seq: number;
}

/** New lines of the journal, and how far they reach. `cursor` is null only where nothing has ever been written. */
export interface JournalBatch {
  readonly lines: readonly JournalLine[];
  readonly cursor: JournalCursor | null;
}
