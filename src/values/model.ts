import type {
  DiffusionId,
  EngineRunId,
  EpisodeId,
  LogEntryId,
  PortId,
  ProgramId,
  ScheduleId,
  Slug,
  SoundId,
  StationId,
  TrackId,
} from './ids.ts';

/** One radio. The top of everything. */
export interface Station {
  readonly id: StationId;
  readonly slug: Slug;
  readonly name: string;
  /** IANA name. Local times of the station's timetable and of its command line are in it. */
  readonly timeZone: string;
  /** A diffusion that has not started this long after its start is cancelled. */
  readonly cancelTimeoutSeconds: number;
  /** Playlists are compared with the library this often, even when nothing is known to have changed. */
  readonly syncTimeoutSeconds: number;
  /** The output may be silent this long before the engine does something about it; 0: for ever. */
  readonly silenceLimitSeconds: number;
  /** What is weaker is silence: dB below full scale, so below 0. */
  readonly silenceThresholdDb: number;
  /** ISO 639-1. What Airkeeper itself writes for listeners, such as the titles of episodes, is in it. */
  readonly language: string;
  /** Schedules are made into diffusions so many days ahead. */
  readonly daysAhead: number;
  /** Whether Airkeeper keeps it on the air. One that is disabled has no engine; its timetable and its log stay. */
  readonly enabled: boolean;
}

export type PortDirection = 'output' | 'input';

/** An audio output or input of a station. `settings` is validated by the streamer, field by field; it is never code. */
export interface Port {
  readonly id: PortId;
  readonly stationId: StationId;
  readonly direction: PortDirection;
  readonly kind: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
}

export type ProgramKind = 'scheduled' | 'streamed';

/** How a diffusion goes on that the engine's death or shutdown cut. */
export type ResumeMode =
  /** At the second where a listener would now be, had it not been cut. */
  | 'live'
  /** Where it was cut. */
  | 'continue'
  /** From its beginning. */
  | 'restart'
  /** Not at all. */
  | 'skip';

/** What becomes of the reruns of a diffusion that is cancelled. */
export type RerunsOfCancelled =
  /** They are cancelled too. */
  | 'drop'
  /** They stay. */
  | 'keep';

/** A show. */
export interface Program {
  readonly id: ProgramId;
  readonly stationId: StationId;
  readonly slug: Slug;
  readonly name: string;
  readonly kind: ProgramKind;
  /** How long a hard start of this program fades out what is there, before its instant. */
  readonly hardFadeSeconds: number;
  /** Whether its diffusions fade out at their end when their sounds run longer. */
  readonly cutAtEnd: boolean;
  readonly resume: ResumeMode;
  /** Of two diffusions that overlap in one layer, that of the program with the higher one has the air. */
  readonly priority: number;
  /** Whether diffusions that came from a schedule, and that nobody touched, follow its changes. */
  readonly sync: boolean;
  /** Title of the episodes that schedules make: `{program}`, `{date}`, `{time}`, `{number}`; null: the station's language's own. */
  readonly titlePattern: string | null;
  readonly rerunsOfCancelled: RerunsOfCancelled;
  /** Schedules make nothing for it in this span; an end of null: until it is ended. */
  readonly pause: Pause | null;
}

export interface Pause {
  readonly from: Temporal.Instant;
  readonly to: Temporal.Instant | null;
}

/** How a streamed program is played. */
export interface Stream {
  readonly programId: ProgramId;
  /** Local times of day `HH:MM[:SS]` between which it may begin a piece; `from` after `to` goes across midnight. */
  readonly window: { readonly from: string; readonly to: string } | null;
  /** Least time between the end of one of its pieces and the beginning of its next; 0: none. */
  readonly minDelaySeconds: number;
  /** Its share when several streams may play. Above 0. */
  readonly weight: number;
}

export type StartMode = 'hard' | 'soft';

/** When a rerun comes after the diffusion that it repeats, by local time. */
export interface RerunOffset {
  /** Calendar days later. */
  readonly afterDays: number;
  /** Local time of day `HH:MM:SS.sss`; null: that of the initial one. */
  readonly atTime: string | null;
  /** So much later still, by the clock on the wall. */
  readonly afterMs: number;
}

/** A recurrence rule that puts a program on the timetable. */
export interface Schedule {
  readonly id: ScheduleId;
  readonly programId: ProgramId;
  /** The schedule this one is a rerun of; itself never a rerun. */
  readonly initialId: ScheduleId | null;
  /** Of a rerun; null of an initial one. */
  readonly offset: RerunOffset | null;
  /** RFC 5545, value of an RRULE; empty: once. Of a rerun that of its initial one holds, and this is empty. */
  readonly rule: string;
  /** Local date and time from which the rule holds, `YYYY-MM-DDTHH:MM:SS.sss`. Of a rerun: nothing of the initial one before it is repeated. */
  readonly firstLocal: string;
  /** More local dates and times (RDATE), in order. */
  readonly extraLocals: readonly string[];
  /** Local dates and times of the rule that are left out (EXDATE), in order. */
  readonly exceptLocals: readonly string[];
  readonly timeZone: string;
  readonly durationSeconds: number;
  readonly startMode: StartMode;
  /** What the diffusions are that it makes. */
  readonly type: Exclude<DiffusionType, 'cancelled'>;
  readonly layer: number;
}

/** One issue of a program. */
export interface Episode {
  readonly id: EpisodeId;
  readonly programId: ProgramId;
  readonly slug: Slug;
  readonly title: string;
}

export type DiffusionType = 'on_air' | 'unconfirmed' | 'cancelled';

/** What a change of the clocks did to a local time: it was skipped, or came twice. */
export type ZoneNote = 'gap' | 'overlap';

/** An episode's place on the timetable. */
export interface Diffusion {
  readonly id: DiffusionId;
  readonly stationId: StationId;
  readonly programId: ProgramId;
  readonly episodeId: EpisodeId;
  readonly scheduleId: ScheduleId | null;
  /** The diffusion this one is a rerun of; null for an initial one. */
  readonly initialId: DiffusionId | null;
  readonly type: DiffusionType;
  readonly start: Temporal.Instant;
  readonly end: Temporal.Instant;
  readonly startMode: StartMode;
  /** What lies in a higher layer lies over what is below it, and is in no conflict with it. */
  readonly layer: number;
  /** The local time by its schedule's rule that it stands for, whatever became of its start; null: no schedule made it. */
  readonly occurrenceLocal: string | null;
  /** Of the local time at which its schedule starts it. */
  readonly zoneNote: ZoneNote | null;
  /** Somebody changed it by hand: its schedule leaves it alone. */
  readonly touched: boolean;
}

export type SoundType = 'archive' | 'excerpt' | 'removed' | 'other';

/** An audio file. */
export interface Sound {
  readonly id: SoundId;
  readonly stationId: StationId;
  readonly programId: ProgramId | null;
  readonly episodeId: EpisodeId | null;
  readonly type: SoundType;
  /** Absolute. */
  readonly path: string;
  readonly title: string;
  /** Order among the sounds of its episode; equal ones are ordered by path. */
  readonly position: number;
  /** Null when it could not be measured. */
  readonly durationSeconds: number | null;
}

/** A title inside a sound or an episode. */
export interface Track {
  readonly id: TrackId;
  readonly soundId: SoundId | null;
  readonly episodeId: EpisodeId | null;
  readonly position: number;
  /** Second of the sound at which it starts, where known. */
  readonly atSeconds: number | null;
  readonly artist: string;
  readonly title: string;
}

export type LogEntryType = 'start' | 'on_air' | 'cancel' | 'stop' | 'other';

/** What happened on air. Append-only: only an open `end` is ever filled in, once. */
export interface LogEntry {
  readonly id: LogEntryId;
  readonly stationId: StationId;
  readonly type: LogEntryType;
  readonly date: Temporal.Instant;
  readonly end: Temporal.Instant | null;
  /** `dealer`, the slug of a streamed program, … ; empty when the entry concerns no source. */
  readonly source: string;
  readonly soundId: SoundId | null;
  /** Second of its file at which it began; of a `start`, second of the diffusion. Null where that is not known, or is none. */
  readonly positionSeconds: number | null;
  readonly trackId: TrackId | null;
  readonly diffusionId: DiffusionId | null;
  readonly comment: string;
  /** Why it happened, for people: the rule or the person behind it. */
  readonly reason: string;
  /** The journal line it comes from; null for an entry that no single line caused. */
  readonly journal: { readonly run: EngineRunId; readonly seq: number } | null;
}
