import type { ChangeId, DiffusionId, EpisodeId, ProgramId, ScheduleId, StationId } from '../values/ids.ts';
import type { Diffusion, Program, Schedule } from '../values/model.ts';

/** A schedule with what generation remembers of it. */
export interface KeptSchedule {
  readonly schedule: Schedule;
  /** It was removed: nothing is made for it, and what it made is taken back as far as nobody touched it. Kept for undoing. */
  readonly removed: boolean;
  /** Says what its diffusions were made of last, and how far; another text: there is something to be done. Null: not made yet. */
  readonly madeOf: string | null;
}

/** A diffusion that a schedule made, with what generation must know to leave it alone or to take it back. */
export interface MadeDiffusion {
  readonly diffusion: Diffusion;
  /** Whether the log has something of it. */
  readonly logged: boolean;
  readonly episodeTitle: string;
  readonly episodeSlug: string;
  /** Whether the episode has sounds or tracks, or a diffusion that no schedule made: then it is kept. */
  readonly episodeKept: boolean;
}

/** What an episode is known by before it is made. */
export interface EpisodeName {
  readonly programId: ProgramId;
  readonly slug: string;
}

/** An episode that has a name that somebody asked about. */
export interface NamedEpisode extends EpisodeName {
  readonly id: EpisodeId;
  readonly title: string;
  /** How many diffusions it has. */
  readonly diffusions: number;
}

/** An episode that is made, or one that is there. */
export type EpisodeRef = { readonly made: number } | { readonly id: EpisodeId };
/** A diffusion that is added by the same edits, by its place among them, or one that is there. */
export type InitialRef = { readonly added: number } | { readonly id: DiffusionId } | null;

export interface AddedDiffusion {
  readonly programId: ProgramId;
  readonly episode: EpisodeRef;
  /** The initial one of a rerun; it stands before the rerun. */
  readonly initial: InitialRef;
  readonly scheduleId: ScheduleId;
  readonly occurrenceLocal: string;
  readonly type: Diffusion['type'];
  readonly startMs: number;
  readonly endMs: number;
  readonly startMode: Diffusion['startMode'];
  readonly layer: number;
  readonly zoneNote: Diffusion['zoneNote'];
}

/** All of a diffusion that generation changes when it follows its schedule. */
export interface FollowedDiffusion {
  readonly id: DiffusionId;
  readonly scheduleId: ScheduleId | null;
  readonly occurrenceLocal: string;
  readonly type: Diffusion['type'];
  readonly startMs: number;
  readonly endMs: number;
  readonly startMode: Diffusion['startMode'];
  readonly layer: number;
  readonly zoneNote: Diffusion['zoneNote'];
  readonly episodeId: EpisodeId;
  readonly initialId: DiffusionId | null;
}

/** What a generation does to a station's timetable: all of it or nothing. */
export interface TimetableEdits {
  readonly episodes: readonly { readonly programId: ProgramId; readonly slug: string; readonly title: string }[];
  readonly retitle: readonly { readonly id: EpisodeId; readonly slug: string; readonly title: string }[];
  readonly add: readonly AddedDiffusion[];
  readonly change: readonly FollowedDiffusion[];
  /** What is a rerun of one of them and is not removed itself becomes an initial one: somebody touched it, or made it. */
  readonly remove: readonly DiffusionId[];
  /** Those of them that have no diffusion any more. */
  readonly removeEpisodes: readonly EpisodeId[];
  readonly madeOf: ReadonlyMap<ScheduleId, string | null>;
}

/** Two diffusions of one layer, neither cancelled, that overlap. */
export interface Conflict {
  /** The lower id. */
  readonly a: DiffusionId;
  readonly b: DiffusionId;
}

/** What of a diffusion, schedule or program a change was about; null: there was none before, or is none after. */
export type ChangedItem =
  | ChangedPart<'diffusion', DiffusionId, Omit<Diffusion, 'id'>>
  | ChangedPart<'schedule', ScheduleId, Omit<Schedule, 'id'>>
  | ChangedPart<'program', ProgramId, Omit<Program, 'id'>>;

export interface ChangedPart<Kind extends string, Id, Value> {
  readonly kind: Kind;
  readonly id: Id;
  readonly before: Value | null;
  readonly after: Value | null;
}

/** One thing that somebody did to a station's timetable. */
export interface Change {
  readonly id: ChangeId;
  readonly stationId: StationId;
  readonly at: Temporal.Instant;
  /** Who did it: the name of a user. */
  readonly who: string;
  /** What was done, for people. */
  readonly what: string;
  readonly items: readonly ChangedItem[];
  /** The change that undid this one. */
  readonly undoneBy: ChangeId | null;
}

export interface ChangeFilter {
  readonly stationId: StationId;
  readonly diffusionId?: DiffusionId;
  readonly scheduleId?: ScheduleId;
  /** The newest so many. */
  readonly limit?: number;
}

/** What became of an event of somebody's calendar. One of the two ids is null. */
export interface ImportedEvent {
  readonly uid: string;
  /** The local time of the occurrence that it stands for; empty: it is the event itself. */
  readonly occurrenceLocal: string;
  /** Of what it said: another one, and it is looked at again. */
  readonly digest: string;
  readonly scheduleId: ScheduleId | null;
  readonly diffusionId: DiffusionId | null;
}

/** A diffusion that is added with others, to an episode that is there or is made. */
export type PlacedDiffusion = Omit<Diffusion, 'id' | 'stationId' | 'episodeId' | 'initialId'> & {
  readonly episode: EpisodeRef;
  /** The initial one of a rerun; it stands before the rerun. */
  readonly initial: InitialRef;
};

/** What was taken over from calendars, so that it is known the next time. */
export interface ImportStore {
  /** Of the station; what was removed since is not among them. */
  list(stationId: StationId): Promise<readonly ImportedEvent[]>;
  /** Adds them, or replaces those of the same UID and occurrence. */
  put(stationId: StationId, events: readonly ImportedEvent[]): Promise<void>;
  remove(stationId: StationId, events: readonly Pick<ImportedEvent, 'uid' | 'occurrenceLocal'>[]): Promise<void>;
  /**
   * Adds diffusions in few statements, however many they are, with the episodes that are made for them.
   * @returns their ids, in order
   * @throws {RefusedError} `slug_taken`, `bad_span`
   */
  place(
    stationId: StationId,
    episodes: TimetableEdits['episodes'],
    diffusions: readonly PlacedDiffusion[],
  ): Promise<readonly DiffusionId[]>;
}

export interface TimetableStore {
  readonly schedules: {
    /** @throws {RefusedError} `not_found`, `mismatch` (a rerun of a rerun, of another program, …) */
    add(schedule: Omit<Schedule, 'id'>): Promise<Schedule>;
    /** In order of program, then id; those that were removed only when asked for. */
    list(stationId: StationId, options?: { readonly removed?: boolean }): Promise<readonly KeptSchedule[]>;
    byIds(ids: readonly ScheduleId[]): Promise<readonly KeptSchedule[]>;
    /** @throws {RefusedError} `not_found` */
    change(id: ScheduleId, change: Partial<Omit<Schedule, 'id' | 'programId' | 'initialId'>>): Promise<Schedule>;
    /** Marks it, or puts it back. Its reruns are not looked at. @throws {RefusedError} `not_found` */
    setRemoved(id: ScheduleId, removed: boolean): Promise<void>;
  };
  /**
   * All that the schedules made and that ends after the instant, or stands for a local time that is later than a day before
   * the instant (its local time taken as one of UTC): that, too, which somebody moved away. In order of schedule, then local time.
   */
  made(scheduleIds: readonly ScheduleId[], endingAfter: Temporal.Instant): Promise<readonly MadeDiffusion[]>;
  /** Which episodes have these names, in any order. */
  episodesNamed(names: readonly EpisodeName[]): Promise<readonly NamedEpisode[]>;
  /**
   * The schedules of untouched reruns that start after the instant and do not go along with their initial one: it has another
   * episode, or was cancelled, or put back.
   */
  strayed(stationId: StationId, startingAfter: Temporal.Instant): Promise<readonly ScheduleId[]>;
  /**
   * Leaves alone what somebody has touched, or the log has, by now; an occurrence that has its diffusion by now keeps that.
   * From here to the end of the transaction nobody else writes the station's timetable.
   *
   * @throws {RefusedError} `not_found`, `slug_taken`, `bad_span`
   * @throws {PassingError} `timetable_changed` when a change of somebody else's has made it impossible: made anew, it fits
   */
  apply(stationId: StationId, edits: TimetableEdits): Promise<void>;
  /** Of diffusions that overlap [from, to), kept up by every write: in order of start of the later one. */
  conflicts(
    stationId: StationId,
    from: Temporal.Instant | null,
    to: Temporal.Instant | null,
  ): Promise<readonly Conflict[]>;
  readonly history: {
    add(change: Omit<Change, 'id' | 'undoneBy'>): Promise<Change>;
    /** Newest first. */
    list(filter: ChangeFilter): Promise<readonly Change[]>;
    byId(id: ChangeId): Promise<Change | null>;
    setUndone(id: ChangeId, by: ChangeId | null): Promise<void>;
  };
  readonly imports: ImportStore;
}
